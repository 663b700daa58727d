package monitor;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;
import timeline.TerminalText;

/// Text that fits on a screen, measured in cells, by JLine's table of wide characters: the live
/// screen is drawn by that table too.
final class ScreenText {

    private static final String ELLIPSIS = "…";

    private ScreenText() {}

    /// Text that can do no harm on a screen, and that all terminals measure alike. The signs that
    /// only change the look of the one before, an emoji's colour for example, are left out: some
    /// terminals give them cells of their own.
    static String visible(Object text) {
        var visible = TerminalText.visible(text.toString());
        return isAscii(visible)
                ? visible
                : visible.replaceAll("[\\x{FE00}-\\x{FE0F}\\x{1F3FB}-\\x{1F3FF}]", "");
    }

    private static boolean isAscii(String text) {
        // No stream: a table asks several times for each cell.
        for (var i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }

    /// How many cells a visible text takes.
    static int width(String text) {
        return isAscii(text)
                ? text.length()
                : text.codePoints().map(WCWidth::wcwidth).sum();
    }

    /// The text, with blanks up to a width.
    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    /// The text if it fits, else its beginning and its end. Names often differ in only one of
    /// them, and more often in the end, which gets two thirds.
    static String cutInMiddle(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        var end = width - 1 - (width - 1) / 3;
        return width < 1
                ? ""
                : beginning(text, width - 1 - end) + ELLIPSIS + end(text, end);
    }

    /// The text if it fits, else as many whole words as do. A word is broken only if a third of
    /// the space would be empty otherwise.
    static String cutAfterWord(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        if (width < 1) {
            return "";
        }
        var begun = beginning(text, width - 1);
        // The word ends here by itself if the next character is a space.
        var space = text.charAt(begun.length()) == ' '
                ? begun.length()
                : begun.lastIndexOf(' ');
        return (space * 3 >= width * 2
                ? begun.substring(0, space).stripTrailing()
                : begun)
                + ELLIPSIS;
    }

    /// The text in lines, broken between words. Only a longer word is broken, if it may be.
    ///
    /// @param indent how far all lines but the first are indented
    static List<String> wrapped(String text, int width, int indent, boolean breakWords) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.split(" ")) {
            var before = line.isEmpty() || line.toString().isBlank() ? "" : " ";
            if (!before.isEmpty() && width(line + before + word) > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(Math.min(indent, width / 2)));
                before = "";
            }
            line.append(before).append(word);
            while (breakWords && width(line.toString()) > width) {
                var first = beginning(line.toString(), width);
                if (first.isBlank()) {
                    break; // a wide character does not fit into one cell
                }
                lines.add(first);
                line = new StringBuilder(line.substring(first.length()));
            }
        }
        lines.add(line.toString());
        return lines;
    }

    private static String beginning(String text, int width) {
        var left = width;
        var end = 0;
        while (end < text.length()) {
            var c = text.codePointAt(end);
            left -= WCWidth.wcwidth(c);
            if (left < 0) {
                break;
            }
            end += Character.charCount(c);
        }
        return text.substring(0, end);
    }

    private static String end(String text, int width) {
        var left = width;
        var start = text.length();
        for (var i = start; i > 0;) {
            i = text.offsetByCodePoints(i, -1);
            var cells = WCWidth.wcwidth(text.codePointAt(i));
            left -= cells;
            if (left < 0) {
                break;
            }
            // A mark stands on the letter before it, and not on the ellipsis.
            if (cells > 0) {
                start = i;
            }
        }
        return text.substring(start);
    }
}
