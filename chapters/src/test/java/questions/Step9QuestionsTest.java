package questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import playground.SilentServer;
import playground.SlowFiles;

/// What Step 9 says, and `ANSWERS.md` of its questions.
@Timeout(60)
class Step9QuestionsTest {

    private static final Duration A_MOMENT = Duration.ofMillis(300);

    @Test
    void onlyClosingTheSocketEndsAReadInAPlatformThread() throws Exception {
        try (var server = new SilentServer();
                var socket = server.socket();
                var executor = Executors.newSingleThreadExecutor()) {
            var begins = new CountDownLatch(1);
            var read = new FutureTask<>(() -> {
                begins.countDown();
                return socket.getInputStream().read();
            });
            var job = executor.submit(read);
            begins.await();

            job.cancel(true);
            executor.shutdownNow();
            assertThatThrownBy(() -> read.get(A_MOMENT.toMillis(), TimeUnit.MILLISECONDS))
                    .as("neither ends it").isInstanceOf(TimeoutException.class);

            socket.close();
            assertThatThrownBy(() -> read.get())
                    .hasCauseInstanceOf(SocketException.class);
        }
    }

    private static final ScopedValue<Long> DEADLINE = ScopedValue.newInstance();

    private static <T> T within(Duration limit, ScopedValue.CallableOp<T, Exception> call)
            throws Exception {
        var end = System.nanoTime() + limit.toNanos();
        if (DEADLINE.isBound() && DEADLINE.get() - end < 0) {
            end = DEADLINE.get();
        }
        return ScopedValue.where(DEADLINE, end).call(call);
    }

    @Test
    void anInnerLimitDoesNotExtendTheOuterOne() throws Exception {
        var left = within(Duration.ofSeconds(1), () -> within(Duration.ofSeconds(5),
                () -> Duration.ofNanos(DEADLINE.get() - System.nanoTime())));

        assertThat(left).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void anExecutorDoesNotHandOnTheDeadline() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var isBound = within(Duration.ofSeconds(1),
                    () -> executor.submit(() -> DEADLINE.isBound()).get());

            assertThat(isBound).isFalse();
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no named pipes there")
    void closeHangsWhileAVirtualThreadReadsTheFile() throws Exception {
        try (var files = SlowFiles.create(1)) {
            var file = Files.newInputStream(files.paths().getFirst());
            hangsUntilTheFileAnswers(files, () -> file.read(), _ -> file.close());
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no named pipes there")
    void interruptHangsWhileAVirtualThreadReadsAFileChannel() throws Exception {
        try (var files = SlowFiles.create(1)) {
            var channel = FileChannel.open(files.paths().getFirst());
            hangsUntilTheFileAnswers(files, () -> channel.read(ByteBuffer.allocate(1)),
                    thread -> thread.interrupt());
        }
    }

    private static boolean isInNativeCode(Thread thread) {
        var stack = thread.getStackTrace();
        return stack.length > 0 && stack[0].isNativeMethod();
    }

    private interface Stop {
        void stop(Thread thread) throws IOException;
    }

    private interface Read {
        void read() throws IOException;
    }

    private static void hangsUntilTheFileAnswers(SlowFiles files, Read read, Stop stop)
            throws Exception {
        var begins = new CountDownLatch(1);
        var reader = Thread.startVirtualThread(() -> {
            begins.countDown();
            try {
                read.read();
            } catch (IOException e) {
                // How the read ends does not matter here.
            }
        });
        begins.await();
        await().until(() -> isInNativeCode(reader));
        var stopper = Thread.ofPlatform().daemon().start(() -> {
            try {
                stop.stop(reader);
            } catch (IOException e) {
                // Nor how the stop does.
            }
        });

        var returned = stopper.join(A_MOMENT);
        files.answer();
        stopper.join();
        reader.join();

        assertThat(returned).as("it returned before the file's answer").isFalse();
    }
}
