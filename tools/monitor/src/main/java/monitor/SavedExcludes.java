package monitor;

import git.Git;
import git.GitException;
import java.io.File;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/// The directories that the user never wants to see, from `workbook.exclude` in git's configuration.
///
/// A pattern is a name (`node_modules`), the end of a path (`old/*`), or a whole path, which begins
/// with `/` or `~/`. As in a `.gitignore`, `*` stays within a name and `**` does not, and a `/` at the
/// end changes nothing: only directories are meant. There is no `!`.
///
/// @param matchers   each matches the absolute path of a directory that is left out
/// @param complaints a line for people about each pattern that is none
public record SavedExcludes(List<PathMatcher> matchers, List<String> complaints) {

    static final SavedExcludes NONE = new SavedExcludes(List.of(), List.of());

    private static final String KEY = "workbook.exclude";

    /// Reads them: one git process, in the root directory, so that no repository's configuration
    /// counts. Blocks until git has answered. If it gives no answer, there are none, and a complaint.
    ///
    /// @throws InterruptedException if interrupted, or git was ended by Ctrl+C
    static SavedExcludes read(Git git) throws InterruptedException {
        try {
            // `~/` becomes the home directory there.
            var output =
                    git.run(Path.of("").toAbsolutePath().getRoot(), "config", "--null",
                            "--type=path", "--get-all", KEY);
            // Exit code 1: there are none.
            return switch (output.exitCode()) {
                case 0 -> of(List.of(output.text().split("\0")));
                case 1 -> NONE;
                default -> unread(output.errText().strip());
            };
        } catch (GitException e) {
            return unread(e.getMessage());
        }
    }

    private static SavedExcludes unread(String why) {
        return new SavedExcludes(List.of(),
                List.of("cannot read " + KEY + ": " + ScreenText.visible(why)));
    }

    static SavedExcludes of(List<String> patterns) {
        var matchers = new ArrayList<PathMatcher>();
        var complaints = new ArrayList<String>();
        for (var pattern : patterns) {
            try {
                matchers.add(matcher(pattern));
            } catch (PatternSyntaxException e) {
                complaints.add(KEY + " '" + ScreenText.visible(pattern) + "' is no glob: "
                        + "correct it with git config --global --edit");
            }
        }
        return new SavedExcludes(List.copyOf(matchers), List.copyOf(complaints));
    }

    private static PathMatcher matcher(String pattern) {
        // Git writes / on Windows, too.
        var text = File.separatorChar == '\\' ? pattern.replace('\\', '/') : pattern;
        var glob = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        var whole = glob.startsWith("/") || glob.matches("[A-Za-z]:/.*");
        return FileSystems.getDefault()
                .getPathMatcher("glob:" + (whole || glob.startsWith("**/") ? "" : "**/")
                        + glob);
    }

    /// Whether this directory is left out.
    ///
    /// @param directory absolute
    boolean match(Path directory) {
        return matchers.stream().anyMatch(matcher -> matcher.matches(directory));
    }
}
