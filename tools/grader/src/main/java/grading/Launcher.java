package grading;

import java.io.File;

/// Commands of the workbook, as they can be typed where they are printed.
public final class Launcher {

    private static final String WORD = word(System.getenv("WORKBOOK_LAUNCHER"),
            File.separatorChar == '\\');

    private Launcher() {}

    /// What the user typed to start us, like `./jbang`.
    public static String word() {
        return WORD;
    }

    /// Puts [#word] before a command: `hint 1` becomes `./jbang hint 1`.
    public static String command(String command) {
        return WORD + " " + command;
    }

    /// @param variable what `jbang` and `jbang.cmd` export, quoted where a shell needs it; null if
    ///                 something else has started us, like Maven in the workbook's folder
    static String word(String variable, boolean windows) {
        if (variable != null) {
            return variable;
        }
        return windows ? ".\\jbang" : "./jbang";
    }
}
