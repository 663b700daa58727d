package workbook.practice;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Fix this. A command has two outputs, and a pipe holds only 64 kB of each until we read it. So
/// this works while the command writes little. When it writes a lot, both hang for ever: the
/// command waits until we read, and we wait until the command ends.
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
