package grading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The graders, compiled: the tests of the exercises.
///
/// @param root    the workbook's folder
/// @param version changes with their sources
public record Graders(Path root, String version) {

    /// Compiles the graders, or takes the classes of an earlier time if they still fit. The learner's
    /// own sources do not matter here, so they need not compile.
    ///
    /// @throws WrongUsage if they do not compile
    public static Graders of(Path root) throws IOException {
        var tests = files(root.resolve("exercises/src/test/java"));
        var resources = files(root.resolve("exercises/src/test/resources"));
        var all = new ArrayList<>(tests);
        all.addAll(resources);
        all.addAll(files(root.resolve("exercises/given")).stream()
                .filter(file -> file.toString().endsWith(".java")).toList());
        all.addAll(files(root.resolve("tools/grader/src/main")));
        var graders = new Graders(root,
                Runtime.version().feature() + "-" + hash(all));
        if (!Files.exists(graders.folder())) {
            System.err.println("Preparing the graders, once ...");
            Folders.createWhole(graders.folder(),
                    half -> graders.compile(half, tests, resources));
        }
        return graders;
    }

    /// Where their classes are.
    public Path folder() {
        return work().resolve("graders-" + version);
    }

    /// Where files go that can be made again at any time.
    Path work() {
        return root.resolve("exercises/target/grading");
    }

    Path tests() {
        return folder().resolve("tests");
    }

    /// An exercise's tests, in the order of [GradedTest].
    public List<GradedTest> tests(Exercise exercise) throws IOException {
        var all = new ArrayList<GradedTest>();
        for (var grader : exercise.graders()) {
            all.addAll(GradedTest.of(
                    tests().resolve(grader.replace('.', '/') + ".class")));
        }
        all.sort(GradedTest.ORDER);
        return all;
    }

    private void compile(Path folder, List<Path> tests, List<Path> resources)
            throws IOException {
        var sources = new ArrayList<Path>();
        for (var exercise : Exercise.ofEveryJdk(root)) {
            sources.add(Files.writeString(
                    folder.resolve(exercise.className() + ".java"), exercise.shipped()));
        }
        // What the tests are compiled against, and no answer is.
        var stubs = folder.resolve("stubs");
        check(AnswerCompiler.compile(sources, stubs,
                List.of(Libraries.givenTypes()), List.of()));
        var classPath = new ArrayList<>(Libraries.forGrading());
        classPath.add(stubs);
        check(AnswerCompiler.compile(tests, folder.resolve("tests"), classPath,
                List.of()));
        for (var resource : resources) {
            Files.copy(resource,
                    folder.resolve("tests").resolve(resource.getFileName()));
        }
    }

    private static void check(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new WrongUsage("The graders in exercises/ do not compile:\n"
                    + String.join("\n", problems));
        }
    }

    /// A hash of these files' names and texts, the same in every copy of the workbook.
    public static String hash(List<Path> files) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var file : files) {
                digest.update(
                        file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
