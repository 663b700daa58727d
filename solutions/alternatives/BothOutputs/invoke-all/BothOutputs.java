// Different: two tasks, and an executor whose end waits for both threads. Choose it when there are
// more than two things to read, or when no thread may be left after a failure.
package workbook.practice;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

public class BothOutputs {

    public record Texts(String out, String err) {}

    public static Texts read(Process process) throws Exception {
        try (var executor =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var texts = executor.invokeAll(List.<Callable<String>>of(
                    () -> text(process.getInputStream()),
                    () -> text(process.getErrorStream())));
            return new Texts(texts.getFirst().get(), texts.getLast().get());
        }
    }

    private static String text(InputStream output) throws IOException {
        return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }
}
