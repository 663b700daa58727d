package companion;

import grading.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A wrong answer: a right one, and a patch on it. The patch is a file for `git apply`, below a
/// header that says what is wrong, which test catches it, perhaps its place in the gallery, and
/// which tests of the gallery fail as well.
///
/// @param root  the workbook's folder, where the paths in the patch begin
/// @param patch the file
/// @param wrong what is wrong, in a few lines
/// @param diff  the patch without its header
public record Mistake(Path root, Path patch, String wrong, Map<String, String> labels,
        String diff) {

    private static final Pattern LABEL =
            Pattern.compile("(?m)^(Gallery|Caught by|Also fails): (.+)$");
    private static final Pattern DIFF = Pattern.compile("(?m)^(diff --git |--- a/)");
    private static final Pattern BASE = Pattern.compile("(?m)^--- a/(.+)$");

    /// Every mistake of an exercise, by name.
    ///
    /// @param exercise its class, like `ConfigReader`
    public static List<Mistake> of(Path root, String exercise) throws IOException {
        try (var files =
                Files.list(root.resolve("solutions/mistakes").resolve(exercise))) {
            return files.filter(file -> file.toString().endsWith(".patch")).sorted()
                    .map(file -> read(root, file)).toList();
        }
    }

    private static Mistake read(Path root, Path patch) {
        try {
            var text = Files.readString(patch).replace("\r\n", "\n");
            var diff = DIFF.matcher(text);
            if (!diff.find()) {
                throw new IllegalStateException(patch + " has no line --- a/PATH");
            }
            var header = text.substring(0, diff.start());
            return new Mistake(root, patch, LABEL.matcher(header).replaceAll("").strip(),
                    LABEL.matcher(header).results().collect(
                            Collectors.toMap(label -> label.group(1),
                                    label -> label.group(2), (a, b) -> a + ", " + b)),
                    text.substring(diff.start()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return patch.getFileName().toString().replace(".patch", "");
    }

    /// The test that it must fail; empty if the header names none.
    public String caughtBy() {
        return labels.getOrDefault("Caught by", "");
    }

    /// The tests that it is known to fail.
    Set<String> tests() {
        var tests =
                new HashSet<>(List.of(labels.getOrDefault("Also fails", "").split(", ")));
        tests.add(caughtBy());
        return tests;
    }

    /// Its place in the gallery, from 1 on, in the order of the contract; 0 if it has none.
    public int gallery() {
        return Integer.parseInt(labels.getOrDefault("Gallery", "0"));
    }

    /// The whole wrong answer. Blocks until git has applied the patch to a copy of the right one.
    ///
    /// @throws IOException if the patch does not apply; the message names it and says why
    public String source() throws IOException, InterruptedException {
        var base = BASE.matcher(diff);
        base.find();
        var work = Files.createTempDirectory("mistake-").toRealPath();
        try {
            var copy = work.resolve(base.group(1));
            Files.createDirectories(copy.getParent());
            Files.copy(root.resolve(base.group(1)), copy);
            var apply = new ProcessBuilder("git", "-c", "core.autocrlf=false", "apply",
                    "--whitespace=nowarn", "--", patch.toAbsolutePath().toString())
                    .directory(work.toFile()).redirectErrorStream(true);
            // It must not look for a repository: inside of one it skips what is not tracked.
            apply.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
            apply.environment().put("GIT_CEILING_DIRECTORIES",
                    work.getParent().toString());
            var process = apply.start();
            process.getOutputStream().close();
            var printed = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IOException(
                        patch + " does not apply. After a change of the right"
                                + " answer, run tools/ci/mistakes.\n" + printed);
            }
            return Files.readString(copy);
        } finally {
            Folders.delete(work);
        }
    }
}
