package playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import git.Git;
import git.GitException;
import git.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60) // only against a hang
class CallbackGitTest {

    @TempDir
    Path directory;

    private Git git;

    @BeforeEach
    void makeARepository() throws Exception {
        git = Git.find();
        git.run(directory, "init", "--quiet");
    }

    private static final class Answer implements CallbackGit.Callback {

        private final CompletableFuture<Status> status = new CompletableFuture<>();

        @Override
        public void answer(Status answer, Exception failure) {
            if (failure == null) {
                status.complete(answer);
            } else {
                status.completeExceptionally(failure);
            }
        }
    }

    @Test
    void anAnswerComesOnTheLibrarysThread() throws Exception {
        var own = new CompletableFuture<Boolean>();
        try (var library = new CallbackGit(git)) {

            library.status(directory,
                    (status, _) -> own.complete(status != null && library.isOwnThread()));

            assertThat(own.get()).isTrue();
            assertThat(library.isOwnThread()).isFalse();
        }
    }

    @Test
    void aFailureIsAnAnswerToo() {
        var answer = new Answer();
        try (var library = new CallbackGit(git)) {

            library.status(directory.resolve("missing"), answer);

            assertThatThrownBy(() -> answer.status.get())
                    .hasCauseInstanceOf(GitException.NoDirectory.class);
        }
    }

    @Test
    void aCancelledQuestionIsAnsweredWithAnInterrupt() {
        var answer = new Answer();
        try (var library = new CallbackGit(git.withLatency(Duration.ofMinutes(1)))) {

            library.status(directory, answer).cancel();

            assertThatThrownBy(() -> answer.status.get())
                    .hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void aCallbackThatFailsDoesNotEndTheLibrary() throws Exception {
        var second = new CompletableFuture<String>();
        try (var library = new CallbackGit(git)) {

            library.execute(() -> {
                Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
                throw new IllegalStateException("a callback that fails");
            });
            library.execute(() -> second.complete("called"));

            assertThat(second.get()).isEqualTo("called");
        }
    }

    @Test
    void closeEndsQuestionsAndACallbackThatWaits() throws Exception {
        var waits = new CountDownLatch(1);
        var loop = new CompletableFuture<Thread>();
        var library = new CallbackGit(git.withLatency(Duration.ofMinutes(1)));
        library.status(directory, new Answer());
        library.execute(() -> {
            loop.complete(Thread.currentThread());
            waits.countDown();
            try {
                TimeUnit.DAYS.sleep(1);
            } catch (InterruptedException e) {
                // Closed, as the test expects.
            }
        });
        waits.await();

        library.close();

        assertThat(library.running()).isZero();
        assertThat(loop.get().isAlive()).isFalse();
        assertThatThrownBy(() -> library.status(directory, new Answer()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anInterruptedCloseCleansUpAndKeepsTheFlag() {
        var library = new CallbackGit(git.withLatency(Duration.ofMinutes(1)));
        library.status(directory, new Answer());
        Thread.currentThread().interrupt();

        library.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(library.running()).isZero();
    }
}
