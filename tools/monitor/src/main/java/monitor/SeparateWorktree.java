package monitor;

import git.Git;
import git.GitException;
import git.Porcelain;
import git.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// A repository whose files lie somewhere else: its `core.worktree` says where, as vcsh and yadm set
/// it for the files in a home directory. It looks like a bare one.
final class SeparateWorktree {

    private SeparateWorktree() {}

    /// Whether the configuration of a repository names such a place. Blocks on the disk.
    static boolean isNamedIn(Path repository) {
        return setting(repository, "core", "worktree").isPresent();
    }

    /// Asks for its status. If its own configuration hides untracked files, as it does where a
    /// home directory is full of them, they are not counted.
    ///
    /// @throws GitException         as [Git#status]
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C
    static Status status(Git git, Path repository)
            throws GitException, InterruptedException {
        var hidden = setting(repository, "status", "showuntrackedfiles")
                .filter(value -> value.matches("no|false|off|0")).isPresent();
        if (!hidden) {
            return git.status(repository);
        }
        var arguments = Porcelain.STATUS.stream()
                .map(argument -> argument.startsWith("--untracked-files")
                        ? "--untracked-files=no"
                        : argument)
                .toArray(String[]::new);
        return Porcelain.status(git.ask(repository, arguments).text());
    }

    // What git itself would read with a process of its own, except for files that are included.
    private static Optional<String> setting(Path repository, String section, String key) {
        try {
            var in = "";
            String value = null;
            for (var line : GitFiles.text(repository.resolve("config")).lines()
                    .toList()) {
                var text = line.strip();
                if (text.startsWith("[")) {
                    in = text.substring(1, Math.max(1, text.indexOf(']')))
                            .toLowerCase(Locale.ROOT);
                    text = text.substring(text.indexOf(']') + 1).strip();
                }
                var sign = text.indexOf('=');
                if (in.equals(section) && sign > 0
                        && text.substring(0, sign).strip().equalsIgnoreCase(key)) {
                    value = text.substring(sign + 1).strip().toLowerCase(Locale.ROOT);
                }
            }
            return Optional.ofNullable(value);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
