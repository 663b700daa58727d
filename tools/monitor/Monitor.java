//JAVA 25+
//JAVA_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Starts the repo monitor: `jbang status` and `jbang monitor` are aliases of this script.
///
/// The first start builds the program into `target/monitor`: the libraries, whose versions are
/// in pom.xml alone, come through Maven; then one jar, an AOT cache, and a script `start` that
/// needs neither jbang nor this. `./jbang status` goes straight to that script. So does a
/// command that `jbang app install` has made, once it has been used: jbang would look at this
/// file every time, which takes longer than most answers.
public final class Monitor {

    private static final boolean WINDOWS = File.separatorChar == '\\';
    private static final int CANNOT_START = 2;
    private static final List<String> SOURCES = List.of(
            "tools/monitor/src/main/java/monitor",
            "solutions/src/main/java/workbook", "chapters/git", "chapters/timeline");

    // Quick to start and small, as it mostly waits. The cache may not fit, after an update of
    // the JDK say; that must not be said where the answer goes.
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=2", "-Xms8m",
            "-Xmx512m", "-XX:MinHeapFreeRatio=20", "-XX:MaxHeapFreeRatio=40", "-Xss512k",
            "-Xlog:disable",
            "-XX:-UsePerfData", "-Djdk.reflect.useNativeAccessorOnly=true",
            "--enable-preview", "--enable-native-access=ALL-UNNAMED");

    private final Path root;
    private final Path target;

    private Monitor(Path root) {
        this.root = root;
        this.target = root.resolve("tools/monitor/target/monitor");
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            throw fail("Say what to start: jbang status, or jbang monitor.");
        }
        var command = arguments[0];
        var installed = installed(command);
        var monitor = new Monitor(root(installed));
        monitor.buildIfOlder();
        if (!WINDOWS && isJbangs(installed, command)) {
            monitor.startDirectly(installed, command);
        }
        System.exit(monitor.run(List.of(arguments)));
    }

    /// The folder of the workbook: the one whose script `start` has called us, the current one,
    /// or one above it, or where the installed command says that it is.
    private static Path root(Path installed) throws IOException {
        var said = System.getenv("WORKBOOK_ROOT");
        if (said != null && Path.of(said).isAbsolute()
                && Files.exists(Path.of(said, "tools/monitor/Monitor.java"))) {
            return Path.of(said);
        }
        for (var folder = Path.of("").toAbsolutePath(); folder != null;
                folder = folder.getParent()) {
            if (Files.exists(folder.resolve("tools/monitor/Monitor.java"))) {
                return folder;
            }
        }
        if (Files.isRegularFile(installed)) {
            var file = Pattern.compile("(/.*)/tools/monitor/Monitor\\.java")
                    .matcher(Files.readString(installed).replace("'", ""));
            if (file.find() && Files.exists(Path.of(file.group()))) {
                return Path.of(file.group(1));
            }
        }
        throw fail("There is no workbook here: start it once in the workbook's folder, "
                + "where README.md is.");
    }

    // --- what is built ------------------------------------------------------------------

    private void buildIfOlder() throws Exception {
        Files.createDirectories(target.getParent());
        // Two first starts at the same time: the second waits, and finds all done.
        try (var file = FileChannel.open(target.resolveSibling("monitor.lock"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = file.lock()) {
            if (!isOlder(target.resolve("start"))) {
                return;
            }
            System.err.println("Preparing the monitor, once ...");
            var work = target.resolveSibling("monitor.new");
            delete(work);
            Files.createDirectories(work);
            libraries(work.resolve("lib"));
            for (var jar : jars(work)) {
                renew(jar);
            }
            compile(work);
            delete(target);
            Files.move(work, target);
            // The cache holds the paths of the jars: so it is made where they will be.
            train();
            writeStart();
        }
    }

    private boolean isOlder(Path built) throws IOException {
        if (!Files.exists(built)) {
            return true;
        }
        var time = Files.getLastModifiedTime(built);
        for (var source : watched()) {
            try (Stream<Path> files = Files.walk(root.resolve(source))) {
                for (var file : files.toList()) {
                    if (Files.getLastModifiedTime(file).compareTo(time) > 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static List<String> watched() {
        return Stream
                .concat(SOURCES.stream(),
                        Stream.of("pom.xml", "tools/monitor/Monitor.java"))
                .toList();
    }

    private void libraries(Path folder) throws Exception {
        var log = Files.createTempFile("monitor-", ".log");
        try {
            var process = new ProcessBuilder(WINDOWS ? "mvn.cmd" : "mvn", "-q", "-B",
                    "-N",
                    "-Dstyle.color=never", "-f", root.resolve("pom.xml").toString(),
                    "dependency:copy@monitor", "-Dmonitor.directory=" + folder)
                    .redirectInput(ProcessBuilder.Redirect.from(
                            new File(WINDOWS ? "NUL" : "/dev/null")))
                    .redirectErrorStream(true).redirectOutput(log.toFile()).start();
            if (process.waitFor() != 0) {
                System.err.print(Files.readString(log));
                throw fail("Maven could not fetch the libraries; its message is above.");
            }
        } catch (IOException e) {
            throw fail("Found no Maven (mvn) on the PATH: install it, then start again.");
        } finally {
            Files.delete(log);
        }
    }

    /// Rewrites the classes of a jar in today's format. Picocli's are of Java 5's, as it still
    /// runs there, and those an AOT cache passes over: they would be read, and verified in the
    /// slow way of those days, at every start.
    private static void renew(Path jar) throws IOException {
        var old = new LinkedHashMap<String, byte[]>();
        try (var file = new JarFile(jar.toFile())) {
            for (var entry : file.stream().toList()) {
                // Signatures would not fit any more, and there are no modules here.
                if (!entry.isDirectory()
                        && !entry.getName().startsWith("META-INF/versions")) {
                    old.put(entry.getName(), file.getInputStream(entry).readAllBytes());
                }
            }
        }
        if (old.entrySet().stream().noneMatch(Monitor::isOld)) {
            return;
        }
        var types = ClassHierarchyResolver.ofResourceParsing(type -> {
            var bytes =
                    old.get(type.descriptorString().replaceAll("^L|;$", "") + ".class");
            return bytes == null ? null : new ByteArrayInputStream(bytes);
        }).orElse(ClassHierarchyResolver.defaultResolver());
        var format = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(types));
        try (var file = new JarOutputStream(Files.newOutputStream(jar))) {
            for (var entry : old.entrySet()) {
                file.putNextEntry(new JarEntry(entry.getKey()));
                file.write(isOld(entry)
                        ? format.transformClass(format.parse(entry.getValue()), TODAYS)
                        : entry.getValue());
                file.closeEntry();
            }
        }
    }

    private static boolean isOld(Map.Entry<String, byte[]> entry) {
        // Bytes 6 and 7 are the version: 49 is Java 5, and 50 brought another verifier.
        return entry.getKey().endsWith(".class") && entry.getValue()[7] < 50;
    }

    // The code is copied instruction by instruction: only then its stack maps are made, which
    // the old format has not.
    private static final ClassTransform TODAYS = new ClassTransform() {

        @Override
        public void atStart(ClassBuilder made) {
            made.withVersion(ClassFile.JAVA_25_VERSION, 0);
        }

        @Override
        public void accept(ClassBuilder made, ClassElement element) {
            switch (element) {
                case ClassFileVersion _ -> {}
                case MethodModel method -> made.transformMethod(method,
                        MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL));
                default -> made.with(element);
            }
        }
    };

    /// One jar. The types that are given with the exercises are compiled as far as they are
    /// needed, and no stub of a learner is.
    private void compile(Path work) throws IOException {
        var classes = work.resolve("classes");
        var arguments = new ArrayList<>(List.of("--release", "25", "--enable-preview",
                "-Xlint:-preview", "-nowarn", "-encoding", "UTF-8", "-implicit:class",
                "-proc:none", "-d", classes.toString(),
                "-sourcepath", root.resolve("exercises/given").toString(),
                "-cp", joined(jars(work))));
        for (var source : SOURCES) {
            try (Stream<Path> files = Files.walk(root.resolve(source))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .map(Path::toString).forEach(arguments::add);
            }
        }
        run("javac", arguments);
        run("jar", List.of("--create", "--file", work.resolve("monitor.jar").toString(),
                "-C", classes.toString(), "."));
        delete(classes);
    }

    private static void run(String tool, List<String> arguments) {
        // Its notes are of no interest, unless it fails.
        var messages = new StringWriter();
        var output = new PrintWriter(messages, true);
        if (ToolProvider.findFirst(tool).orElseThrow().run(output, output,
                arguments.toArray(String[]::new)) != 0) {
            System.err.print(messages);
            throw fail(tool + " could not build the monitor; its message is above.");
        }
    }

    /// Makes the cache from a run over a small repository. Without one all works, if slower.
    private void train() throws Exception {
        var ground = Files.createDirectories(target.resolve("training"));
        var command = new ArrayList<>(List.of(java(), "-XX:AOTCacheOutput=" + cache()));
        command.addAll(OPTIONS);
        command.addAll(
                List.of("-cp", classPath(), "monitor.CacheTraining", ground.toString()));
        new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect
                        .from(new File(WINDOWS ? "NUL" : "/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor();
        delete(ground);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Path cache() {
        return target.resolve("monitor.aot");
    }

    private String classPath() throws IOException {
        return joined(Stream.concat(Stream.of(target.resolve("monitor.jar")),
                jars(target).stream()).toList());
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> jars = Files.list(folder.resolve("lib"))) {
            return jars.sorted().toList();
        }
    }

    // Each jar by its name: of a folder, the JVM caches nothing.
    private static String joined(List<Path> jars) {
        return jars.stream().map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// The command of the JVM that does the work, up to its arguments.
    private List<String> jvm() throws IOException {
        var command = new ArrayList<>(List.of(java(), "-XX:AOTCache=" + cache()));
        command.addAll(OPTIONS);
        command.addAll(List.of("-Dworkbook.root=" + root, "-cp", classPath()));
        return command;
    }

    // --- how it starts ------------------------------------------------------------------

    private void writeStart() throws IOException {
        var start = target.resolve("start");
        var text = """
                #!/bin/sh
                # start COMMAND ARGUMENTS: the repo monitor, without jbang. Made by Monitor.java.

                # What has changed since is built first.
                if [ ! -x %1$s ] || [ -n "$(find %2$s -newer "$0" 2>&1)" ]; then
                    WORKBOOK_ROOT=%6$s
                    export WORKBOOK_ROOT
                    exec %3$s %4$s "$@"
                fi

                # Without a locale, Java turns every letter beyond ASCII into a question mark.
                case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
                    C | POSIX)
                        LC_CTYPE=C.UTF-8
                        [ ! -d /usr/share/locale/UTF-8 ] || LC_CTYPE=UTF-8
                        export LC_CTYPE
                        [ -z "$LC_ALL" ] || LC_ALL=$LC_CTYPE
                        ;;
                esac

                # Java cannot tell for one stream alone.
                out=false
                err=false
                [ ! -t 1 ] || out=true
                [ ! -t 2 ] || err=true

                exec %5$s -Dmonitor.out=$out -Dmonitor.err=$err monitor.MonitorMain "$@"
                """.formatted(quoted(java()),
                watched().stream().map(path -> quoted(root.resolve(path).toString()))
                        .collect(Collectors.joining(" ")),
                quoted(root.resolve("jbang").toString()),
                quoted(root.resolve("tools/monitor/Monitor.java").toString()),
                jvm().stream().map(Monitor::quoted).collect(Collectors.joining(" ")),
                quoted(root.toString()));
        write(start, text);
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    // Written aside and then moved: nobody starts half of it, nor one that is being changed.
    private static void write(Path script, String text) throws IOException {
        var aside = script.resolveSibling(script.getFileName() + ".new");
        Files.writeString(aside, text);
        aside.toFile().setExecutable(true, false);
        Files.move(aside, script, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Where `jbang app install` puts a command.
    private static Path installed(String command) {
        var home = System.getenv("JBANG_DIR");
        var folder = home == null || home.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".jbang")
                : Path.of(home);
        return folder.resolve("bin").resolve(command);
    }

    // As jbang has written it, and for this command: nothing else is ours to change.
    private static boolean isJbangs(Path installed, String command) throws IOException {
        return Files.isRegularFile(installed) && Pattern.matches(
                "#!/bin/sh\nexec jbang run "
                        + "('?/.*/tools/monitor/Monitor\\.java'? )?" + command
                        + " \"\\$@\"\n",
                Files.readString(installed));
    }

    private void startDirectly(Path installed, String command) throws IOException {
        var start = quoted(target.resolve("start").toString());
        write(installed, """
                #!/bin/sh
                # What jbang app install had written, made quick: it starts without jbang.
                [ ! -x %1$s ] || exec %1$s %4$s "$@"
                exec %2$s %3$s %4$s "$@"
                """.formatted(start, quoted(root.resolve("jbang").toString()),
                quoted(root.resolve("tools/monitor/Monitor.java").toString()), command));
        System.err.println(installed + " starts without jbang from now on.");
    }

    private int run(List<String> arguments) throws Exception {
        var command = new ArrayList<String>();
        if (WINDOWS) {
            command.addAll(jvm());
            command.add("monitor.MonitorMain");
        } else {
            command.add(target.resolve("start").toString());
        }
        command.addAll(arguments);
        var process = new ProcessBuilder(command).inheritIO().start();
        // Ctrl+C reaches both of us, kill only this one: pass it on, and wait until all is
        // cleaned up.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            process.destroy();
            process.onExit().join();
        }));
        return process.waitFor();
    }

    // --- odds and ends ------------------------------------------------------------------

    private static IllegalStateException fail(String message) {
        System.err.println(message);
        System.exit(CANNOT_START);
        return new IllegalStateException(message);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                    throws IOException {
                file.toFile().setWritable(true);
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
