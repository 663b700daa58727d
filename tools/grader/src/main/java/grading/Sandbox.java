package grading;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Where JVMs run that must not be trusted: in a sandbox of Linux (`bwrap`, from Bubblewrap), or in
/// none, with all rights of this one.
///
/// In the sandbox a JVM sees the JDK, the programs of the system, its class path, and what it is
/// asked to work on, and can change none of that. It has a temporary folder, which is its home too, in
/// memory; processes of its own; a network that leads nowhere; and limits.
///
/// @param isOn        whether there is a sandbox
/// @param description what was taken, and why, as a sentence for a report
public record Sandbox(boolean isOn, String description) {

    /// Where a JVM in the sandbox sees the folder that it shares with this side.
    static final Path SHARED = Path.of("/grading/shared");

    private static final Path JDK = Path.of("/grading/jdk");

    /// The limits of each process.
    private static final List<String> LIMITS = List.of(
            // Of the sandbox's user, threads too.
            "--nproc=1500",
            "--nofile=4096",
            // Bytes of a file, of what is printed too.
            "--fsize=" + (32 << 20),
            // Bytes that it can write to: heap, stacks, and all other.
            "--data=" + (2L << 30),
            // Seconds of processor time.
            "--cpu=600",
            "--core=0");

    private static final String TEMPORARY_BYTES = String.valueOf(256 << 20);

    /// JVMs run with all rights of this one.
    public static Sandbox none() {
        return new Sandbox(false,
                "Without a sandbox: the answers had all rights of the user "
                        + "who graded them.");
    }

    /// Blocks for about a second, to try it.
    ///
    /// @param wanted `auto`, `bwrap` or `none`
    /// @throws WrongUsage if `bwrap` is wanted and does not work here
    public static Sandbox choose(String wanted) throws IOException {
        return choose(wanted, "bwrap");
    }

    /// @param program what starts the sandbox
    static Sandbox choose(String wanted, String program) throws IOException {
        if (wanted.equals("none")) {
            return none();
        }
        if (!wanted.equals("auto") && !wanted.equals("bwrap")) {
            throw new WrongUsage("There is no sandbox \"" + wanted
                    + "\": take auto, bwrap or none.");
        }
        var sandbox =
                new Sandbox(true, "In a sandbox (bwrap): the answers saw no file of the "
                        + "user who graded them, and no network.");
        var problem = sandbox.problem(program);
        if (problem.isEmpty()) {
            return sandbox;
        }
        if (wanted.equals("bwrap")) {
            throw new WrongUsage("The sandbox does not work here: " + problem
                    + "\nIt needs Linux 5.14, bwrap 0.8 (package bubblewrap) and the right to "
                    + "make user namespaces. Or grade in a container: see "
                    + "tools/classroom/README.md. Or take --sandbox none, if you trust the answers.");
        }
        return new Sandbox(false, none().description()
                + " The sandbox does not work here: " + problem);
    }

    /// Why no JVM starts in it; empty if one does.
    private String problem(String program) throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            return "it is there on Linux only.";
        }
        var folder = Files.createTempDirectory("grading-");
        try {
            Files.createDirectory(folder.resolve("shared"));
            var command = new ArrayList<>(java(folder, false));
            command.set(0, program);
            command.add("-version");
            var builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(folder.resolve("printed").toFile());
            builder.environment().clear();
            var process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "a JVM in it did not start within a minute.";
            }
            return process.exitValue() == 0
                    ? ""
                    : Files.readString(folder.resolve("printed")).strip();
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Folders.deleteIfPossible(folder);
        }
    }

    /// The command that starts a program in a JVM.
    ///
    /// @param folder where files for the sandbox are written, with the folder `shared` in it, which
    ///               has the socket `door`
    List<String> command(Path folder, ConnectedJvm.JvmStart program) throws IOException {
        var classPath = Libraries.forGrading().stream().filter(Files::exists).toList();
        var command = new ArrayList<String>();
        if (!isOn) {
            command.add(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(program.options());
            command.addAll(List.of("-classpath", joined(classPath),
                    program.main().getName(), folder.resolve("shared/door").toString()));
            program.arguments().forEach(file -> command.add(file.toString()));
            return command;
        }
        var readable = new ArrayList<>(classPath);
        readable.addAll(program.arguments());
        var files = new ArrayList<String>();
        var seen = new ArrayList<Path>();
        for (var file : readable) {
            // Under names of our own: nothing above them can be renamed, and no name is told.
            var name = Path.of("/grading/" + seen.size() + "-" + file.getFileName());
            seen.add(name);
            files.addAll(bind(file, name));
        }
        command.addAll(java(folder, program.writes(), files));
        command.addAll(program.options());
        command.addAll(List.of("-XX:ErrorFile=/tmp/hs_err.log", "-classpath",
                joined(seen.subList(0, classPath.size())), program.main().getName(),
                SHARED.resolve("door").toString()));
        seen.subList(classPath.size(), seen.size())
                .forEach(file -> command.add(file.toString()));
        return command;
    }

    private static String joined(List<Path> classPath) {
        return classPath.stream().map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> java(Path folder, boolean writes) throws IOException {
        return java(folder, writes, List.of());
    }

    /// The command up to `java`, which options follow.
    ///
    /// @param files what else it sees, as options of `bwrap`
    private static List<String> java(Path folder, boolean writes, List<String> files)
            throws IOException {
        // Root has no limit of processes, and owns our files: then the JVM gets a user that nobody is.
        var isRoot = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        var user = isRoot
                ? String.valueOf(ThreadLocalRandom.current().nextInt(1 << 30, 3 << 29))
                : "1000";
        var command = new ArrayList<>(List.of("bwrap", "--die-with-parent",
                "--new-session", "--clearenv", "--cap-drop", "ALL",
                "--unshare-ipc", "--unshare-pid", "--unshare-net",
                "--unshare-uts", "--unshare-cgroup-try", "--hostname", "sandbox"));
        command.addAll(isRoot
                ? List.of("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
                : List.of("--unshare-user", "--disable-userns", "--uid", user, "--gid",
                        user));
        command.addAll(List.of("--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME",
                "/tmp", "--setenv", "LANG", "C.UTF-8"));
        for (var name : List.of("/grading", "/etc", "/etc/ssl", "/etc/ssl/certs")) {
            command.addAll(List.of("--perms", "0755", "--dir", name));
        }
        command.addAll(system());
        command.addAll(bind(Path.of(System.getProperty("java.home")), JDK));
        command.addAll(bind(unreadableJava(folder), JDK.resolve("bin/java")));
        command.addAll(bind(written(folder, "passwd",
                "answer:x:" + user + ":" + user + "::/tmp:/bin/sh\n"),
                Path.of("/etc/passwd")));
        command.addAll(bind(written(folder, "hosts",
                "127.0.0.1 localhost sandbox\n::1 localhost\n"), Path.of("/etc/hosts")));
        command.addAll(List.of(writes ? "--bind" : "--ro-bind",
                folder.resolve("shared").toString(), SHARED.toString()));
        command.addAll(files);
        command.addAll(List.of("--proc", "/proc", "--dev", "/dev",
                "--perms", "1777", "--size", TEMPORARY_BYTES, "--tmpfs", "/tmp",
                "--perms", "1777", "--size", "1048576", "--tmpfs", "/dev/shm",
                "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--"));
        if (isRoot) {
            command.addAll(List.of("setpriv", "--reuid", user, "--regid", user,
                    "--clear-groups", "--inh-caps=-all",
                    // As for others, no user namespace below this one: there it would be root.
                    "bwrap", "--dev-bind", "/", "/", "--unshare-user", "--disable-userns",
                    "--"));
        }
        command.add("prlimit");
        command.addAll(LIMITS);
        // If memory is short, it is what the system ends first.
        command.addAll(List.of("choom", "-n", "1000", "--",
                JDK.resolve("bin/java").toString()));
        return command;
    }

    /// Programs and libraries, and the few files that they need: `git` is one of them.
    private static List<String> system() throws IOException {
        var options = new ArrayList<>(bind(Path.of("/usr"), Path.of("/usr")));
        for (var name : List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")) {
            var folder = Path.of(name);
            if (Files.isSymbolicLink(folder)) {
                options.addAll(List.of("--symlink",
                        Files.readSymbolicLink(folder).toString(), name));
            } else if (Files.exists(folder)) {
                options.addAll(bind(folder, folder));
            }
        }
        var etc = new ArrayList<>(List.of(Path.of("/etc/alternatives"),
                Path.of("/etc/ld.so.cache"), Path.of("/etc/ssl/certs/java")));
        // What Debian's JDKs are configured with.
        try (var java = Files.newDirectoryStream(Path.of("/etc"), "java*")) {
            java.forEach(etc::add);
        }
        etc.stream().filter(Files::isReadable)
                .forEach(file -> options.addAll(bind(file, file)));
        return options;
    }

    private static List<String> bind(Path file, Path seen) {
        return List.of("--ro-bind", file.toAbsolutePath().toString(), seen.toString());
    }

    private static Path written(Path folder, String name, String text)
            throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }

    /// A copy of the program `java` that can be started and not read. Then Linux lets neither the JVM
    /// nor its children write into its memory through `/proc`, past all rules of the language.
    private static Path unreadableJava(Path folder) throws IOException {
        var java = folder.resolve("java");
        Files.copy(Path.of(System.getProperty("java.home"), "bin/java"), java);
        ConnectedJvm.allow(java, "--x--x--x");
        return java;
    }
}
