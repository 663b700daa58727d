//JAVA 25
//JAVA_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Starts the companion: `jbang watch`, `jbang check`, ... are aliases of this script.
///
/// The companion itself is the Maven module around this file. So its libraries' versions are
/// written in poms only, like all others. The first start has Maven build it, which a later
/// start repeats only after a change.
public final class Companion {

    private static final int CANNOT_START = 2;

    private Companion() {}

    public static void main(String[] arguments) throws Exception {
        var root = root();
        var target = root.resolve("companion/target");
        var classPath = target.resolve("class-path");
        if (isOlder(classPath, root)) {
            System.err.println("Preparing the companion through Maven, once ...");
            build(root, classPath);
        }
        var urls = new ArrayList<URL>();
        urls.add(target.resolve("companion-1.jar").toUri().toURL());
        for (var entry : Files.readString(classPath).strip().split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        System.setProperty("workbook.root", root.toString());
        var loader = new URLClassLoader(urls.toArray(URL[]::new));
        Thread.currentThread().setContextClassLoader(loader);
        try {
            loader.loadClass("companion.Main").getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception exception ? exception : e;
        }
    }

    /// The folder of the workbook: the current one, or one above it.
    private static Path root() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null;
                folder = folder.getParent()) {
            if (Files.exists(folder.resolve("companion/Companion.java"))) {
                return folder;
            }
        }
        System.err.println(
                "There is no workbook here: change to its folder, where README.md is.");
        System.exit(CANNOT_START);
        throw new AssertionError();
    }

    private static boolean isOlder(Path built, Path root) throws Exception {
        if (!Files.exists(built)) {
            return true;
        }
        var time = Files.getLastModifiedTime(built);
        try (Stream<Path> sources = Files.walk(root.resolve("companion/src/main"))) {
            return Stream.concat(sources,
                    Stream.of(root.resolve("pom.xml"), root.resolve("companion/pom.xml")))
                    .anyMatch(file -> modified(file).compareTo(time) > 0);
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void build(Path root, Path classPath) throws Exception {
        var maven = File.separatorChar == '\\' ? "mvn.cmd" : "mvn";
        var log = Files.createTempFile("companion-", ".log");
        try {
            var process =
                    new ProcessBuilder(List.of(maven, "-q", "-B", "-Dstyle.color=never",
                            "-f", root.resolve("companion/pom.xml").toString(),
                            "-Dmaven.test.skip=true",
                            "package", "dependency:build-classpath",
                            "-Dmdep.includeScope=runtime",
                            "-Dmdep.outputFile=" + classPath))
                            .redirectInput(ProcessBuilder.Redirect.from(new File(
                                    File.separatorChar == '\\' ? "NUL" : "/dev/null")))
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (process.waitFor() != 0) {
                Files.deleteIfExists(classPath);
                System.err.print(Files.readString(log));
                System.err.println(
                        "Maven could not build the companion; its message is above.");
                System.exit(CANNOT_START);
            }
        } catch (java.io.IOException e) {
            System.err.println(
                    "Found no Maven (mvn) on the PATH: install it, then start again.");
            System.exit(CANNOT_START);
        } finally {
            Files.delete(log);
        }
        // Maven leaves a file that would not change as it is, with its old time.
        Files.setLastModifiedTime(classPath, FileTime.from(java.time.Instant.now()));
    }
}
