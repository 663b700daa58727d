package playground;

import static org.assertj.core.api.Assertions.assertThat;

import git.Git;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no named pipes there")
class HangingWaitsTest {

    private final HangingWaits waits;

    HangingWaitsTest() throws Exception {
        waits = new HangingWaits(Git.find());
    }

    @Test
    void releaseEndsEachOfThem() throws Exception {
        var ends = new ArrayList<Future<Object>>();
        try (var executor = Executors.newCachedThreadPool(); waits) {
            for (var wait : waits.all().subList(1, waits.all().size())) {
                ends.add(executor.submit((Callable<Object>) wait.begin()::call));
                wait.release().close();
            }
        }

        assertThat(ends).hasSize(5).allMatch(Future::isDone);
    }

    @Test
    void afterCloseNoProcessAndNoPipeIsLeft() throws Exception {
        var before = ours();

        waits.close();

        assertThat(before).isNotEmpty();
        assertThat(ours()).doesNotContainAnyElementsOf(before);
        assertThat(ProcessHandle.current().children()
                .filter(child -> child.info().commandLine().orElse("")
                        .contains("hash-object"))
                .filter(ProcessHandle::isAlive)).isEmpty();
    }

    private List<Path> ours() throws IOException {
        try (var all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString()
                    .startsWith("workbook-files-")).toList();
        }
    }
}
