package monitor;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import timeline.TerminalText;

/// A line to paste into a shell.
final class ShellLine {

    private ShellLine() {}

    /// `cd '/the/path'`, quoted for POSIX shells. A path with invisible characters is written as
    /// `$'...'`, which bash, zsh, ksh and POSIX since 2024 know: pasting a real newline could run
    /// half a line.
    static String cd(Path directory) {
        return "cd " + quoted(directory.toString());
    }

    static String quoted(String word) {
        if (TerminalText.visible(word).equals(word)) {
            return "'" + word.replace("'", "'\\''") + "'";
        }
        var quoted = new StringBuilder("$'");
        word.codePoints().forEach(c -> {
            var character = Character.toString(c);
            if (c == '\'' || c == '\\') {
                quoted.append('\\').append(character);
            } else if (TerminalText.visible(character).equals(character)) {
                quoted.append(character);
            } else {
                // Bytes as three octal digits each, so that a digit that follows is not included.
                for (var b : character.getBytes(StandardCharsets.UTF_8)) {
                    quoted.append("\\%03o".formatted(b & 0xFF));
                }
            }
        });
        return quoted.append('\'').toString();
    }
}
