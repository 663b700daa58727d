// Different: no second thread. One loop takes from each output what is there, and never waits for
// either. It needs a pause, so it reacts late or keeps a processor busy; and it ends when the
// process does, so it never waits for a child that keeps an output open.
package workbook.practice;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

public class BothOutputs {

    public record Texts(String out, String err) {}

    public static Texts read(Process process) throws Exception {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var ended = false;
        while (!ended) {
            ended = process.waitFor(1, TimeUnit.MILLISECONDS);
            takeWhatIsThere(process.getInputStream(), out);
            takeWhatIsThere(process.getErrorStream(), err);
        }
        return new Texts(out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }

    private static void takeWhatIsThere(InputStream output, ByteArrayOutputStream bytes)
            throws IOException {
        for (var n = output.available(); n > 0; n = output.available()) {
            bytes.write(output.readNBytes(n));
        }
    }
}
