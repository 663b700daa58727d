package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/// The whole program over a disk that dies: a small library that comes before the C library lets
/// every look at a path with `/dead` in it hang, as long as there is a certain file; with another
/// one, only the start of processes there.
@EnabledOnOs(value = OS.LINUX, disabledReason = "its loader knows LD_PRELOAD")
@Timeout(120) // only against a hang
@ResourceLock(value = "processors", mode = ResourceAccessMode.READ)
@Tag("slow")
class DeadDiskIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String LIBRARY = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <fcntl.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/stat.h>
            #include <sys/syscall.h>
            #include <unistd.h>

            static void look(const char *path) {
                while (path && strstr(path, "/dead")
                        && syscall(SYS_faccessat, AT_FDCWD, getenv("DEAD"), F_OK) == 0) {
                    usleep(20000);
                }
            }
            // Where a process is to start.
            static void enter(const char *path) {
                while (path && strstr(path, "/dead")
                        && syscall(SYS_faccessat, AT_FDCWD, getenv("NO_START"), F_OK) == 0) {
                    usleep(20000);
                }
                look(path);
            }
            #define REAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))
            int stat(const char *p, struct stat *s) { look(p); return REAL(stat)(p, s); }
            int lstat(const char *p, struct stat *s) { look(p); return REAL(lstat)(p, s); }
            int stat64(const char *p, struct stat64 *s) { look(p); return REAL(stat64)(p, s); }
            int lstat64(const char *p, struct stat64 *s) { look(p); return REAL(lstat64)(p, s); }
            int statx(int d, const char *p, int f, unsigned m, struct statx *s) {
                look(p);
                return REAL(statx)(d, p, f, m, s);
            }
            int access(const char *p, int m) { look(p); return REAL(access)(p, m); }
            int chdir(const char *p) { enter(p); return REAL(chdir)(p); }
            char *realpath(const char *p, char *r) { look(p); return REAL(realpath)(p, r); }
            """;

    @TempDir
    Path folder;

    private Path repos;
    private Path live;
    private Path dead;
    private Path noStart;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final StringBuffer errors = new StringBuffer();
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void aDisk() throws Exception {
        Path library = folder.resolve("dead.so");
        Files.writeString(folder.resolve("dead.c"), LIBRARY);
        try {
            TestRepositories.run(folder, "cc", "-shared", "-fPIC", "-o",
                    library.toString(),
                    "dead.c",
                    "-ldl");
        } catch (IOException e) {
            assumeTrue(false, "no C compiler: " + e.getMessage());
        }
        dead = folder.resolve("it is dead");
        noStart = folder.resolve("no process starts");
        repos = folder.resolve("repos");
        live = TestRepositories.repository(repos.resolve("live"));
        // More than there are carriers of virtual threads, and fewer than places.
        for (var i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
            TestRepositories.repository(repos.resolve("dead" + i));
        }
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-classpath",
                System.getProperty("surefire.test.class.path",
                        System.getProperty("java.class.path")),
                "monitor.MonitorMain"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(repos.toFile());
        builder.environment().put("LD_PRELOAD", folder.resolve("dead.so").toString());
        builder.environment().put("DEAD", dead.toString());
        builder.environment().put("NO_START", noStart.toString());
        var process = builder.start();
        started.add(process);
        Thread.ofPlatform().daemon()
                .start(() -> read(process.inputReader(), lines::add));
        Thread.ofPlatform().daemon()
                .start(() -> read(process.errorReader(),
                        line -> errors.append(line).append('\n')));
        return process;
    }

    private static void read(BufferedReader from, Consumer<String> to) {
        try {
            from.lines().forEach(to);
        } catch (UncheckedIOException e) {
            // It has been ended.
        }
    }

    private void awaitLine(String... words) {
        await().atMost(PATIENCE).until(() -> lines.stream()
                .anyMatch(line -> List.of(words).stream().allMatch(line::contains)));
    }

    @Test
    void thoseOnADeadDiskHoldUpNobodyAndNotTheEnd() throws Exception {
        var monitor = start("monitor", "--plain", "--interval=200ms", "--timeout=1s",
                "--limit=" + (2 + Runtime.getRuntime().availableProcessors()));
        await().atMost(PATIENCE).until(() -> errors.toString().contains("Watching"));

        Files.createFile(dead);
        awaitLine("dead0", "took longer than 1 s");
        Files.writeString(live.resolve("untracked"), "");
        awaitLine("live", "1 untracked");
        Files.delete(dead);
        awaitLine("dead0: error", "-> clean on main");
        Files.createFile(dead);
        // They are held once more, each by a thread of its own.
        await().atMost(PATIENCE).until(() -> lines.stream()
                .filter(line -> line.contains("dead0: clean")).count() == 2);
        monitor.destroy();

        assertThat(monitor.waitFor()).isEqualTo(143);
        assertThat(dead).as("the disk is still dead").exists();
    }

    @Test
    void aLookThatADeadDiskHoldsDoesNotHoldUpTheEnd() throws Exception {
        Files.createFile(dead);
        for (var command : List.of("monitor", "status")) {
            var process = start(command);
            await().atMost(PATIENCE).until(() -> stackOf(process).contains("Discovery"));

            process.destroy();

            assertThat(process.waitFor()).isEqualTo(143);
        }
    }

    @Test
    void aDiskThatIsDeadAlreadyIsPassedBy() throws Exception {
        Files.createFile(dead);

        var status = start("status", "--timeout=1s");

        assertThat(status.waitFor()).isEqualTo(1);
        awaitLine("live", "clean");
        await().atMost(PATIENCE).until(() -> errors.toString().lines()
                .filter(line -> line.endsWith("its disk does not answer: wait for it, or "
                        + "--exclude it"))
                .count() > Runtime.getRuntime().availableProcessors());
        assertThat(errors).contains("cannot read " + repos.resolve("dead0") + ",");
    }

    @Test
    void theMonitorShowsThemWhenTheirDiskIsBack() throws Exception {
        Files.createFile(dead);

        start("monitor", "--plain", "--interval=200ms", "--timeout=1s");

        await().atMost(PATIENCE)
                .until(() -> errors.toString().contains("Watching 1 repository;"));
        Files.writeString(live.resolve("untracked"), "");
        awaitLine("live", "1 untracked");
        Files.delete(dead);
        awaitLine("dead0: new");
    }

    @Test
    void theStatusOfTheOthersIsToldAndThoseHaveTimedOut() throws Exception {
        Files.createFile(noStart);

        var status = start("status", "--timeout=1s");

        assertThat(status.waitFor()).isEqualTo(1);
        awaitLine("repositories: 1 clean, ", " timed out");
        assertThat(lines).anyMatch(line -> line.matches("live +main +clean .*"))
                .anyMatch(
                        line -> line.matches("dead0.*: git status took longer than .*"));
    }

    private static String stackOf(Process process) throws Exception {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var thread =
                new ProcessBuilder(jcmd, Long.toString(process.pid()), "Thread.print")
                        .redirectErrorStream(true).start();
        return new String(thread.getInputStream().readAllBytes());
    }
}
