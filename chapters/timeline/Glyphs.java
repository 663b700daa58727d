package timeline;

/// The characters of a text drawing. Each takes one cell.
///
/// @param phases one for each phase; a fourth phase is drawn as the first again
record Glyphs(String phases, char waiting, char failed, char cancelled,
        char left, char line, char right, char tick, String ellipsis) {

    static final Glyphs UNICODE =
            new Glyphs("█▓▒", '░', '✘', '⊘', '├', '─', '┤', '╵', "…");
    static final Glyphs ASCII =
            new Glyphs("#=+", '.', 'x', '!', '|', '-', '|', '\'', "...");

    char phase(int number) {
        return phases.charAt(number % phases.length());
    }

    String all() {
        return phases + waiting + failed + cancelled
                + left + line + right + tick + ellipsis;
    }
}
