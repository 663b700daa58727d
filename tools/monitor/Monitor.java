//JAVA 25+

//JAVA_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Starts the repo monitor: `./jbang status` and `./jbang monitor` are aliases of this script.
///
/// The first start builds the program into `target/monitor`. Maven fetches the libraries, whose
/// versions are in pom.xml. Then come one jar, an AOT cache, and the script `start`, which needs
/// neither jbang nor this file. `./jbang status` runs that script directly.
public final class Monitor {

    private static final boolean WINDOWS = File.separatorChar == '\\';
    private static final int CANNOT_START = 2;
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final List<String> SOURCES = List.of(
            "tools/monitor/src/main/java/monitor", "solutions/src/main/java/workbook",
            "chapters/git", "chapters/timeline");

    // Quick to start, and small: the program mostly waits. Without -Xlog:disable, the JVM prints
    // to our standard output when the cache does not fit, for example after an update of the JDK.
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=2", "-Xms8m",
            "-Xmx512m", "-XX:MinHeapFreeRatio=20", "-XX:MaxHeapFreeRatio=40", "-Xss512k",
            "-Xlog:disable", "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED");

    private final Path root;
    private final Path target;

    private Monitor(Path root) {
        this.root = root;
        this.target = root.resolve("tools/monitor/target/monitor");
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            throw fail("Say what to start: status or monitor.");
        }
        var monitor = new Monitor(root());
        monitor.buildIfOlder();
        System.exit(monitor.run(List.of(arguments)));
    }

    /// The folder of the workbook: the one whose script `start` has called us, or else the current
    /// one or one above it.
    private static Path root() {
        var caller = System.getenv("WORKBOOK_ROOT");
        for (var folder = Path.of(caller == null ? "" : caller).toAbsolutePath();
                folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("tools/monitor/Monitor.java"))) {
                return folder;
            }
        }
        throw fail(
                "There is no workbook here: change to its folder, where README.md is.");
    }

    // --- building -------------------------------------------------------------------------

    private void buildIfOlder() throws Exception {
        Files.createDirectories(target.getParent());
        // Of two first starts at the same time, the second waits and finds everything done.
        try (var file = FileChannel.open(target.resolveSibling("monitor.lock"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = file.lock()) {
            if (!isOlder(target.resolve("start"))) {
                return;
            }
            System.err.println("Preparing the monitor, once ...");
            delete(target);
            fetchLibraries();
            compile();
            train();
            writeStart(); // last: it shows that all the rest is there
        }
    }

    private boolean isOlder(Path built) throws IOException {
        if (!Files.exists(built)) {
            return true;
        }
        var time = Files.getLastModifiedTime(built);
        for (var source : watched()) {
            for (var file : files(source).toList()) {
                if (Files.getLastModifiedTime(file).compareTo(time) > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<Path> watched() {
        return Stream.concat(SOURCES.stream(),
                Stream.of("pom.xml", "tools/monitor/Monitor.java",
                        "tools/monitor/start.sh"))
                .map(root::resolve)
                .toList();
    }

    private void fetchLibraries() throws Exception {
        Files.createDirectories(target);
        var log = target.resolve("maven.log").toFile();
        try {
            var mvn = new ProcessBuilder(WINDOWS ? "mvn.cmd" : "mvn", "-q", "-B", "-N",
                    "-f", root.resolve("pom.xml").toString(), "dependency:copy@monitor",
                    "-Dmonitor.directory=" + target);
            if (mvn.redirectErrorStream(true).redirectOutput(log).start().waitFor()
                    != 0) {
                System.err.print(Files.readString(log.toPath()));
                throw fail("Maven could not fetch the libraries; its message is above.");
            }
        } catch (IOException e) {
            throw fail("Found no Maven (mvn) on the PATH: install it, then start again.");
        }
    }

    /// Makes one jar of the program and of picocli. Picocli's own jar has classes of Java 5, which
    /// an AOT cache ignores, so we compile its sources. From the source path, javac takes only what
    /// the program needs: of the exercises, the given types, and no stub of a learner.
    private void compile() throws IOException {
        var classes = target.resolve("classes");
        var arguments = new ArrayList<>(List.of(
                "-nowarn", "-Xlint:none", "-XDsuppressNotes", "-encoding", "UTF-8",
                "-implicit:class", "-proc:none", "-d", classes.toString(), "-sourcepath",
                root.resolve("exercises/given") + File.pathSeparator + jars("sources"),
                "-cp", jars("lib")));
        for (var source : SOURCES) {
            files(root.resolve(source)).map(Path::toString)
                    .filter(file -> file.endsWith(".java")).forEach(arguments::add);
        }
        run("javac", arguments);
        // From a directory the JVM caches no classes.
        run("jar", List.of("--create", "--file", target.resolve("monitor.jar").toString(),
                "-C", classes.toString(), "."));
        delete(classes);
    }

    private static void run(String tool, List<String> arguments) {
        if (ToolProvider.findFirst(tool).orElseThrow().run(System.err, System.err,
                arguments.toArray(String[]::new)) != 0) {
            throw fail(tool + " could not build the monitor; its message is above.");
        }
    }

    /// Makes the AOT cache from a run over a few repositories. Without a cache everything works,
    /// but it starts more slowly.
    private void train() throws Exception {
        var ground = Files.createDirectories(target.resolve("training"));
        var command = jvm("-XX:AOTCacheOutput=");
        command.addAll(List.of("monitor.CacheTraining", ground.toString()));
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        delete(ground);
    }

    private List<String> jvm(String cacheOption) throws IOException {
        var command = new ArrayList<>(List.of(JAVA,
                cacheOption + target.resolve("monitor.aot")));
        command.addAll(OPTIONS);
        command.addAll(List.of("-Dworkbook.root=" + root, "-cp",
                target.resolve("monitor.jar") + File.pathSeparator + jars("lib")));
        return command;
    }

    private String jars(String folder) throws IOException {
        return files(target.resolve(folder)).map(Path::toString)
                .filter(file -> file.endsWith(".jar")).sorted()
                .collect(Collectors.joining(File.pathSeparator));
    }

    // --- starting -------------------------------------------------------------------------

    private void writeStart() throws IOException {
        var start = target.resolve("start");
        var text = Files.readString(root.resolve("tools/monitor/start.sh"))
                .replace("@JAVA@", quoted(JAVA))
                .replace("@WATCHED@", quoted(watched()))
                .replace("@START@", quoted(start))
                .replace("@ROOT@", quoted(root))
                .replace("@JBANG@", quoted(root.resolve("jbang")))
                .replace("@MONITOR@", quoted(root.resolve("tools/monitor/Monitor.java")))
                .replace("@JVM@", quoted(jvm("-XX:AOTCache=")));
        // Written aside and then moved, so that nobody starts half of it.
        var aside = Files.writeString(target.resolve("start.new"), text);
        aside.toFile().setExecutable(true, false);
        Files.move(aside, start);
    }

    private static String quoted(List<?> words) {
        return words.stream().map(Monitor::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(Object word) {
        return "'" + word.toString().replace("'", "'\\''") + "'";
    }

    private int run(List<String> arguments) throws Exception {
        var command = new ArrayList<String>();
        if (WINDOWS) {
            command.addAll(jvm("-XX:AOTCache="));
            command.add("monitor.MonitorMain");
        } else {
            command.add(target.resolve("start").toString());
        }
        command.addAll(arguments);
        var process = new ProcessBuilder(command).inheritIO().start();
        // Ctrl+C reaches both processes, but kill only this one: pass it on, and wait until the
        // other has cleaned up.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            process.destroy();
            process.onExit().join();
        }));
        return process.waitFor();
    }

    private static IllegalStateException fail(String message) {
        System.err.println(message);
        System.exit(CANNOT_START);
        return new IllegalStateException(message);
    }

    private static Stream<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList().stream();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (var file : files(folder).sorted(Comparator.reverseOrder()).toList()) {
                file.toFile().setWritable(true); // git's objects are not, on Windows
                Files.delete(file);
            }
        }
    }
}
