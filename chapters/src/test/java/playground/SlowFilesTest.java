package playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60) // only against a hang
@DisabledOnOs(value = OS.WINDOWS,
        disabledReason = "there are no named pipes among the files")
class SlowFilesTest {

    @TempDir
    Path temp;

    @Test
    void everyReaderWaitsForTheAnswer() throws Exception {
        try (var files = SlowFiles.create(3);
                var executor = Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().factory())) {
            var opened = new CountDownLatch(3);
            var readers = new ArrayList<Future<Integer>>();
            for (var path : files.paths()) {
                Callable<Integer> reader = () -> {
                    try (var file = Files.newInputStream(path)) {
                        opened.countDown();
                        return file.read();
                    }
                };
                readers.add(executor.submit(reader));
            }
            opened.await();
            assertThat(readers).noneMatch(Future::isDone);

            files.answer();

            for (var reader : readers) {
                assertThat(reader.get()).isEqualTo('\n');
            }
        }
    }

    @Test
    void closeRemovesThem() throws Exception {
        var files = SlowFiles.create(2);
        var directory = files.paths().getFirst().getParent();
        assertThat(directory).isDirectoryContaining("glob:**/file-*");

        files.close();

        assertThat(directory).doesNotExist();
    }

    @Test
    void anInterruptOfTheMakingLeavesNothingBehind() throws Exception {
        var directory = Files.createDirectory(temp.resolve("files"));
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> SlowFiles.create(directory, 2))
                .isInstanceOf(InterruptedException.class);

        assertThat(temp).isEmptyDirectory();
    }
}
