package git;

import java.nio.charset.StandardCharsets;

/// What a process left behind: its exit code and the bytes of both of its streams.
///
/// Nothing is stripped or decoded. A leading space can mean something (`" M f"` is not
/// `"M  f"`), and a file name need not be text at all. Two outputs are equal only if
/// they share their arrays: it is the texts that are worth comparing.
///
/// @param exitCode 0 usually means success; 128 + n that signal n ended the process
/// @param out      what it wrote to its standard output
/// @param err      what it wrote to its standard error
public record Output(int exitCode, byte[] out, byte[] err) {

    // 128 + SIGINT.
    private static final int ENDED_BY_CTRL_C = 130;

    /// Returns the output of a program that never ends itself with exit code 130.
    ///
    /// Ctrl+C goes to every process of the terminal. So after that code this one is about
    /// to be interrupted too, and must not take the other's end for a failure.
    ///
    /// @throws InterruptedException if the process was ended by Ctrl+C
    public Output unlessCtrlC() throws InterruptedException {
        if (exitCode == ENDED_BY_CTRL_C) {
            throw new InterruptedException("the process was ended by Ctrl+C");
        }
        return this;
    }

    /// Its standard output as UTF-8. Bytes that are not become `\uFFFD`, never an error.
    public String text() {
        return new String(out, StandardCharsets.UTF_8);
    }

    /// Its standard error as UTF-8, like [#text()].
    public String errText() {
        return new String(err, StandardCharsets.UTF_8);
    }
}
