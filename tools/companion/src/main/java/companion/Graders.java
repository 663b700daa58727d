package companion;

import java.io.IOException;
import java.io.PrintStream;
import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// The graders, compiled: a folder of JUnit tests.
///
/// @param classes the folder
/// @param stubs   the stubs as shipped, for where an answer does not compile
/// @param version changes with the sources
record Graders(Path classes, Path stubs, String version) {

    /// Compiles the graders, or takes the classes of an earlier time if they still fit.
    static Graders of(House house) throws IOException {
        var answers = house.exercises().stream().map(Exercise::className).toList();
        var tests = javaFiles(house.root().resolve("exercises/src/test/java"));
        var resources = house.root().resolve("exercises/src/test/resources");

        var all = new ArrayList<>(tests);
        all.addAll(javaFiles(house.root().resolve("exercises/given")));
        all.addAll(javaFiles(house.root().resolve("tools/grader/src/main/java")));
        all.addAll(files(resources));
        var graders = new Graders(house.work().resolve("graders"),
                house.work().resolve("stubs"), hash(all));
        var stamp = house.work().resolve("graders.version");
        if (Files.exists(stamp) && Files.readString(stamp).equals(graders.version)) {
            return graders;
        }
        System.err.println("Preparing the graders, once ...");
        Folders.delete(graders.classes);
        Folders.delete(graders.stubs);
        Files.createDirectories(graders.stubs);
        var sources = new ArrayList<>(tests);
        for (var exercise : house.exercises()) {
            sources.add(Files.writeString(
                    graders.stubs.resolve(exercise.className() + ".java"),
                    exercise.shipped()));
        }
        var problems = Compiler.compile(sources, graders.classes, libraries(), List.of());
        if (!problems.isEmpty()) {
            throw new WrongUsage("The graders in exercises/ do not compile:\n"
                    + String.join("\n", problems));
        }
        // Apart, so that an answer is never compiled against the stub of another one.
        Files.createDirectories(graders.stubs.resolve("workbook"));
        for (var file : files(graders.classes.resolve("workbook"))) {
            var className =
                    file.getFileName().toString().replaceFirst("(\\$.*)?\\.class$", "");
            if (answers.contains(className)) {
                Files.move(file, graders.stubs.resolve("workbook")
                        .resolve(file.getFileName()));
            }
        }
        for (var resource : files(resources)) {
            Files.copy(resource, graders.classes.resolve(resources.relativize(resource)));
        }
        Files.writeString(stamp, graders.version);
        return graders;
    }

    /// The class path of this JVM's companion.
    static List<Path> libraries() {
        try {
            if (Graders.class.getClassLoader() instanceof URLClassLoader loader) {
                var libraries = new ArrayList<Path>();
                for (var url : loader.getURLs()) {
                    libraries.add(Path.of(url.toURI()));
                }
                return libraries;
            }
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return Stream.of(System.getProperty("surefire.test.class.path",
                System.getProperty("java.class.path")).split(java.io.File.pathSeparator))
                .map(Path::of).toList();
    }

    /// What the graders' own program prints of these grades: the board of `mvn test`.
    String board(Path grades, String run) throws IOException {
        var printed = new ByteArrayOutputStream();
        var out = System.out;
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()},
                Graders.class.getClassLoader())) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass("grader.Board").getMethod("main", String[].class).invoke(
                    null,
                    (Object) new String[] {grades.toString(), run});
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the graders have no board", e);
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /// A hash of these files' names and texts, the same in every copy of the workbook.
    static String hash(List<Path> files) throws IOException {
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

    private static List<Path> javaFiles(Path folder) throws IOException {
        return files(folder).stream().filter(file -> file.toString().endsWith(".java"))
                .toList();
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
