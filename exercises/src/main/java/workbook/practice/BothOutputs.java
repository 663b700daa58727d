package workbook.practice;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Fix this. It reads standard output to its end, and only then standard error. A pipe holds 64 kB.
/// If the command fills the pipe of standard error first, it waits until we read that, while we
/// wait for the end of its standard output: both hang for ever.
///
/// 1. Both outputs are returned, each from its first byte to its last.
/// 2. The command may write as much as it likes to both, in any order.
public class BothOutputs {

    /// What a command wrote to its standard output, and what to its standard error.
    public record Texts(String out, String err) {}

    /// Reads both outputs until they end.
    ///
    /// @param process a command that has just been started
    public static Texts read(Process process) throws Exception {
        // Fix here: neither output may wait until the other one has ended.
        var out = text(process.getInputStream());
        var err = text(process.getErrorStream());
        return new Texts(out, err);
    }

    private static String text(InputStream output) throws IOException {
        return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }
}
