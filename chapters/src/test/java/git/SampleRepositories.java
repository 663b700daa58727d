package git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes repositories to look at. Each run of git here has a fixed author and date, and
/// no configuration but the repository's own; it is plain git, not the one under test.
final class SampleRepositories {

    static final String DATE = "2026-01-02T03:04:05Z";

    // The files of the first repository that was made, by their paths: most tests want
    // one like it, and to write these takes a tenth of the time that git needs.
    private static final Map<Path, byte[]> FILES = new HashMap<>();

    private SampleRepositories() {
    }

    /// A repository with one commit, "first", and in it the file `f`.
    static synchronized Path repository(Path directory) {
        try {
            if (FILES.isEmpty()) {
                empty(directory);
                commit(directory, "f", "one\n", "first");
                remember(directory);
            } else {
                for (var file : FILES.entrySet()) {
                    Path copy = directory.resolve(file.getKey());
                    Files.createDirectories(copy.getParent());
                    Files.write(copy, file.getValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }

    private static void remember(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                FILES.put(directory.relativize(file), Files.readAllBytes(file));
            }
        }
    }

    /// A repository without a commit.
    static Path empty(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        git(directory, "init", "-q", "-b", "main", "--template=");
        return directory;
    }

    static void commit(Path worktree, String file, String text, String message) {
        write(worktree.resolve(file), text);
        git(worktree, "add", "--", file);
        git(worktree, "commit", "-q", "--allow-empty", "-m", message);
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a shell script that leaves a file `trace` if it is ever run.
    static Path tracer(Path script, Path trace) {
        write(script, "#!/bin/sh\necho \"$0 $*\" >> '" + trace + "'\ncat\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    /// Runs git and returns its output, both streams in one.
    static String git(Path directory, String... arguments) {
        var output = new String[1];
        assertThat(tryGit(directory, output, arguments))
                .as("exit code of git %s: %s", String.join(" ", arguments), output[0])
                .isZero();
        return output[0];
    }

    /// Runs git where it is meant to fail, or may.
    static int tryGit(Path directory, String[] output, String... arguments) {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectErrorStream(true);
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        for (String who : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + who + "_NAME", "Ada");
            environment.put("GIT_" + who + "_EMAIL", "ada@example.org");
            environment.put("GIT_" + who + "_DATE", DATE);
        }
        environment.put("LC_ALL", "C");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            output[0] = new String(process.getInputStream().readAllBytes());
            return process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("the test was given up", e);
        }
    }
}
