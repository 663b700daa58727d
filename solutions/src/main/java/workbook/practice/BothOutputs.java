package workbook.practice;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;

public class BothOutputs {

    public record Texts(String out, String err) {}

    public static Texts read(Process process) throws Exception {
        // Why a second thread: whichever output the command fills first, a thread
        // reads it. And get waits for that thread, so the text is complete.
        var err = new FutureTask<>(() -> text(process.getErrorStream()));
        Thread.ofPlatform().start(err);
        var out = text(process.getInputStream());
        return new Texts(out, err.get());
    }

    private static String text(InputStream output) throws IOException {
        return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }
}
