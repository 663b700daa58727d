package graders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import workbook.ConfigReader;
import workbook.NotStarted;

@Grades(value = ConfigReader.class, level = Level.WORKS)
class ConfigReaderTest {

    /// More than the cores of any machine that runs this.
    private static final int MANY = 300;

    /// For what helps to judge, but is no promise: if it does not come, the test goes on.
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    // 1. Every file's text, read as UTF-8.

    @Test
    @Point(1)
    void everyFilesTextIsReadAsUtf8() throws Throwable {
        var texts = new LinkedHashMap<String, String>();
        texts.put("plain.conf", "port = 80\nhost = example.org\n");
        texts.put("empty.conf", "");
        texts.put("no-newline-at-the-end.conf", "a = 1\nb = 2");
        texts.put("windows-newlines.conf", "a = 1\r\n\r\nb = 2\r\n");
        texts.put("languages.conf", "gr\u00fc\u00dfe = \u4f60\u597d, \ud83d\ude42\n");
        // Valid UTF-8, though decoders put this character where something is not.
        texts.put("replacement.conf", "unknown = \ufffd\n");
        // Ten bytes again and again: a character lies across the end of any buffer.
        texts.put("large.conf", "a\u00fc\u4f60\ud83d\ude42".repeat(30_000));
        var wanted = new LinkedHashMap<Path, String>();
        for (var text : texts.entrySet()) {
            var file = directory.resolve(text.getKey());
            Files.write(file, text.getValue().getBytes(UTF_8));
            wanted.put(file, text.getValue());
        }

        var call = Call.of(wanted.keySet());

        call.assertTexts(wanted, """
                Are lines joined again, is each buffer decoded by itself, or is \
                another charset used? The whole file's bytes, decoded once, give \
                the whole text.""");
    }

    @Test
    @Point(1)
    void aFileThatComesInPiecesIsReadToItsEnd() throws Throwable {
        try (var disk = new SlowDisk()) {
            disk.readInPieces();
            var wanted = new LinkedHashMap<Path, String>();
            for (var name : List.of("/etc/left/app.conf", "/etc/right/app.conf")) {
                var text = "name = " + name + ", gr\u00fc\u00dfe, \ud83d\ude42\n";
                wanted.put(disk.file(name, text), text);
            }

            var call = Call.of(wanted.keySet());

            call.assertTexts(wanted, """
                    A read may give fewer bytes than were asked for, a character's first \
                    half for example. Is there a loop until the end? Files.readAllBytes \
                    and readString have one.""");
        }
    }

    @Test
    @Point(1)
    void aFileOfAnyFileSystemIsRead() throws Throwable {
        try (var disk = new SlowDisk()) {
            var file = disk.file("/etc/other.conf", "found = yes\n");

            var call = Call.of(List.of(file));

            call.assertTexts(Map.of(file, "found = yes\n"), """
                    This Path is not of the default file system, as that of a file in a \
                    zip. java.io.File, FileReader and Path.of(path.toString()) know the \
                    default one only: give the Path itself to java.nio.file.Files.""");
        }
    }

    @Test
    @Point(1)
    void everyCallReadsTheFilesAnew() throws Throwable {
        var file = Files.writeString(directory.resolve("app.conf"), "debug = off\n");
        Call.of(List.of(file)).texts("a file");
        Files.writeString(file, "debug = on\n");

        var call = Call.of(List.of(file));

        call.assertTexts(Map.of(file, "debug = on\n"), """
                The file was changed between two calls. Is a text kept in a static \
                field?""");
    }

    // 2. All files are read at once, however many cores there are.

    @Test
    @Point(2)
    void allFilesAreReadAtOnce() throws Throwable {
        try (var disk = new SlowDisk(); var call = new Call(disk)) {
            var paths = manyFiles(disk, MANY);
            disk.hold(paths);

            call.start(paths);
            Patience.until(() -> disk.reading() == MANY || call.hasEnded());

            call.rethrowIfFailed();
            var most = disk.mostReading();
            assertThat(most)
                    .withFailMessage(() -> verdict(
                            "At most %d of %d reads were in progress at the same time; "
                                    .formatted(most, MANY)
                                    + "the contract (2) wants all.",
                            switch (most) {
                                case 0 -> "Are the given paths read at all?";
                                case 1 -> """
                                        Does each read wait for the one before it, in a \
                                        loop or in a pool with one thread (the common \
                                        pool on two cores)?""";
                                default -> """
                                        Is the number of threads bound, to that of the \
                                        cores for example, as in a fixed pool, the \
                                        common pool or a parallel stream? Reads wait; \
                                        that takes no core.""";
                            }))
                    .isEqualTo(MANY);
        }
    }

    // 3. The map iterates in the order of `paths`; a path that appears twice is read
    //    once.

    @Test
    @Point(3)
    void theMapIteratesInTheOrderOfThePaths() throws Throwable {
        try (var disk = new SlowDisk(); var call = new Call(disk)) {
            var paths = manyFiles(disk, 20);
            disk.hold(paths);

            call.start(paths);
            // The last one ends first, if the answer goes along with it.
            var atOnce = call.awaitReads(20);
            for (var path : paths.reversed()) {
                disk.release(path);
                atOnce = atOnce && within(A_WHILE, () -> disk.wasDelivered(path));
            }
            var read = call.texts("a list of 20 files");

            assertThat(new ArrayList<>(read.keySet()))
                    .withFailMessage(() -> verdict(
                            "The map begins with " + first(read.keySet())
                                    + " and the list with " + first(paths)
                                    + "; the contract (3) wants the list's order.",
                            """
                            Is a text put into the map when its read has ended, so that \
                            the fastest comes first? Or does that kind of map keep no \
                            order, or one of its own?"""))
                    .isEqualTo(paths);
        }
    }

    @Test
    @Point(3)
    void aPathThatAppearsTwiceIsReadOnce() throws Throwable {
        try (var disk = new SlowDisk(); var call = new Call(disk)) {
            var twice = disk.file("/etc/twice.conf", "twice\n");
            var once = disk.file("/etc/once.conf", "once\n");
            disk.hold(List.of(twice, once));

            call.start(List.of(twice, once, disk.path("/etc/twice.conf")));
            call.awaitReads(2);
            // A second read of it would come now.
            within(Duration.ofMillis(100), () -> disk.reading() > 2);
            disk.releaseAll();

            call.assertTexts(Map.of(twice, "twice\n", once, "once\n"), """
                    The list holds one path twice. Does the second one spoil what the \
                    first one brought, or does something not bear a key that comes \
                    again, like Collectors.toMap?""");
            assertThat(disk.timesRead(twice))
                    .withFailMessage(() -> verdict(
                            "The list holds one path twice, and its file was read "
                                    + disk.timesRead(twice)
                                    + " times; the contract (3) wants it once.",
                            """
                            Is a read started for every place in the list, rather than \
                            for every different path? Or does a read look for a text \
                            that another one is only about to bring?"""))
                    .isEqualTo(1);
            var keys = new ArrayList<>(call.texts("one path twice").keySet());
            assertThat(keys)
                    .withFailMessage(() -> verdict(
                            "The list's paths are twice, once, twice, and the map's "
                                    + keys + "; the contract (3) wants twice, once."))
                    .isEqualTo(List.of(twice, once));
        }
    }

    @Test
    @Point(3)
    void everyTextStandsUnderThePathThatWasGiven() throws Throwable {
        var file = Files.writeString(directory.resolve("app.conf"), "debug = off\n");
        Files.createDirectory(directory.resolve("conf.d"));
        // Another name of the same file: another path, with a text of its own in the map.
        var detour = directory.resolve("conf.d").resolve("..").resolve("app.conf");

        var call = Call.of(List.of(detour, file));

        call.assertTexts(Map.of(detour, "debug = off\n", file, "debug = off\n"), """
                Two paths of the list lead to one file. The map's keys are the paths as \
                they were given (3): is one made absolute, real or normal on the way?""");
    }

    // 4. An empty list gives an empty map.

    @Test
    @Point(4)
    void anEmptyListGivesAnEmptyMap() throws Throwable {
        var call = Call.of(List.of());

        call.end("an empty list");

        if (call.thrown() != null) {
            throw new AssertionError(verdict(
                    "An empty list ended in " + inWords(call.thrown())
                            + "; the contract (4) wants an empty map.",
                    """
                    Is something made as large as the list, like a pool of 0 threads? Or \
                    is the first or the last of nothing taken?"""), call.thrown());
        }
        var read = call.how().texts;
        assertThat(read)
                .withFailMessage(() -> verdict("An empty list gave " + read
                        + "; the contract (4) wants an empty map."))
                .isNotNull().isEmpty();
    }

    // 5. A file that cannot be read, or is not UTF-8, ends the call promptly with an
    //    IOException whose message contains that path.

    @Test
    @Point(5)
    void aFileThatCannotBeReadIsNamedInAnIOException() throws Throwable {
        try (var disk = new SlowDisk()) {
            var fine = Files.writeString(directory.resolve("fine.conf"), "fine\n");
            var damaged = disk.file("/etc/damaged.conf", "lost\n");
            disk.damage(damaged);
            var unreadable = new LinkedHashMap<String, Path>();
            unreadable.put("a missing file", directory.resolve("missing.conf"));
            unreadable.put("a directory",
                    Files.createDirectory(directory.resolve("conf.d")));
            unreadable.put("a damaged file", damaged);

            for (var path : unreadable.entrySet()) {
                var call = Call.of(List.of(fine, path.getValue()));

                call.assertFailureNames(path.getValue(), path.getKey(), """
                        Some exceptions name the file by themselves, and others ("Is a \
                        directory") do not: catch the IOException where the path is \
                        known, and throw one that names it.""");
            }
        }
    }

    @Test
    @Point(5)
    void aFileThatIsNotUtf8IsNamedInAnIOException() throws Throwable {
        var fine = Files.writeString(directory.resolve("fine.conf"), "fine\n");
        var notUtf8 = new LinkedHashMap<String, Path>();
        notUtf8.put("a Latin-1 file", write("latin-1.conf", 'c', 'a', 'f', 0xE9, '\n'));
        notUtf8.put("a file that ends in the middle of a character",
                write("cut-off.conf", 'c', 'a', 'f', 0xC3));
        notUtf8.put("a file with an encoded surrogate",
                write("surrogate.conf", 0xED, 0xA0, 0x80, '\n'));

        for (var path : notUtf8.entrySet()) {
            var call = Call.of(List.of(fine, path.getValue()));

            call.assertFailureNames(path.getValue(), path.getKey(), """
                    A MalformedInputException says "Input length = 1" and names no file: \
                    catch the IOException where the path is known, and throw one that \
                    names it.""");
        }
    }

    @Test
    @Point(5)
    void aFailureEndsTheCallAlthoughOtherReadsAreSlow() throws Throwable {
        // The last in the list or the first, by its bytes or by its disk.
        for (var last : List.of(true, false)) {
            try (var disk = new SlowDisk(); var call = new Call(disk)) {
                var paths = threeFiles(disk);
                var bad = disk.file("/etc/bad.conf", bytes('c', 'a', 'f', 0xE9));
                if (!last) {
                    disk.damage(bad);
                }
                paths.add(last ? paths.size() : 0, bad);
                disk.hold(paths);

                call.start(paths);
                call.awaitReads(paths.size());
                disk.release(bad);

                var seen = last
                        ? "The last of four files was not UTF-8"
                        : "The first of four files could not be read";
                call.end(seen + ", and the call goes on while the others are slow; the "
                        + "contract (5) wants it to end promptly.",
                        """
                        Does something wait for all reads, or for each in turn \
                        (invokeAll, allOf, get after get), before it looks for a \
                        failure? And are the other reads told to stop?""");
                call.failure(last ? "a file that is not UTF-8" : "a damaged file");
            }
        }
    }

    @Test
    @Point(5)
    void theFileThatFailedIsNamedAndNotACancelledOne() throws Throwable {
        try (var disk = new SlowDisk(); var call = new Call(disk)) {
            var paths = threeFiles(disk);
            var damaged = disk.file("/etc/damaged.conf", "lost\n");
            disk.damage(damaged);
            paths.add(2, damaged);
            disk.hold(paths);

            call.start(paths);
            call.awaitReads(paths.size());
            disk.release(damaged);
            within(A_WHILE, call::hasEnded);
            disk.releaseAll();

            call.assertFailureNames(damaged, "a damaged file, the third of four", """
                    Is the first failure of the list reported, or the last one of all, \
                    rather than the first that happened? A read that is told to stop \
                    fails as well, and that is no news.""");
        }
    }

    @Test
    @Point(5)
    void aFailureWhileOthersAreStillBeingStartedIsLikeAnyOther() throws Throwable {
        try (var disk = new SlowDisk(); var call = new Call(disk)) {
            var damaged = disk.file("/etc/damaged.conf", "lost\n");
            disk.damage(damaged);
            var others = threeFiles(disk);
            disk.hold(others);

            call.startList(
                    afterFirst(damaged, others, () -> disk.timesRead(damaged) > 0));
            within(A_WHILE, call::hasEnded);
            disk.releaseAll();

            call.failure("a damaged file, the first of four");
            call.assertNoReadLeft("failed");
            call.assertFailureNames(damaged, "a damaged file, the first of four", """
                    It failed while others were yet to be started. Does the start of the \
                    next one fail then (RejectedExecutionException), and is that told \
                    instead?""");
        }
    }

    @Test
    @Point(5)
    void aCallThatFailsDisturbsNoOther() throws Throwable {
        try (var disk = new SlowDisk(); var call = new Call(disk)) {
            var slow = disk.file("/etc/slow.conf", "slow\n");
            disk.hold(List.of(slow));
            var cause = """
                    Do the calls share a pool or a flag, in a static field? \
                    A call that stops or fills it does that to all of them: each \
                    needs its own.""";

            call.start(List.of(slow));
            call.awaitReads(1);
            var other = Call.of(List.of(directory.resolve("missing.conf")));
            other.end("While one call was slow, another one, of a missing file, did not "
                    + "end; the contract (5) wants it to end promptly.", cause);
            other.failure("a missing file");
            disk.releaseAll();

            call.assertTexts(Map.of(slow, "slow\n"),
                    "Meanwhile another call failed. " + cause);
        }
    }

    // 6. When the call ends, however it ends, no read that it started is still running.

    @Test
    @Point(6)
    void noReadOutlivesACallThatFailed() throws Throwable {
        try (var disk = new SlowDisk(); var call = new Call(disk)) {
            var paths = threeFiles(disk);
            var damaged = disk.file("/etc/damaged.conf", "lost\n");
            disk.damage(damaged);
            paths.add(damaged);
            disk.hold(paths);
            disk.stopSlowly();

            call.start(paths);
            call.awaitReads(paths.size());
            disk.release(damaged);
            within(A_WHILE, () -> disk.stopped() > 0 || call.hasEnded());
            call.giveTimeToEnd();
            disk.releaseEverything();

            call.failure("a damaged file");
            call.assertNoReadLeft("failed");
        }
    }

    @Test
    @Point(6)
    void noReadOutlivesACallThatWasInterrupted() throws Throwable {
        try (var disk = new SlowDisk(); var call = new Call(disk)) {
            var paths = threeFiles(disk);
            disk.hold(paths);
            disk.stopSlowly();

            call.start(paths);
            call.awaitReads(paths.size());
            call.interrupt();
            within(A_WHILE, () -> disk.stopped() > 0 || call.hasEnded());
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
        try (var disk = new SlowDisk(); var call = new Call(disk)) {
            var paths = threeFiles(disk);
            disk.hold(paths);
            disk.stopSlowly();

            call.start(paths);
            call.awaitReads(paths.size());
            call.interrupt();
            within(A_WHILE, () -> disk.stopped() > 0 || call.hasEnded());
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
        try (var disk = new SlowDisk(); var interrupted = new Call(disk)) {
            var paths = threeFiles(disk);

            Call.of(paths).texts("a list of three files");
            assertClosed(disk, "when all files were read");

            var notUtf8 = disk.file("/etc/latin-1.conf", bytes('h', 0xE9, '\n'));
            Call.of(List.of(notUtf8)).failure("a file that is not UTF-8");
            assertClosed(disk, "as a file was not UTF-8");

            disk.hold(paths);
            interrupted.start(paths);
            interrupted.awaitReads(paths.size());
            interrupted.interrupt();
            within(A_WHILE, interrupted::hasEnded);
            disk.releaseEverything();
            interrupted.end("an interrupt");
            assertClosed(disk, "as the caller was interrupted");
        }
    }

    @Test
    @Point(6)
    void theCallWaitsUntilItsFilesAreClosed() throws Throwable {
        try (var disk = new SlowDisk(); var call = new Call(disk)) {
            var paths = threeFiles(disk);
            disk.closeSlowly();

            call.start(paths);
            within(A_WHILE, () -> disk.closing() > 0 || call.hasEnded());
            call.giveTimeToEnd();
            disk.releaseEverything();
            call.texts("a list of three files");

            var left = call.how().filesLeft;
            assertThat(left)
                    .withFailMessage(() -> verdict(
                            "The files took their time to close, and the call ended while "
                                    + left + " of them were still open; the contract (6) "
                                    + "wants no read to go on, and it ends with closing the "
                                    + "file.",
                            """
                            Is a file closed by somebody for whom nobody waits? A try \
                            (...) closes it before the text is handed over."""))
                    .isZero();
        }
    }

    // 7. An interrupt of the caller ends the call with InterruptedException.

    @Test
    @Point(7)
    void anInterruptEndsTheCallWithInterruptedException() throws Throwable {
        try (var disk = new SlowDisk(); var call = new Call(disk)) {
            var paths = threeFiles(disk);
            disk.hold(paths);

            call.start(paths);
            call.awaitReads(paths.size());
            call.interrupt();

            call.assertInterrupted("The caller was interrupted while it waited", """
                    Is the interrupt caught and forgotten, or does the wait not answer \
                    it (join of a CompletableFuture, close)? And are the reads told to \
                    stop? They go on for as long as they like.""");
        }
    }

    @Test
    @Point(7)
    void anInterruptThatIsPendingAtTheStartEndsTheCallToo() throws Throwable {
        try (var disk = new SlowDisk(); var call = new Call(disk)) {
            var paths = threeFiles(disk);
            disk.hold(paths);

            call.startInterrupted(paths);

            call.assertInterrupted("The caller was interrupted right at the start", """
                    Is the interrupt's status cleared (Thread.interrupted) or the \
                    exception forgotten? And are the reads told to stop? They go on for \
                    as long as they like.""");
        }
    }

    // What the tests share.

    /// One call of the answer, in a thread of its own.
    private static final class Call implements AutoCloseable {

        /// How it ended, and how many reads of the disk were in progress, and how many of
        /// its files open, at that very moment.
        private record End(Map<Path, String> texts, Throwable thrown, int readsLeft,
                int filesLeft) {

            private static End now(Map<Path, String> texts, Throwable thrown,
                    SlowDisk disk) {
                return new End(texts, thrown, disk.reading(), disk.open());
            }
        }

        private final SlowDisk disk;
        private Background<End> background;

        /// @param disk the one whose reads are looked at
        private Call(SlowDisk disk) {
            this.disk = disk;
        }

        /// A call that has nothing to wait for.
        private static Call of(Collection<Path> paths) {
            var call = new Call(new SlowDisk());
            call.start(paths);
            return call;
        }

        private void start(Collection<Path> paths) {
            startList(List.copyOf(paths));
        }

        private void startList(List<Path> paths) {
            background = Background.call(() -> readConfigs(paths));
        }

        private void startInterrupted(Collection<Path> paths) {
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

        /// Waits until so many reads are in progress at the same time; for a while,
        /// because an answer that does not go along with it may be judged all the same.
        private boolean awaitReads(int count) throws InterruptedException {
            return within(A_WHILE, () -> disk.reading() >= count || hasEnded());
        }

        private boolean hasEnded() {
            return background.hasEnded();
        }

        private void interrupt() {
            background.interrupt();
        }

        /// Lets a wrong answer end, which does not wait for something that a right one
        /// waits for: until it has ended, or its thread has been waiting for some time.
        private void giveTimeToEnd() throws InterruptedException {
            var waitingSince = new long[] {System.nanoTime()};
            Patience.until(() -> {
                if (background.thread().getState() == Thread.State.RUNNABLE) {
                    waitingSince[0] = System.nanoTime();
                }
                return hasEnded() || System.nanoTime() - waitingSince[0] > 250_000_000;
            });
        }

        /// Waits until it has ended, where nothing holds it up any more.
        private void end(String of) throws Throwable {
            end("There was " + of + ", and the call goes on; nothing holds it up.", """
                    Does it wait for something that never comes: a latch that nobody \
                    counts down, a permit that a failure kept, a thread that was never \
                    started?""");
        }

        private void end(String seen, String cause) throws Throwable {
            if (!Patience.until(this::hasEnded)) {
                var place = place();
                close();
                throw new AssertionError(verdict(seen, cause, place));
            }
        }

        private End how() throws Throwable {
            return background.get("");
        }

        private Throwable thrown() throws Throwable {
            return how().thrown;
        }

        private void rethrowIfFailed() throws Throwable {
            if (hasEnded() && thrown() != null) {
                throw thrown();
            }
        }

        private void rethrowIfNotStarted() throws Throwable {
            if (thrown() instanceof NotStarted notStarted) {
                throw notStarted;
            }
        }

        /// The map, of a call that has to return one.
        private Map<Path, String> texts(String of) throws Throwable {
            end(of);
            rethrowIfFailed();
            assertThat(how().texts)
                    .withFailMessage(() -> verdict(
                            "The call returned null; the contract (1) wants a map."))
                    .isNotNull();
            return how().texts;
        }

        private void assertTexts(Map<Path, String> wanted, String cause)
                throws Throwable {
            end("a list of files that can be read");
            if (thrown() != null) {
                throw new AssertionError(verdict(
                        "The files can be read and are UTF-8, and the call threw "
                                + inWords(thrown())
                                + "; the contract (1) wants their texts.",
                        cause), thrown());
            }
            var read = texts("a list of files that can be read");
            wanted.forEach((path, text) -> assertThat(read.get(path))
                    .withFailMessage(() -> verdict(
                            "The text of " + path + " is not what the file "
                                    + "holds; the contract (1) wants it exactly.",
                            difference(read.get(path), text), cause))
                    .isEqualTo(text));
            assertThat(read.size())
                    .withFailMessage(() -> verdict(
                            "The map has " + read.size() + " entries; the contract (1) "
                                    + "wants one for each of the " + wanted.size()
                                    + " files.",
                            cause))
                    .isEqualTo(wanted.size());
        }

        /// The IOException of a call that has to throw one.
        private IOException failure(String of) throws Throwable {
            end(of);
            return switch (thrown()) {
                case IOException failure -> failure;
                case null -> throw new AssertionError(verdict(
                        "There was " + of + ", and the call returned a map; the contract "
                                + "(5) wants an IOException.",
                        """
                        Is a failure caught and forgotten? Or are bytes that are not \
                        UTF-8 replaced, as new String(bytes, UTF_8) does it?"""));
                // With the cause, for a NotStarted that is in it.
                case Throwable other -> throw new AssertionError(verdict(
                        "There was " + of + ", and the call threw " + inWords(other)
                                + "; the contract (5) wants an IOException.",
                        switch (other) {
                            case RejectedExecutionException _ -> """
                                    A read was started after its executor had been shut \
                                    down: by an earlier failure?""";
                            default -> other.getCause() != null
                                    ? """
                                    Does a task's exception come out in its wrapping? \
                                    The caller wants the cause inside of it."""
                                    : """
                                    Where is the failure of the read itself lost?""";
                        }), other);
            };
        }

        private void assertFailureNames(Path path, String of, String cause)
                throws Throwable {
            var message = String.valueOf(failure(of).getMessage());
            assertThat(message)
                    .withFailMessage(() -> verdict(
                            "There was " + of + ", " + path + ", and the message is \""
                                    + message + "\"; the contract (5) wants the path "
                                    + "in it.",
                            cause))
                    .contains(path.toString());
        }

        private void assertNoReadLeft(String how) throws Throwable {
            var left = how().readsLeft;
            assertThat(left)
                    .withFailMessage(() -> verdict(
                            "The call %s, and ended while %d of its reads still ran; the "
                                    .formatted(how, left) + "contract (6) wants none.",
                            disk.stopped() > 0
                                    ? """
                                    They were told to stop, and that takes its time: an \
                                    interrupt is a request. Who waits until they have \
                                    ended, though it is interrupted meanwhile?"""
                                    : """
                                    They were not told to stop, and nobody waited for \
                                    them. Who interrupts or closes them, and who waits \
                                    for their end?"""))
                    .isZero();
        }

        private void assertInterrupted(String when, String causeOfGoingOn)
                throws Throwable {
            end(when + ", and the call goes on; the contract (7) wants an "
                    + "InterruptedException.", causeOfGoingOn);
            if (!(thrown() instanceof InterruptedException)) {
                throw new AssertionError(verdict(
                        when + ", and the call " + (thrown() == null
                                ? "returned a map"
                                : "threw " + inWords(thrown()))
                                + "; the contract (7) wants an InterruptedException.",
                        thrown() == null
                                ? """
                                Is the interrupt caught, its status restored perhaps, \
                                and what is there returned? Let it go on to the caller."""
                                : """
                                A read that is told to stop fails with an IOException of \
                                its own. Does that one come out, or is the interrupt \
                                wrapped in another exception?"""),
                        thrown());
            }
        }

        /// Where in the answer the caller stands.
        private String place() {
            var above = "";
            for (var frame : background.thread().getStackTrace()) {
                if (isAnswer(frame)) {
                    return "The caller stands at " + ConfigReaderTest.place(frame)
                            + (above.isEmpty() ? "." : ", in " + above + ".");
                }
                above = frame.getMethodName();
            }
            return "The caller stands in " + above + ".";
        }

        /// Leaves nothing hanging, if the answer lets itself be ended.
        @Override
        public void close() {
            if (background != null) {
                background.interrupt();
            }
        }
    }

    private static void assertClosed(SlowDisk disk, String when)
            throws InterruptedException {
        Patience.until(() -> disk.open() == 0);
        assertThat(disk.open())
                .withFailMessage(() -> verdict(
                        "The call ended, " + when + ", and left " + disk.open()
                                + " of its files open; the contract (6) wants no read to "
                                + "go on, and it ends with closing the file.",
                        """
                        Is there a reader, stream or channel outside of a try (...)? \
                        Files.lines needs one too."""))
                .isZero();
    }

    private static boolean isAnswer(StackTraceElement frame) {
        var answer = ConfigReader.class.getName();
        return frame.getClassName().equals(answer)
                || frame.getClassName().startsWith(answer + "$");
    }

    private static String place(StackTraceElement frame) {
        return frame.getFileName() + ":" + frame.getLineNumber();
    }

    /// What was thrown, and where in the answer.
    private static String inWords(Throwable thrown) {
        var words = thrown.getClass().getSimpleName()
                + (thrown.getMessage() == null ? "" : ": " + thrown.getMessage());
        for (var frame : thrown.getStackTrace()) {
            if (isAnswer(frame)) {
                return words + ", at " + place(frame);
            }
        }
        return words;
    }

    private static String difference(String read, String wanted) {
        if (read == null) {
            return "The map has no text for this path.";
        }
        var at = 0;
        while (at < Math.min(read.length(), wanted.length())
                && read.charAt(at) == wanted.charAt(at)) {
            at++;
        }
        return "After %d equal characters comes %s, and should come %s.".formatted(
                at, quoted(read, at), quoted(wanted, at));
    }

    private static String quoted(String text, int from) {
        var to = Math.min(text.length(), from + 12);
        return from == to
                ? "the end"
                : '"' + text.substring(from, to).replace("\r", "\\r").replace("\n", "\\n")
                        + (to < text.length() ? "...\"" : "\"");
    }

    private static String first(Iterable<Path> paths) {
        var iterator = paths.iterator();
        return iterator.hasNext() ? String.valueOf(iterator.next()) : "missing";
    }

    private Path write(String name, int... values) throws IOException {
        return Files.write(directory.resolve(name), bytes(values));
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (var i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /// So many files, and their names are in no order.
    private static List<Path> manyFiles(SlowDisk disk, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i * 7919 % 1009)
                .map(n -> disk.file("/etc/" + n + ".conf", "n = " + n + "\n"))
                .toList();
    }

    private static List<Path> threeFiles(SlowDisk disk) {
        var paths = new ArrayList<Path>();
        for (var name : List.of("left", "middle", "right")) {
            paths.add(disk.file("/etc/" + name + ".conf", "name = " + name + "\n"));
        }
        return paths;
    }

    /// A list that takes its time over its second path: until the first one has been
    /// read, if it is. So whoever starts reads on the way through the list meets with a
    /// failure there.
    private static List<Path> afterFirst(Path first, List<Path> others,
            BooleanSupplier firstWasRead) {
        return new AbstractList<>() {
            @Override
            public Path get(int index) {
                try {
                    if (index == 1 && within(Duration.ofMillis(100), firstWasRead)) {
                        Thread.sleep(50); // for what the answer makes of the failure
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return index == 0 ? first : others.get(index - 1);
            }

            @Override
            public int size() {
                return 1 + others.size();
            }
        };
    }

    private static String verdict(String... lines) {
        return String.join("\n", lines);
    }

    private static boolean within(Duration patience, BooleanSupplier condition)
            throws InterruptedException {
        var deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(1);
        }
        return true;
    }
}
