package answers;

import static org.assertj.core.api.Assertions.assertThat;

import grader.Background;
import grader.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import workbook.ConfigReader;

/// The default file system, where a named pipe is a file as slow as we like. The graders' own disk
/// waits with `Object.wait`, which lets a virtual thread's carrier go; a read here holds it.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no mkfifo")
class NamedPipesTest {

    private static final int PIPES = Runtime.getRuntime().availableProcessors() + 3;

    @TempDir
    Path directory;

    @Test
    void allFilesOfTheDefaultFileSystemAreReadAtOnce() throws Throwable {
        var texts = pipes();
        var opened = new CountDownLatch(PIPES);
        var mayWrite = new CountDownLatch(1);
        texts.forEach((pipe, text) -> Thread.ofPlatform().daemon().start(
                () -> write(pipe, text, opened, mayWrite)));

        var call = Background.call(() -> ConfigReader.readConfigs(
                List.copyOf(texts.keySet())));
        Patience.until(() -> opened.getCount() == 0);
        var missing = opened.getCount();
        // From here on each read finds its text: those that had to wait end too.
        mayWrite.countDown();
        var read = call.get("each pipe is read to its end");

        assertThat(missing)
                .as("of %d pipes, those that nobody had open for reading while the "
                        + "others waited for their texts", PIPES)
                .isZero();
        assertThat(new ArrayList<>(read.entrySet()))
                .isEqualTo(new ArrayList<>(texts.entrySet()));
    }

    /// To open it waits until somebody has opened it for reading.
    private static void write(Path pipe, String text, CountDownLatch opened,
            CountDownLatch mayWrite) {
        try (var writer = Files.newBufferedWriter(pipe)) {
            opened.countDown();
            mayWrite.await();
            writer.write(text);
        } catch (Exception e) {
            throw new AssertionError(pipe.toString(), e);
        }
    }

    private Map<Path, String> pipes() throws Exception {
        var texts = new LinkedHashMap<Path, String>();
        var mkfifo = new ArrayList<>(List.of("mkfifo"));
        for (var i = 0; i < PIPES; i++) {
            var pipe = directory.resolve("pipe" + i);
            texts.put(pipe, "number = " + i + "\n");
            mkfifo.add(pipe.toString());
        }
        assertThat(new ProcessBuilder(mkfifo).inheritIO().start().waitFor()).isZero();
        return texts;
    }
}
