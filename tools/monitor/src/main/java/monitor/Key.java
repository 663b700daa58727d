package monitor;

import org.jline.keymap.KeyMap;

/// The keys that type no text. Their names are longer than a character, so that no typed text looks
/// like one.
final class Key {

    static final String UP = "<up>";
    static final String DOWN = "<down>";
    static final String PAGE_UP = "<page up>";
    static final String PAGE_DOWN = "<page down>";
    static final String HOME = "<home>";
    static final String END = "<end>";
    static final String ENTER = "<enter>";
    static final String ESCAPE = "<escape>";
    static final String BACKSPACE = "<backspace>";
    /// Typed text; the reader has it.
    static final String TEXT = "<text>";

    // Escape may be the start of another key. After so many ms, it is Escape alone.
    private static final long ESCAPE_ALONE = 100;

    private Key() {}

    static boolean isName(String key) {
        return key.length() > 2 && key.startsWith("<") && key.endsWith(">");
    }

    /// What terminals send for them, in both of the modes that they have for arrows.
    static KeyMap<String> map() {
        var map = new KeyMap<String>();
        map.bind(UP, "\033[A", "\033OA");
        map.bind(DOWN, "\033[B", "\033OB");
        map.bind(PAGE_UP, "\033[5~");
        map.bind(PAGE_DOWN, "\033[6~");
        map.bind(HOME, "\033[H", "\033OH", "\033[1~");
        map.bind(END, "\033[F", "\033OF", "\033[4~");
        map.bind(ENTER, "\r", "\n");
        map.bind(ESCAPE, "\033");
        map.bind(BACKSPACE, "\177", "\b");
        map.setNomatch(TEXT);
        map.setUnicode(TEXT);
        map.setAmbiguousTimeout(ESCAPE_ALONE);
        return map;
    }
}
