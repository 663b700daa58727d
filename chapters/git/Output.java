package git;

import java.nio.charset.StandardCharsets;

/// The result of a process: its exit code and the bytes of its two output streams.
///
/// Nothing is stripped or decoded. A leading space can be important (`" M f"` is not
/// `"M  f"`), and a file name need not be text at all. Two outputs are equal only if
/// they share their arrays, so compare their texts instead.
///
/// @param exitCode 0 usually means success; 128 + n means that signal n ended the process
/// @param out      what it wrote to its standard output
/// @param err      what it wrote to its standard error
public record Output(int exitCode, byte[] out, byte[] err) {

    // 128 + SIGINT.
    private static final int ENDED_BY_CTRL_C = 130;

    /// Returns the output of a program that never ends itself with exit code 130.
    ///
    /// Ctrl+C reaches every process of the terminal. When it has ended the other process,
    /// it is about to interrupt ours too, so this is not a failure.
    ///
    /// @throws InterruptedException if the process was ended by Ctrl+C
    public Output unlessCtrlC() throws InterruptedException {
        if (exitCode == ENDED_BY_CTRL_C) {
            throw new InterruptedException("the process was ended by Ctrl+C");
        }
        return this;
    }

    /// Its standard output as UTF-8. Other bytes become `\uFFFD`; they are no error.
    public String text() {
        return new String(out, StandardCharsets.UTF_8);
    }

    /// Its standard error as UTF-8, like [#text()].
    public String errText() {
        return new String(err, StandardCharsets.UTF_8);
    }
}
