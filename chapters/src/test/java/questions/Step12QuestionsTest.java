package questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import playground.SilentServer;

/// What `ANSWERS.md` says of the questions of Step 12, and what the chapter says without a
/// run.
@Timeout(60)
class Step12QuestionsTest {

    private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

    @Test
    void orTimeoutEndsTheFutureAndNotTheRequest() throws Exception {
        try (var client = HttpClient.newHttpClient(); var server = new SilentServer()) {
            var future = client.sendAsync(server.request(), BodyHandlers.ofString());

            var hungUp = server.hangsUp(() -> assertThatThrownBy(
                    () -> future.orTimeout(100, TimeUnit.MILLISECONDS).get())
                    .hasCauseInstanceOf(TimeoutException.class));

            assertThat(hungUp).isFalse();
        }
    }

    @Test
    void theTimeoutOfTheRequestEndsTheRequest() throws Exception {
        try (var client = HttpClient.newHttpClient(); var server = new SilentServer()) {
            var request = HttpRequest.newBuilder(server.request(), (_, _) -> true)
                    .timeout(Duration.ofMillis(300)).build();
            var future = client.sendAsync(request, BodyHandlers.ofString());

            var hungUp = server.hangsUp(() -> assertThatThrownBy(() -> future.get())
                    .hasCauseInstanceOf(HttpTimeoutException.class));

            assertThat(hungUp).isTrue();
        }
    }

    @Test
    void cancelWithoutAnInterruptLeavesTheRequest() throws Exception {
        try (var client = HttpClient.newHttpClient(); var server = new SilentServer()) {
            var future = client.sendAsync(server.request(), BodyHandlers.ofString());

            assertThat(server.hangsUp(() -> future.cancel(false))).isFalse();
        }
    }

    @Test
    void aStageOfACompleteFutureSeesTheCallersValue() throws Exception {
        var complete = CompletableFuture.completedFuture("answer");

        var seen = ScopedValue.where(SCOPED, "asking").call(
                () -> complete.thenApply(_ -> SCOPED.get()));

        assertThat(seen.get()).isEqualTo("asking");
    }

    @Test
    void aStageOfAPendingFutureDoesNot() throws Exception {
        var pending = new CompletableFuture<String>();

        var seen = ScopedValue.where(SCOPED, "asking").call(
                () -> pending.thenApply(_ -> SCOPED.get()));
        Thread.ofVirtual().start(() -> pending.complete("answer")).join();

        assertThatThrownBy(() -> seen.get())
                .hasCauseInstanceOf(NoSuchElementException.class);
    }

    @Test
    void whatWasReadBeforeTheStageIsThereInTheStage() throws Exception {
        var pending = new CompletableFuture<String>();

        var seen = ScopedValue.where(SCOPED, "asking").call(() -> {
            var value = SCOPED.get();
            return pending.thenApply(
                    _ -> ScopedValue.where(SCOPED, value).call(() -> SCOPED.get()));
        });
        Thread.ofVirtual().start(() -> pending.complete("answer")).join();

        assertThat(seen.get()).isEqualTo("asking");
    }

    @Test
    void aCancelledOnExitDoesNotEndTheProcess() throws Exception {
        var git = new ProcessBuilder("git", "hash-object", "--stdin").start();
        try {

            git.onExit().cancel(true);

            assertThat(git.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
        } finally {
            git.destroy();
            git.onExit().join();
        }
    }

    @Test
    void anAsynchronousReadNeedsAThreadOfTheChannelsExecutor() throws Exception {
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        var path = Path.of(System.getProperty("java.home"), "release");
        var busy = new CountDownLatch(1);
        try (var one = Executors.newFixedThreadPool(1);
                var file = AsynchronousFileChannel.open(path,
                        Set.of(StandardOpenOption.READ), one)) {
            one.submit(() -> {
                busy.await();
                return null;
            });

            var read = file.read(ByteBuffer.allocate(1), 0);

            assertThatThrownBy(() -> read.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            busy.countDown();
            assertThat(read.get()).isEqualTo(1);
        }
    }
}
