//JAVA 25+

//JAVA_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Starts a tool: `./jbang watch`, `./jbang book`, ... are aliases of this script with the tool's
/// folder and its command.
///
/// Each tool is a Maven module, so its libraries' versions are written in poms only, like all
/// others. The first start has Maven build it, which a later start repeats only after a change.
/// Then it writes `target/start`, with which `./jbang` starts the tool without this script.
public final class Start {

    private static final boolean WINDOWS = File.separatorChar == '\\';
    private static final int CANNOT_START = 2;
    private static final Map<String, String> PROGRAMS = Map.of(
            "companion", "companion.CompanionMain", "book", "book.BookMain", "lab",
            "lab.LabMain", "classroom", "classroom.ClassroomMain");

    private Start() {}

    /// @param arguments the tool (its folder, like `book`), its command, and what that is given
    public static void main(String[] arguments) throws Exception {
        var tool = arguments[0];
        var root = root();
        var target = root.resolve("tools").resolve(tool).resolve("target");
        var classPath = target.resolve("class-path");
        if (isOlder(classPath, root, tool)) {
            System.err.println("Preparing the " + tool + " through Maven, once ...");
            build(root, tool, classPath);
        }
        var jars = target.resolve(tool + "-1.jar") + File.pathSeparator
                + Files.readString(classPath).strip();
        writeStart(target, root, jars, PROGRAMS.get(tool));
        var urls = new ArrayList<URL>();
        for (var jar : jars.split(File.pathSeparator)) {
            urls.add(Path.of(jar).toUri().toURL());
        }
        System.setProperty("workbook.root", root.toString());
        var loader = new URLClassLoader(urls.toArray(URL[]::new));
        Thread.currentThread().setContextClassLoader(loader);
        try {
            loader.loadClass(PROGRAMS.get(tool)).getMethod("main", String[].class)
                    .invoke(null, (Object) Arrays.copyOfRange(arguments, 1,
                            arguments.length));
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception exception ? exception : e;
        }
    }

    /// The folder of the workbook: the current one, or one above it.
    private static Path root() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null;
                folder = folder.getParent()) {
            if (Files.exists(folder.resolve("tools/Start.java"))) {
                return folder;
            }
        }
        System.err.println(
                "There is no workbook here: change to its folder, where README.md is.");
        System.exit(CANNOT_START);
        throw new AssertionError();
    }

    /// Writes the JVM's arguments, as its `@file` wants them.
    private static void writeStart(Path target, Path root, String jars, String program)
            throws IOException {
        if (!Files.isWritable(target)) {
            return; // it starts without, too
        }
        // Written aside and then moved, so that nobody starts with half of it.
        var aside = target.resolve("start." + ProcessHandle.current().pid());
        Files.write(aside, Stream.of("-Dworkbook.root=" + root, "-cp", jars, program)
                .map(word -> '"' + word.replace("\\", "\\\\").replace("\"", "\\\"")
                        + '"')
                .toList());
        Files.move(aside, target.resolve("start"), StandardCopyOption.REPLACE_EXISTING);
    }

    /// Whether the class path is of another folder, as in a workbook that was copied or moved, or a
    /// source is newer: the tool's own, or one of the modules that it is built of.
    private static boolean isOlder(Path built, Path root, String tool)
            throws IOException {
        if (!Files.exists(built)
                || Stream.of(Files.readString(built).split(File.pathSeparator))
                        .noneMatch(jar -> Path.of(jar).startsWith(root))) {
            return true;
        }
        var time = modified(built);
        var modules = tool.equals("lab")
                ? Stream.of("grader", "companion", "book", "lab")
                : Stream.of("grader", "companion", tool);
        return Stream.concat(Stream.of("pom.xml", "exercises/given"),
                modules.flatMap(module -> Stream.of("tools/" + module + "/pom.xml",
                        "tools/" + module + "/src/main")))
                .map(root::resolve).flatMap(Start::files)
                .anyMatch(file -> modified(file).compareTo(time) > 0);
    }

    private static Stream<Path> files(Path folder) {
        try {
            return Files.walk(folder)
                    .filter(file -> !file.startsWith(folder.resolve("target")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void build(Path root, String tool, Path classPath) throws Exception {
        var log = Files.createTempFile("start-", ".log");
        try {
            var process = new ProcessBuilder(List.of(WINDOWS ? "mvn.cmd" : "mvn", "-q",
                    "-B", "-Dstyle.color=never", "-f", root.resolve("pom.xml").toString(),
                    "-pl", "tools/" + tool, "-am", "-Dmaven.test.skip=true",
                    "package", "dependency:build-classpath",
                    "-Dmdep.includeScope=runtime", "-Dmdep.outputFile=target/class-path"))
                    .redirectInput(ProcessBuilder.Redirect.from(
                            new File(WINDOWS ? "NUL" : "/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (process.waitFor() != 0) {
                Files.deleteIfExists(classPath);
                System.err.print(Files.readString(log));
                System.err.println("Maven could not build the " + tool
                        + "; its message is above.");
                System.exit(CANNOT_START);
            }
        } catch (IOException e) {
            System.err.println(
                    "Found no Maven (mvn) on the PATH: install it, then start again.");
            System.exit(CANNOT_START);
        } finally {
            Files.delete(log);
        }
        // Maven leaves a file that would not change as it is, with its old time.
        Files.setLastModifiedTime(classPath, FileTime.from(Instant.now()));
    }
}
