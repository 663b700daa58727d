package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes repositories to look at, with plain git and no configuration but their own.
final class TestRepositories {

    private TestRepositories() {}

    /// A repository with one commit, and in it the file `f`.
    static Path repository(Path directory) throws Exception {
        Files.createDirectories(directory);
        git(directory, "init", "-q", "-b", "main", "--template=");
        Files.writeString(directory.resolve("f"), "one\n");
        git(directory, "add", "f");
        git(directory, "commit", "-q", "-m", "first");
        return directory.toRealPath();
    }

    /// Makes git run a shell script whenever it compares a file of this repository, as each
    /// status has to.
    static void cleanFilter(Path repository, String script) throws Exception {
        git(repository, "config", "filter.test.clean", script);
        Files.createDirectories(repository.resolve(".git/info"));
        Files.writeString(repository.resolve(".git/info/attributes"), "* filter=test\n");
        Files.writeString(repository.resolve("f"), "two\n");
    }

    static void write(Path file, String text) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /// Writes a shell script.
    static Path script(Path file, String text) throws Exception {
        write(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    /// Writes a shell script that leaves a file `trace` if anybody runs it.
    static Path tracer(Path file, Path trace) throws Exception {
        return script(file, "echo \"$0 $*\" >> '" + trace + "'\ncat");
    }

    static String git(Path directory, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return run(directory, command.toArray(String[]::new));
    }

    /// Runs a command that must succeed, and returns its output.
    static String run(Path directory, String... command) throws Exception {
        var builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectErrorStream(true);
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        for (var who : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + who + "_NAME", "Ada");
            environment.put("GIT_" + who + "_EMAIL", "ada@example.org");
            environment.put("GIT_" + who + "_DATE", "2026-01-02T03:04:05Z");
        }
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as("exit code of %s: %s", List.of(command), output)
                .isZero();
        return output;
    }

    /// A repository with this many worktrees beside it, all clean: written by hand, as git takes
    /// some milliseconds for each.
    static Path worktrees(Path directory, int count) throws Exception {
        var main = directory.resolve("main");
        Files.createDirectories(main);
        git(main, "init", "-q", "-b", "main", "--template=");
        git(main, "commit", "-q", "--allow-empty", "-m", "first");
        var head = git(main, "rev-parse", "HEAD");
        for (var i = 1; i <= count; i++) {
            var name = "w%04d".formatted(i);
            var tree = Files.createDirectory(directory.resolve(name));
            var admin =
                    Files.createDirectories(main.resolve(".git/worktrees").resolve(name));
            Files.writeString(tree.resolve(".git"), "gitdir: " + admin + "\n");
            Files.writeString(admin.resolve("gitdir"), tree.resolve(".git") + "\n");
            Files.writeString(admin.resolve("commondir"), "../..\n");
            Files.writeString(admin.resolve("HEAD"), head);
        }
        return main;
    }

    static Discovery.Found find(Path... starts) throws InterruptedException {
        return new Discovery(3, List.of(), false).find(List.of(starts));
    }

    /// Whether a process of this id still runs. A zombie does not.
    static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive)
                .filter(process -> process.info().command().isPresent()).isPresent();
    }
}
