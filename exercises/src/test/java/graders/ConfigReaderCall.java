package graders;

import static org.assertj.core.api.Assertions.assertThat;

import grader.Background;
import grader.Patience;
import grader.Verdicts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import workbook.ConfigReader;
import workbook.NotStarted;

/// One call of the answer, in a thread of its own, and what a [SlowDisk] saw when it ended.
final class ConfigReaderCall implements AutoCloseable {

    /// For what helps to judge, but is no promise: if it does not come, the test goes on.
    static final Duration A_WHILE = Duration.ofSeconds(1);

    /// A thread that waits for so long, and has set no time limit, waits for what is to come.
    private static final Duration WAITS = Duration.ofMillis(250);
    /// Longer than most limits that people set for the end of what they have cancelled. A longer
    /// one shows when an interrupt ends that wait.
    private static final Duration WAITS_WITH_A_LIMIT = Duration.ofMillis(5_300);

    /// The cause, if a file that is not UTF-8 does not end the call.
    static final String REPLACED = """
            Are bytes that are not UTF-8 replaced, as new String(bytes, UTF_8) does it? \
            Files.readString fails.""";

    /// How it ended, and how many reads of the disk were in progress, and how many of its
    /// files open, at that very moment.
    private record End(Map<Path, String> texts, Throwable thrown, int readsLeft,
            int filesLeft) {

        private static End now(Map<Path, String> texts, Throwable thrown, SlowDisk disk) {
            return new End(texts, thrown, disk.reading(), disk.open());
        }
    }

    private final SlowDisk disk;
    private Background<End> background;

    /// @param disk the one whose reads are looked at
    ConfigReaderCall(SlowDisk disk) {
        this.disk = disk;
    }

    /// A call that has nothing to wait for.
    static ConfigReaderCall of(Collection<Path> paths) {
        var call = new ConfigReaderCall(new SlowDisk());
        call.start(paths);
        return call;
    }

    void start(Collection<Path> paths) {
        startList(List.copyOf(paths));
    }

    /// With this very list, and no copy.
    void startList(List<Path> paths) {
        background = Background.call(() -> readConfigs(paths));
    }

    void startInterrupted(Collection<Path> paths) {
        var list = List.copyOf(paths);
        background = Background.call(() -> {
            Thread.currentThread().interrupt();
            return readConfigs(list);
        });
    }

    private End readConfigs(List<Path> paths) {
        try {
            var texts = ConfigReader.readConfigs(paths);
            return End.now(texts, null, disk);
        } catch (Throwable e) {
            return End.now(null, e, disk);
        }
    }

    /// Waits until so many reads are in progress at the same time; for a while, because an
    /// answer that does not go along with it may be judged all the same.
    boolean awaitReads(int count) throws InterruptedException {
        return Patience.until(A_WHILE, () -> disk.reading() >= count || hasEnded());
    }

    /// Waits until a read has been told to stop; for a while, as an answer may end without.
    void awaitStop() throws InterruptedException {
        Patience.until(A_WHILE, () -> disk.stopped() > 0 || hasEnded());
    }

    boolean hasEnded() {
        return background.hasEnded();
    }

    void interrupt() {
        background.interrupt();
    }

    /// Lets a wrong answer end, which does not wait for something that a right one waits
    /// for: until it has ended, or its thread has been waiting for some time.
    void giveTimeToEnd() throws InterruptedException {
        var waitingSince = new long[] {System.nanoTime()};
        Patience.until(WAITS_WITH_A_LIMIT.plus(A_WHILE), () -> {
            if (background.thread().getState() == Thread.State.RUNNABLE) {
                waitingSince[0] = System.nanoTime();
            }
            return hasEnded() || System.nanoTime() - waitingSince[0] > waits().toNanos();
        });
    }

    private Duration waits() {
        return background.thread().getState() != Thread.State.TIMED_WAITING
                || standsIn().equals("close") // for days: an executor's, a pool's, a scope's
                        ? WAITS
                        : WAITS_WITH_A_LIMIT;
    }

    /// Waits until it has ended, where nothing holds it up any more.
    void end(String of) throws Throwable {
        end("There was " + of + ", and the call goes on; nothing holds it up.", """
                Does it wait for something that never comes: a latch that nobody counts \
                down, a thread that was never started, a place in a pool whose threads \
                are all busy?""");
    }

    void end(String seen, String cause) throws Throwable {
        end(seen, () -> causeOfWaiting(cause));
    }

    private void end(String seen, Supplier<String> cause) throws Throwable {
        if (!Patience.until(this::hasEnded)) {
            var verdict = verdict(seen, cause.get(), background.place());
            close();
            throw new AssertionError(verdict);
        }
    }

    private End how() throws Throwable {
        return background.get("");
    }

    private Throwable thrown() throws Throwable {
        return how().thrown;
    }

    void rethrowIfFailed() throws Throwable {
        if (hasEnded() && thrown() != null) {
            throw thrown();
        }
    }

    void rethrowIfNotStarted() throws Throwable {
        if (thrown() instanceof NotStarted notStarted) {
            throw notStarted;
        }
    }

    /// The map, of a call that has to return one.
    Map<Path, String> texts(String of, String cause) throws Throwable {
        end(of);
        if (thrown() != null) {
            throw new AssertionError(verdict(
                    "There was " + of + ", and the call threw " + inWords(thrown())
                            + "; it returns the files' texts (point 1).",
                    thrown() instanceof RejectedExecutionException
                            ? """
                            Is the executor in a static field, and was shut down by \
                            another call?"""
                            : cause),
                    thrown());
        }
        assertThat(how().texts)
                .withFailMessage("The call returned null; it returns a map (point 1).")
                .isNotNull();
        return how().texts;
    }

    void assertTexts(Map<Path, String> wanted, String of, String cause) throws Throwable {
        var read = texts(of, cause);
        assertThat(read.keySet())
                .withFailMessage(() -> verdict(
                        "The map has the paths " + read.keySet() + ", wanted "
                                + wanted.keySet() + " (point 3).",
                        cause))
                .containsExactlyInAnyOrderElementsOf(wanted.keySet());
        wanted.forEach((path, text) -> assertThat(read.get(path))
                .withFailMessage(() -> verdict(
                        "The text of " + path + " is \"" + read.get(path) + "\", and the "
                                + "file holds \"" + text + "\" (point 1).",
                        cause))
                .isEqualTo(text));
    }

    /// The IOException of a call that has to throw one.
    ///
    /// @param lost the cause, if the call returned a map instead
    IOException failure(String of, String lost) throws Throwable {
        end(of);
        return switch (thrown()) {
            case IOException failure -> failure;
            case null -> throw new AssertionError(verdict(
                    "There was " + of + ", and the call returned a map; it ends with an "
                            + "IOException (point 5).",
                    lost));
            // With the cause, for a NotStarted that is in it.
            case Throwable other -> throw new AssertionError(verdict(
                    "There was " + of + ", and the call threw " + inWords(other)
                            + "; it ends with an IOException (point 5).",
                    causeOf(other)), other);
        };
    }

    IOException failure(String of) throws Throwable {
        return failure(of, "Is the failure of a read caught and forgotten?");
    }

    private static String causeOf(Throwable thrown) {
        return switch (thrown) {
            case RejectedExecutionException _ -> """
                    A read was started after its executor had been shut down: by an \
                    earlier failure?""";
            case InterruptedException _ -> """
                    Nobody interrupted the caller. Does a read's own failure, a time limit \
                    or a closed channel, count as an interrupt?""";
            default -> thrown.getCause() != null
                    ? """
                    Does a task's exception come out in the one that was put around it? \
                    Its cause is what the caller wants, as an IOException."""
                    : """
                    A read may fail with an unchecked exception too. Is only IOException \
                    caught where the path is known?""";
        };
    }

    void assertFailureNames(Path path, String of, String cause) throws Throwable {
        assertNames(path, of, failure(of), cause);
    }

    static void assertNames(Path path, String of, IOException failure, String cause) {
        assertThat(String.valueOf(failure.getMessage()))
                .withFailMessage(() -> verdict(
                        "There was " + of + ", " + path + ", and the exception "
                                + (failure.getMessage() == null
                                        ? "has no message"
                                        : "says: " + failure.getMessage())
                                + "; its message contains that path (point 5).",
                        cause))
                .contains(path.toString());
    }

    /// @param cause the cause, if the message names another file
    static void assertNamesNoOther(Path path, String of, IOException failure,
            String cause) {
        assertNames(path, of, failure,
                String.valueOf(failure.getMessage()).contains(".conf")
                        ? cause
                        : """
                        It names no file. Is the read's exception passed on as it is? \
                        Catch it where the path is known, and throw one that names it.""");
    }

    void assertNoReadLeft(String how) throws Throwable {
        var left = how().readsLeft;
        assertThat(left)
                .withFailMessage(() -> verdict(
                        "The call %s, and ended while %d of its reads still ran; when it "
                                .formatted(how, left) + "ends, none does (point 6).",
                        disk.stopped() > 0
                                ? """
                                They were told to stop, and that takes its time: an \
                                interrupt is a request. Who waits until they have ended, \
                                however long that takes, and although the caller is \
                                interrupted meanwhile?"""
                                : """
                                They were not told to stop, and nobody waited for them. \
                                Who interrupts or closes them, and who waits for their \
                                end? (To cancel a CompletableFuture does neither.)"""))
                .isZero();
    }

    void assertNoFileLeft() throws Throwable {
        var left = how().filesLeft;
        assertThat(left)
                .withFailMessage(() -> verdict(
                        "The files took their time to close, and the call ended while "
                                + left + " of them were still open; a read ends with "
                                + "closing its file, and when the call ends none goes on "
                                + "(point 6).",
                        """
                        Is a file closed by a thread for which nobody waits? A try (...) \
                        closes it before the text is handed over."""))
                .isZero();
    }

    void assertInterrupted(String when, String causeOfGoingOn) throws Throwable {
        end(when + ", and the call goes on; it ends with an InterruptedException "
                + "(point 7).",
                () -> standsIn().equals("join")
                        ? """
                        It waits in join. That of a CompletableFuture does not respond to \
                        an interrupt, and its get does. That of a Thread does: is the \
                        exception caught and forgotten?"""
                        : causeOfWaiting(causeOfGoingOn));
        if (!(thrown() instanceof InterruptedException)) {
            throw new AssertionError(verdict(
                    when + ", and the call " + (thrown() == null
                            ? "returned a map"
                            : "threw " + inWords(thrown()))
                            + "; it ends with an InterruptedException (point 7).",
                    thrown() == null
                            ? """
                            Is the interrupt caught, its status restored perhaps, and \
                            what is there returned? Let it go on to the caller."""
                            : """
                            A read that is told to stop fails with an IOException of its \
                            own. Does that one come out, or is the interrupt wrapped in \
                            another exception?"""),
                    thrown());
        }
    }

    /// Where the caller waits says more than any guess.
    private String causeOfWaiting(String otherwise) {
        var told = disk.stopped() > 0;
        return switch (standsIn()) {
            case "close" -> told
                    ? otherwise
                    : """
                    It waits in close, until the other reads end by themselves. Who tells \
                    them to stop before (shutdownNow)?""";
            case "invokeAll" -> """
                    invokeAll returns when all reads have ended, and it looks for no \
                    failure before.""";
            default -> otherwise;
        };
    }

    /// The method that the answer has called, and that has not returned.
    private String standsIn() {
        var above = "";
        for (var frame : background.thread().getStackTrace()) {
            if (Verdicts.isInside(ConfigReader.class, frame)) {
                return above;
            }
            above = frame.getMethodName();
        }
        return "";
    }

    /// Leaves nothing hanging, if the answer lets itself be ended.
    @Override
    public void close() {
        if (background != null) {
            background.interrupt();
        }
    }

    private static String inWords(Throwable thrown) {
        return Verdicts.inWords(thrown, ConfigReader.class);
    }

    static String verdict(String... lines) {
        return String.join("\n", lines);
    }
}
