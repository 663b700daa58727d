package graders;

import static graders.ConfigReaderCall.A_WHILE;
import static graders.ConfigReaderCall.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import workbook.ConfigReader;

/// Many files, slow files, and files that cannot be read.
@Grades(value = ConfigReader.class, level = Level.HOLDS)
class ConfigReaderHoldsTest {

    /// More than the cores of any machine that runs this.
    private static final int MANY = 300;

    @TempDir
    Path directory;

    // 1. Every file's text, read as UTF-8.

    @Test
    @Point(1)
    void aFileOfAnyFileSystemIsRead() throws Throwable {
        try (var disk = new SlowDisk()) {
            var usual = Files.writeString(directory.resolve("usual.conf"), "usual\n");
            var other = disk.file("/etc/other.conf", "other\n");

            var call = ConfigReaderCall.of(List.of(usual, other));

            call.assertTexts(Map.of(usual, "usual\n", other, "other\n"),
                    "a file of the default file system, and one of another", """
                    A path of another file system is like that of a file in a zip. \
                    java.io.File, FileReader and Path.of(path.toString()) know the default \
                    one only: give the Path itself to java.nio.file.Files.""");
        }
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

            var call = ConfigReaderCall.of(wanted.keySet());

            call.assertTexts(wanted, "a disk whose reads give a few bytes each", """
                    A read may give fewer bytes than were asked for, a character's first \
                    half for example. Is there a loop until the end? Files.readAllBytes \
                    and readString have one.""");
        }
    }

    // 2. All files are read at once, however many cores there are.

    @Test
    @Point(2)
    void allFilesAreReadAtOnce() throws Throwable {
        try (var disk = new SlowDisk(); var call = new ConfigReaderCall(disk)) {
            var paths = manyFiles(disk, MANY);
            disk.hold(paths);

            call.start(paths);
            Patience.until(() -> disk.reading() == MANY || call.hasEnded());

            call.rethrowIfFailed();
            var most = disk.mostReading();
            assertThat(most)
                    .withFailMessage(() -> verdict(
                            "Of %d slow files, at most %d were read at the same time; all "
                                    .formatted(MANY, most) + "are (point 2).",
                            switch (most) {
                                case 0 ->
                                        "Are the given files read before the call ends?";
                                case 1 -> """
                                        Does each read wait for the one before it, in a \
                                        loop or in a pool with one thread?\s"""
                                        + (ForkJoinPool.getCommonPoolParallelism() == 1
                                                ? CacheStage.theCommonPool()
                                                : "");
                                default -> """
                                        Is the number of threads bounded, by that of the \
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
    void theOrderIsThatOfThePathsWhicheverReadEndsFirst() throws Throwable {
        try (var disk = new SlowDisk(); var call = new ConfigReaderCall(disk)) {
            var paths = manyFiles(disk, 8);
            disk.hold(paths);

            call.start(paths);
            // The last one ends first, if the answer goes along with it.
            var atOnce = call.awaitReads(paths.size());
            for (var path : paths.reversed()) {
                disk.release(path);
                atOnce = atOnce
                        && Patience.until(A_WHILE, () -> disk.wasDelivered(path));
            }
            var read = new ArrayList<>(
                    call.texts("a list of slow files", "").keySet());

            assertThat(read)
                    .withFailMessage(() -> verdict(
                            "The list's last file was read first, its first one last, and "
                                    + "the map iterates in the order " + read
                                    + "; the list's is " + paths + " (point 3).",
                            """
                            Is a text put into the map when its read has ended, so that \
                            the fastest comes first?"""))
                    .isEqualTo(paths);
        }
    }

    @Test
    @Point(3)
    void aPathThatAppearsTwiceIsReadOnce() throws Throwable {
        try (var disk = new SlowDisk(); var call = new ConfigReaderCall(disk)) {
            var twice = disk.file("/etc/twice.conf", "twice\n");
            var once = disk.file("/etc/once.conf", "once\n");
            disk.hold(List.of(twice, once));

            call.start(List.of(twice, once, disk.path("/etc/twice.conf")));
            call.awaitReads(2);
            // A second read of it would come now.
            Patience.until(A_WHILE.dividedBy(10), () -> disk.reading() > 2);
            disk.releaseAll();

            call.assertTexts(Map.of(twice, "twice\n", once, "once\n"), "one path twice",
                    "Does the second one spoil what the first one brought?");
            assertThat(disk.timesRead(twice))
                    .withFailMessage(() -> verdict(
                            "The list has one path twice, and its file was read "
                                    + disk.timesRead(twice)
                                    + " times; it is read once (point 3).",
                            """
                            Is a read started for every place in the list, rather than \
                            for every different path? Or does a thread first look \
                            whether the text is there already? It is not, while the \
                            other read of that path still runs."""))
                    .isEqualTo(1);
        }
    }

    @Test
    @Point(3)
    void everyTextStandsUnderThePathThatWasGiven() throws Throwable {
        var file = Files.writeString(directory.resolve("app.conf"), "debug = off\n");
        Files.createDirectory(directory.resolve("conf.d"));
        // Another name of the same file: another path, with a text of its own in the map.
        var detour = directory.resolve("conf.d").resolve("..").resolve("app.conf");

        var call = ConfigReaderCall.of(List.of(detour, file));

        call.assertTexts(Map.of(detour, "debug = off\n", file, "debug = off\n"),
                "a list with two paths of one file", """
                The map's keys are the paths as they were given: is one made absolute, \
                real or normal on the way?""");
    }

    // 5. A file that cannot be read, for whatever reason, or is not UTF-8, ends the call
    //    promptly with an IOException whose message contains that path.

    @Test
    @Point(5)
    void aFileThatCannotBeReadIsNamedInAnIOException() throws Throwable {
        try (var disk = new SlowDisk()) {
            var fine = Files.writeString(directory.resolve("fine.conf"), "fine\n");
            var unreadable = new LinkedHashMap<String, Path>();
            unreadable.put("a missing file", directory.resolve("missing.conf"));
            unreadable.put("a directory",
                    Files.createDirectory(directory.resolve("conf.d")));
            unreadable.put("a damaged file", disk.damagedFile("/etc/damaged.conf"));
            unreadable.put("a file whose read timed out",
                    disk.damagedFile("/etc/share.conf",
                            new InterruptedIOException("timed out")));

            for (var path : unreadable.entrySet()) {
                var call = ConfigReaderCall.of(List.of(fine, path.getValue()));

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
            var of = path.getKey();

            var failure = ConfigReaderCall.of(List.of(fine, path.getValue())).failure(of,
                    ConfigReaderCall.REPLACED);

            ConfigReaderCall.assertNames(path.getValue(), of, failure, """
                    A MalformedInputException says "Input length", and names no file: \
                    catch the IOException where the path is known, and throw one that \
                    names it.""");
        }
    }

    @Test
    @Point(5)
    void anUncheckedFailureOfAReadIsNamedInAnIOExceptionToo() throws Throwable {
        try (var disk = new SlowDisk()) {
            var fine = Files.writeString(directory.resolve("fine.conf"), "fine\n");
            var unreadable = new LinkedHashMap<String, Path>();
            // Of a file system that was closed: ClosedFileSystemException is unchecked.
            try (var zip = FileSystems.newFileSystem(directory.resolve("configs.zip"),
                    Map.of("create", "true"))) {
                unreadable.put("a path of a closed zip file",
                        Files.writeString(zip.getPath("/zipped.conf"), "zipped\n"));
            }
            unreadable.put("a file whose file system throws an UncheckedIOException",
                    disk.damagedFile("/etc/unchecked.conf",
                            new UncheckedIOException("disk",
                                    new IOException("Input/output error"))));

            for (var path : unreadable.entrySet()) {
                var call = ConfigReaderCall.of(List.of(fine, path.getValue()));

                var of = path.getKey();
                var cause = """
                        The exception of this read is not an IOException. Does only an \
                        IOException count as a failure?""";
                call.end("There was " + of + ", and the call goes on; it ends (point 5).",
                        cause);
                ConfigReaderCall.assertNames(path.getValue(), of, call.failure(of, cause),
                        """
                        The exception of this read is not an IOException. Is only \
                        IOException caught where the path is known?""");
            }
        }
    }

    @Test
    @Point(5)
    void aFailureEndsTheCallAlthoughOtherReadsAreSlow() throws Throwable {
        var cause = """
                Does something wait for all reads, or for each in turn, before it looks for \
                a failure: allOf, join after join, get after get, or a parallel stream, \
                whose end waits for the reads in its own threads? And are the other reads \
                told to stop?""";
        try (var disk = new SlowDisk()) {
            // The missing file is the last: it fails when the other reads have been started.
            failsAt(3, disk, "is missing", disk.path("/etc/missing.conf"), cause);
        }
        try (var disk = new SlowDisk()) {
            failsAt(1, disk, "is not UTF-8",
                    disk.file("/etc/latin-1.conf", bytes('c', 'a', 'f', 0xE9)),
                    "With a missing file it ends. " + ConfigReaderCall.REPLACED);
        }
        try (var disk = new SlowDisk()) {
            failsAt(0, disk, "is damaged", disk.damagedFile("/etc/damaged.conf"), cause);
        }
        try (var disk = new SlowDisk()) {
            failsAt(2, disk, "fails with an unchecked exception",
                    disk.damagedFile("/etc/unchecked.conf",
                            new UncheckedIOException(new IOException("disk"))),
                    """
                    With an IOException it ends. Does no other exception count as a \
                    failure?""");
        }
    }

    private static void failsAt(int place, SlowDisk disk, String what, Path bad,
            String cause) throws Throwable {
        var paths = disk.threeFiles();
        paths.add(place, bad);
        disk.hold(paths);
        try (var call = new ConfigReaderCall(disk)) {
            call.start(paths);
            call.awaitReads(paths.size());
            disk.release(bad);

            call.end(
                    "File %d of 4 %s, and the call goes on while the others are slow; it "
                            .formatted(place + 1, what) + "ends promptly (point 5).",
                    cause);
            call.failure("a file that " + what);
        }
    }

    @Test
    @Point(5)
    void theFileThatFailedIsNamedAndNotACancelledOne() throws Throwable {
        try (var disk = new SlowDisk(); var call = new ConfigReaderCall(disk)) {
            var paths = disk.threeFiles();
            var damaged = disk.damagedFile("/etc/damaged.conf");
            paths.add(2, damaged);
            disk.hold(paths);

            call.start(paths);
            call.awaitReads(paths.size());
            disk.release(damaged);
            Patience.until(A_WHILE, call::hasEnded);
            disk.releaseAll();

            var of = "a damaged file, the third of four";
            var failure = call.failure(of);
            ConfigReaderCall.assertNamesNoOther(damaged, of, failure,
                    """
                    A read that is told to stop fails as well, later. Is it the first \
                    failure in the list that is reported, or the last one that happened? \
                    Or are the others told to stop before this one's failure is kept?""");
        }
    }

    @Test
    @Point(5)
    void aCallThatFailsDisturbsNoOther() throws Throwable {
        try (var disk = new SlowDisk(); var call = new ConfigReaderCall(disk)) {
            var slow = disk.file("/etc/slow.conf", "slow\n");
            disk.hold(List.of(slow));
            var cause = """
                    Do the calls share a flag in a static field, or a pool, the common pool \
                    for example? A call that \
                    stops or fills it does that to all of them: each needs its own.""";

            call.start(List.of(slow));
            call.awaitReads(1);
            var other = ConfigReaderCall.of(List.of(directory.resolve("missing.conf")));
            other.end("While one call was slow, another one, of a missing file, did not "
                    + "end; it ends promptly (point 5).", cause);
            other.failure("a missing file");
            disk.releaseAll();

            call.assertTexts(Map.of(slow, "slow\n"),
                    "a slow file, and meanwhile another call that failed", cause);
        }
    }

    // What the tests share.

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
}
