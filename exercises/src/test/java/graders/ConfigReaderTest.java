package graders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Point;
import grader.Verdicts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import workbook.ConfigReader;

/// The plain promises: real files in a temporary folder, and one call at a time.
@Grades(value = ConfigReader.class, level = Level.WORKS)
class ConfigReaderTest {

    @TempDir
    Path directory;

    // 1. Every file's text, read as UTF-8.

    @Test
    @Point(1)
    void everyFilesTextIsReadAsUtf8() throws Throwable {
        var wanted = new LinkedHashMap<Path, String>();
        wanted.put(file("plain.conf"), "port = 80\nhost = example.org\n");
        wanted.put(file("empty.conf"), "");
        wanted.put(file("no-newline-at-the-end.conf"), "a = 1\nb = 2");
        wanted.put(file("windows-newlines.conf"), "a = 1\r\n\r\nb = 2\r\n");
        wanted.put(file("languages.conf"),
                "gr\u00fc\u00dfe = \u4f60\u597d, \ud83d\ude42\n");
        // Valid UTF-8, though decoders put this character where something is not.
        wanted.put(file("replacement.conf"), "unknown = \ufffd\n");
        // Ten bytes again and again: a character lies across the end of any buffer.
        wanted.put(file("large.conf"), "a\u00fc\u4f60\ud83d\ude42".repeat(30_000));
        for (var text : wanted.entrySet()) {
            Files.write(text.getKey(), text.getValue().getBytes(UTF_8));
        }

        var texts = read(List.copyOf(wanted.keySet()));

        wanted.forEach((path, text) -> assertText(texts, path, text,
                causeOfDifference(texts.get(path), text)));
    }

    @Test
    @Point(1)
    void everyCallReadsTheFilesAnew() throws Throwable {
        var path = Files.writeString(file("app.conf"), "debug = off\n");
        var before = read(List.of(path));
        Files.writeString(path, "debug = on\n");

        var after = read(List.of(path));

        assertText(before, path, "debug = off\n", """
                The file was changed after the call. Is a file read only when the map is \
                asked for its text? The call reads it.""");
        assertText(after, path, "debug = on\n", """
                The file was changed between two calls. Are texts kept in a static \
                field?""");
    }

    // 3. The map iterates in the order of `paths`; a path that appears twice is read
    //    once.

    @Test
    @Point(3)
    void theMapIteratesInTheOrderOfThePaths() throws Throwable {
        var paths = new ArrayList<Path>();
        for (var number : IntStream.range(0, 8).map(i -> i * 5 % 8).toArray()) {
            paths.add(Files.writeString(file(number + ".conf"), "number = " + number));
        }

        var texts = read(paths);

        assertThat(new ArrayList<>(texts.keySet()))
                .withFailMessage(() -> verdict(
                        "The map iterates in the order " + names(texts.keySet())
                                + " and the list in the order " + names(paths)
                                + "; they are the same (point 3).",
                        """
                        Which map is it? A LinkedHashMap keeps the order in which its keys \
                        were put in; HashMap and ConcurrentHashMap keep none. And is a \
                        text put in when its read has ended, so that the fastest comes \
                        first?"""))
                .isEqualTo(paths);
    }

    @Test
    @Point(3)
    void aPathThatAppearsTwiceHasOneText() throws Throwable {
        var twice = Files.writeString(file("twice.conf"), "twice\n");
        var once = Files.writeString(file("once.conf"), "once\n");

        var texts = read(List.of(twice, once, twice));

        var cause = "Does something not handle a repeated key, as Collectors.toMap?";
        assertText(texts, twice, "twice\n", cause);
        assertText(texts, once, "once\n", cause);
        assertThat(new ArrayList<>(texts.keySet()))
                .withFailMessage(() -> verdict(
                        "The list has twice.conf, once.conf, twice.conf, and the map "
                                + names(texts.keySet())
                                + "; each has one place, the first (point 3)."))
                .isEqualTo(List.of(twice, once));
    }

    // 4. An empty list gives an empty map.

    @Test
    @Point(4)
    void anEmptyListGivesAnEmptyMap() throws Throwable {
        var call = call(List.of());

        var thrown = call.thrown();
        if (thrown != null) {
            throw new AssertionError(verdict(
                    "An empty list ended in " + inWords(thrown)
                            + "; it gives an empty map (point 4).",
                    """
                    Is something made as large as the list, like a pool of 0 threads? Or \
                    is the first or the last of nothing taken?"""), thrown);
        }
        assertThat(call.texts())
                .withFailMessage(() -> verdict("An empty list gave " + call.texts()
                        + "; it gives an empty map (point 4)."))
                .isNotNull().isEmpty();
    }

    // 5. A file that cannot be read, for whatever reason, or is not UTF-8, ends the call
    //    promptly with an IOException whose message contains that path.

    @Test
    @Point(5)
    void aMissingFileIsNamedInAnIOException() throws Throwable {
        var fine = Files.writeString(file("fine.conf"), "fine\n");
        var missing = file("missing.conf");

        var thrown = call(List.of(fine, missing)).thrown();

        if (thrown == null) {
            throw new AssertionError(verdict(
                    "One of two files is missing, and the call returned a map; it ends "
                            + "with an IOException (point 5).",
                    "Is the failure of a read caught and forgotten?"));
        }
        if (!(thrown instanceof IOException)) {
            // With the cause, for a NotStarted that is in it.
            throw new AssertionError(verdict(
                    "One of two files is missing, and the call threw " + inWords(thrown)
                            + "; it ends with an IOException (point 5).",
                    """
                    Does a task's exception come out in the one that was put around it? \
                    Its cause is what the caller wants, as an IOException."""), thrown);
        }
        assertThat(String.valueOf(thrown.getMessage()))
                .withFailMessage(() -> verdict(
                        "The file " + missing + " is missing, and the exception says: "
                                + thrown.getMessage() + "; its message contains the path "
                                + "(point 5).",
                        "Is an exception made without the message of its cause?"))
                .contains(missing.toString());
    }

    // What the tests share.

    private Path file(String name) {
        return directory.resolve(name);
    }

    /// How a call ended: one of the two is null.
    private record Ended(Map<Path, String> texts, Throwable thrown) {}

    /// Calls the answer, in a thread of its own: one that hangs ends in a message.
    private static Ended call(List<Path> paths) throws Throwable {
        var call = Background.call(() -> ConfigReader.readConfigs(paths));
        var thrown = call.end(verdict(
                "The call goes on, and nothing holds up its files.",
                """
                Does it wait for something that never comes: a latch that nobody counts \
                down, a thread that was never started, a place in a pool whose threads \
                are all busy?"""));
        return new Ended(thrown == null ? call.get("") : null, thrown);
    }

    /// Reads files that can be read.
    private static Map<Path, String> read(List<Path> paths) throws Throwable {
        var ended = call(paths);
        if (ended.thrown() != null) {
            throw new AssertionError(verdict(
                    "All files can be read, and the call threw " + inWords(ended.thrown())
                            + "; it returns their texts (point 1).",
                    ended.thrown() instanceof RejectedExecutionException
                            ? "Is there an executor in a static field, that another call has shut down?"
                            : ""),
                    ended.thrown());
        }
        assertThat(ended.texts())
                .withFailMessage("The call returned null; it returns a map (point 1).")
                .isNotNull();
        return ended.texts();
    }

    private static void assertText(Map<Path, String> texts, Path path, String wanted,
            String cause) {
        assertThat(texts.keySet())
                .withFailMessage(() -> verdict(
                        "The map has no text for " + path + ", only for "
                                + names(texts.keySet())
                                + "; it has one for each path (point 1)."))
                .contains(path);
        assertThat(texts.get(path))
                .withFailMessage(() -> verdict(
                        "The text of " + path.getFileName()
                                + " is not what the file holds "
                                + "(point 1). " + difference(texts.get(path), wanted),
                        cause))
                .isEqualTo(wanted);
    }

    private static String difference(String read, String wanted) {
        var at = 0;
        while (read != null && at < Math.min(read.length(), wanted.length())
                && read.charAt(at) == wanted.charAt(at)) {
            at++;
        }
        return "After %d characters comes %s, and in the file %s."
                .formatted(at, quoted(read, at), quoted(wanted, at));
    }

    private static String quoted(String text, int from) {
        if (text == null || from == text.length()) {
            return text == null ? "null" : "the end";
        }
        return '"' + text.substring(from, Math.min(text.length(), from + 12))
                .replace("\r", "\\r").replace("\n", "\\n") + '"';
    }

    private static String causeOfDifference(String read, String wanted) {
        if (read != null && read.lines().toList().equals(wanted.lines().toList())) {
            return "Are lines taken apart and joined again? The newlines are lost then.";
        }
        return read != null && read.contains("\ufffd") && !wanted.contains("\ufffd")
                ? "Is each buffer decoded by itself? A character may begin in one and end "
                        + "in the next."
                : "Is another charset than UTF-8 used?";
    }

    private static List<Path> names(Collection<Path> paths) {
        return paths.stream().map(Path::getFileName).toList();
    }

    private static String inWords(Throwable thrown) {
        return Verdicts.inWords(thrown, ConfigReader.class);
    }

    private static String verdict(String... lines) {
        return String.join("\n", lines);
    }
}
