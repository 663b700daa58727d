package timeline;

import java.util.Arrays;

/// Names on a screen: how many cells they take, and that they do no harm there.
///
/// A branch, a path or a message may hold anything, even a newline or an escape sequence
/// that clears the screen.
public final class TerminalText {

    /// What the Unicode standard's annex 11 calls wide, in round figures.
    private static final int[][] WIDE = {
        {0x1100, 0x115F},    // the leading letters of Hangul
        {0x2E80, 0xA4CF},    // from the radicals of Chinese to Yi
        {0xA960, 0xA97C},    // more of Hangul's letters
        {0xAC00, 0xD7A3},    // Hangul's syllables
        {0xF900, 0xFAFF},    // Chinese again, for compatibility
        {0xFE30, 0xFE6F},
        {0xFF01, 0xFF60},    // ASCII, but wide
        {0xFFE0, 0xFFE6},
        {0x20000, 0x3FFFD},  // Chinese, the rare characters
    };

    private TerminalText() {
    }

    /// The text, but what has no shape of its own is written as in Java source: a newline
    /// as `\n`, and an escape character by its number.
    public static String visible(String text) {
        if (isPlain(text)) {
            return text;
        }
        var visible = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                // FORMAT holds the marks that turn the direction of writing around, and a
                // SURROGATE on its own is half a character, which no file can hold.
                case Character.CONTROL, Character.FORMAT, Character.SURROGATE,
                        Character.PRIVATE_USE, Character.UNASSIGNED,
                        Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                        visible.append(escaped(c));
                default -> visible.appendCodePoint(c);
            }
        });
        return visible.toString();
    }

    // ASCII, and nothing that moves the cursor. Most names are, and a table has many.
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static String escaped(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                var units = new StringBuilder();
                for (char unit : Character.toChars(c)) {
                    units.append("\\u%04x".formatted((int) unit));
                }
                yield units.toString();
            }
        };
    }

    /// How many cells the text takes.
    public static int width(String text) {
        return isPlain(text)
                ? text.length()
                : text.codePoints().map(TerminalText::width).sum();
    }

    /// The text if it fits, else its beginning, with the ellipsis at its end.
    public static String cut(String text, int width, String ellipsis) {
        if (width(text) <= width) {
            return text;
        }
        int left = width - width(ellipsis);
        var kept = new StringBuilder();
        for (int c : text.codePoints().toArray()) {
            left -= width(c);
            if (left < 0) {
                break;
            }
            kept.appendCodePoint(c);
        }
        return kept + ellipsis;
    }

    private static int width(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            default -> isWide(c) ? 2 : 1;
        };
    }

    private static boolean isWide(int c) {
        return c >= WIDE[0][0] && (Character.isEmojiPresentation(c)
                || Arrays.stream(WIDE).anyMatch(block -> block[0] <= c && c <= block[1]));
    }
}
