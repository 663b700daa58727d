package graders;

import static graders.ConfigReaderCall.A_WHILE;
import static graders.ConfigReaderCall.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import org.junit.jupiter.api.Test;
import workbook.ConfigReader;

/// Reads that stop slowly, callers that are interrupted, failures at a bad moment, and what is
/// left behind.
@Grades(value = ConfigReader.class, level = Level.LASTS)
class ConfigReaderLastsTest {

    private static final Duration MOMENT = Duration.ofMillis(300);

    // 5. A file that cannot be read, for whatever reason, or is not UTF-8, ends the call
    //    promptly with an IOException whose message contains that path.

    @Test
    @Point(5)
    void aFailureWhileOthersAreStillBeingStartedIsLikeAnyOther() throws Throwable {
        try (var disk = new SlowDisk(); var call = new ConfigReaderCall(disk)) {
            var damaged = failWhileOthersAreStarted(disk, call);

            call.end(
                    "The second of four files was damaged, before the third was asked for, "
                            + "and the call goes on while the others are slow; it ends promptly "
                            + "(point 5).",
                    """
                    Does it wait for the others, in the list's order? Or are they started \
                    all the same, and is nobody there any more who tells them to \
                    stop?""");
            var of = "a damaged file, the second of four";
            ConfigReaderCall.assertNamesNoOther(damaged, of, call.failure(of), """
                    It failed while others were yet to be started. Does the start of the \
                    next one fail then, and is that reported instead?""");
        }
    }

    // 6. When the call ends, however it ends, no read that it started is still running.

    @Test
    @Point(6)
    void noReadOutlivesACallThatFailed() throws Throwable {
        try (var disk = new SlowDisk(); var call = new ConfigReaderCall(disk)) {
            failWhileReadsStopSlowly(disk, call);
            call.giveTimeToEnd();
            disk.releaseEverything();

            call.failure("a damaged file");
            call.assertNoReadLeft("failed");
        }
    }

    @Test
    @Point(6)
    void noReadOutlivesACallThatFailedWhileItStartedOthers() throws Throwable {
        try (var disk = new SlowDisk(); var call = new ConfigReaderCall(disk)) {
            disk.stopSlowly();

            failWhileOthersAreStarted(disk, call);
            call.awaitStop();
            call.giveTimeToEnd();
            disk.releaseEverything();

            call.failure("a damaged file, the second of four");
            call.assertNoReadLeft("failed while it started others");
        }
    }

    @Test
    @Point(6)
    void noReadOutlivesACallThatFailedAndWasInterruptedThen() throws Throwable {
        try (var disk = new SlowDisk(); var call = new ConfigReaderCall(disk)) {
            failWhileReadsStopSlowly(disk, call);
            // While the call waits for the reads that it has told to stop.
            call.interrupt();
            call.giveTimeToEnd();
            disk.releaseEverything();

            call.end("a failure, and an interrupt after it");
            call.rethrowIfNotStarted();
            call.assertNoReadLeft("failed, was interrupted");
        }
    }

    @Test
    @Point(6)
    void noReadOutlivesACallThatWasInterrupted() throws Throwable {
        try (var disk = new SlowDisk(); var call = new ConfigReaderCall(disk)) {
            interruptWhileReadsStopSlowly(disk, call);
            call.giveTimeToEnd();
            disk.releaseEverything();

            call.end("an interrupt");
            call.rethrowIfNotStarted();
            call.assertNoReadLeft("was interrupted");
        }
    }

    @Test
    @Point(6)
    void noReadOutlivesACallThatWasInterruptedTwice() throws Throwable {
        try (var disk = new SlowDisk(); var call = new ConfigReaderCall(disk)) {
            interruptWhileReadsStopSlowly(disk, call);
            // While the call waits for the reads that it has told to stop.
            call.interrupt();
            call.giveTimeToEnd();
            disk.releaseEverything();

            call.end("a second interrupt");
            call.rethrowIfNotStarted();
            call.assertNoReadLeft("was interrupted twice");
        }
    }

    @Test
    @Point(6)
    void everyFileIsClosedWhenTheCallEnds() throws Throwable {
        try (var disk = new SlowDisk(); var interrupted = new ConfigReaderCall(disk)) {
            var paths = disk.threeFiles();

            ConfigReaderCall.of(paths).texts("a list of three files", "");
            assertClosed(disk, "when all files were read");

            var notUtf8 = disk.file("/etc/latin-1.conf",
                    "gr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1));
            ConfigReaderCall.of(List.of(notUtf8)).failure("a file that is not UTF-8",
                    ConfigReaderCall.REPLACED);
            assertClosed(disk, "as a file was not UTF-8");

            ConfigReaderCall.of(List.of(disk.damagedFile("/etc/damaged.conf")))
                    .failure("a damaged file");
            assertClosed(disk, "as a file was damaged");

            disk.hold(paths);
            interrupted.start(paths);
            interrupted.awaitReads(paths.size());
            interrupted.interrupt();
            Patience.until(A_WHILE, interrupted::hasEnded);
            disk.releaseEverything();
            interrupted.end("an interrupt");
            assertClosed(disk, "as the caller was interrupted");
        }
    }

    @Test
    @Point(6)
    void theCallWaitsUntilItsFilesAreClosed() throws Throwable {
        try (var disk = new SlowDisk(); var call = new ConfigReaderCall(disk)) {
            var paths = disk.threeFiles();
            disk.closeSlowly();

            call.start(paths);
            Patience.until(A_WHILE, () -> disk.closing() > 0 || call.hasEnded());
            call.giveTimeToEnd();
            disk.releaseEverything();

            call.texts("a list of three files", "");
            call.assertNoFileLeft();
        }
    }

    // 7. An interrupt of the caller ends the call with InterruptedException.

    @Test
    @Point(7)
    void anInterruptEndsTheCallWithInterruptedException() throws Throwable {
        try (var disk = new SlowDisk(); var call = new ConfigReaderCall(disk)) {
            var paths = disk.threeFiles();
            disk.hold(paths);

            call.start(paths);
            call.awaitReads(paths.size());
            call.interrupt();

            call.assertInterrupted("The caller was interrupted while it waited",
                    """
                    Is the interrupt caught and forgotten? And are the reads told to stop?""");
        }
    }

    @Test
    @Point(7)
    void anInterruptThatIsPendingAtTheStartEndsTheCallToo() throws Throwable {
        try (var disk = new SlowDisk(); var call = new ConfigReaderCall(disk)) {
            var paths = disk.threeFiles();
            disk.hold(paths);

            call.startInterrupted(paths);

            call.assertInterrupted("The caller was interrupted right at the start", """
                    Is the interrupt's status cleared (Thread.interrupted), or the \
                    exception forgotten? And are the reads told to stop?""");
        }
    }

    // What the tests share.

    /// One of four files has failed, and the reads of the others have been told to stop.
    private static void failWhileReadsStopSlowly(SlowDisk disk, ConfigReaderCall call)
            throws InterruptedException {
        var paths = disk.threeFiles();
        var damaged = disk.damagedFile("/etc/damaged.conf");
        paths.add(damaged);
        disk.hold(paths);
        disk.stopSlowly();
        call.start(paths);
        call.awaitReads(paths.size());
        disk.release(damaged);
        call.awaitStop();
    }

    /// The second of four files fails before the third has been asked for, while the first is
    /// being read.
    private static Path failWhileOthersAreStarted(SlowDisk disk, ConfigReaderCall call) {
        var paths = disk.threeFiles();
        disk.hold(paths);
        var damaged = disk.damagedFile("/etc/damaged.conf");
        disk.failBesideAnother(damaged);
        paths.add(1, damaged);
        call.startList(pausingAtTheThird(paths, disk));
        return damaged;
    }

    private static void interruptWhileReadsStopSlowly(SlowDisk disk,
            ConfigReaderCall call) throws InterruptedException {
        var paths = disk.threeFiles();
        disk.hold(paths);
        disk.stopSlowly();
        call.start(paths);
        call.awaitReads(paths.size());
        call.interrupt();
        call.awaitStop();
    }

    private static void assertClosed(SlowDisk disk, String when)
            throws InterruptedException {
        Patience.until(() -> disk.open() == 0);
        assertThat(disk.open())
                .withFailMessage(() -> verdict(
                        "The call ended, " + when + ", and left " + disk.open()
                                + " of its files open; a read ends with closing its file, "
                                + "and when the call ends none goes on (point 6).",
                        """
                        Is there a reader, stream or channel outside of a try (...)? \
                        Files.lines needs one too."""))
                .isZero();
    }

    /// A list that takes its time over its third path: until the second one has failed, and a
    /// moment more for what the answer makes of that failure. So an answer that starts reads on
    /// the way through the list meets with a failure there.
    private static List<Path> pausingAtTheThird(List<Path> paths, SlowDisk disk) {
        return new AbstractList<>() {
            @Override
            public Path get(int index) {
                if (index == 2) {
                    pause();
                }
                return paths.get(index);
            }

            private void pause() {
                try {
                    if (Patience.until(A_WHILE, () -> disk.hasFailed(paths.get(1)))) {
                        Patience.until(MOMENT, () -> disk.stopped() > 0);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public int size() {
                return paths.size();
            }
        };
    }
}
