package timeline;

import java.util.Arrays;
import java.util.List;

/// A line of cells, each with a glyph and the ink that it is drawn in.
final class Line {

    /// The colours, few of them. What a colour says, a glyph says too.
    enum Ink {
        FIRST("32"), SECOND("36"), THIRD("35"),
        WAITING("2"), FAILED("31"), CANCELLED("33"),
        TITLE("1"), FAINT("2"), PLAIN("");

        private final String code;

        Ink(String code) {
            this.code = code;
        }

        static Ink phase(int number) {
            return values()[number % 3];
        }

        /// The text in this ink, as an ANSI escape sequence where the screen has colours.
        String on(ScreenSettings screen, String text) {
            return screen.colour() && !code.isEmpty() && !text.isBlank()
                    ? "\u001b[" + code + "m" + text + "\u001b[0m"
                    : text;
        }
    }

    private final char[] glyphs;
    private final Ink[] inks;

    Line(int cells) {
        glyphs = new char[cells];
        inks = new Ink[cells];
        Arrays.fill(glyphs, ' ');
        Arrays.fill(inks, Ink.PLAIN);
    }

    /// The cells from one up to another, which is not included.
    Line fill(int from, int to, char glyph, Ink ink) {
        for (int at = from; at < to; at++) {
            put(at, glyph, ink);
        }
        return this;
    }

    Line put(int at, char glyph, Ink ink) {
        glyphs[at] = glyph;
        inks[at] = ink;
        return this;
    }

    /// The text from a cell on, one character in each.
    Line write(int from, String text, Ink ink) {
        for (int i = 0; i < text.length(); i++) {
            put(from + i, text.charAt(i), ink);
        }
        return this;
    }

    List<Ink> inks() {
        return List.of(inks);
    }

    /// The first cell after the last that is not blank.
    int end() {
        return new String(glyphs).stripTrailing().length();
    }

    /// The line without the blanks at its end.
    String on(ScreenSettings screen) {
        var text = new StringBuilder();
        int end = end();
        for (int from = 0, to; from < end; from = to) {
            to = from + 1;
            while (to < end && inks[to] == inks[from]) {
                to++;
            }
            text.append(inks[from].on(screen, new String(glyphs, from, to - from)));
        }
        return text.toString();
    }
}
