package book;

import java.util.regex.Pattern;

/// Text that a program printed, made fit for a page: nothing in it is markup, moves the cursor,
/// or turns the direction of what follows.
final class HtmlText {

    /// Colours, cursor movements, titles: what a terminal swallows.
    private static final Pattern ESCAPE_SEQUENCE = Pattern.compile(
            "\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\))");

    private HtmlText() {}

    static String html(String text) {
        var plain = ESCAPE_SEQUENCE.matcher(text).replaceAll("").replace("\r\n", "\n");
        var html = new StringBuilder();
        plain.codePoints().forEach(c -> html.appendCodePoint(visible(c)));
        return escaped(html.toString());
    }

    /// For text and for attributes in double quotes.
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static int visible(int c) {
        if (c == '\n' || c == '\t') {
            return c;
        } else if (c < 0x20) {
            return 0x2400 + c; // the picture of that control character
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED -> 0xfffd;
            case Character.FORMAT -> isDirection(c) ? 0xfffd : c;
            default -> c;
        };
    }

    private static boolean isDirection(int c) {
        return c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 || c == 0x200e
                || c == 0x200f || c == 0x61c;
    }
}
