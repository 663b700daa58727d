package classroom;

/// Text of a student's, made harmless for those who read it.
final class PlainText {

    private PlainText() {}

    /// Without what could break lines, or change the direction or the meaning of the text around
    /// it.
    static String oneLine(String text) {
        return clean(text).replaceAll("[\\n\\t]+", " ");
    }

    /// The same with its lines.
    static String clean(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n')
                .replaceAll("\\e\\[[0-9;?]*[ -/]*[@-~]", "")
                .replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}&&[^\\n\\t]]",
                        "\ufffd");
    }

    /// Its first characters, if it is longer.
    static String cut(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most)) + "...";
    }
}
