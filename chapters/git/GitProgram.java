package git;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// The git program: where it is, and how to start it so that it answers our question and
/// nothing else. Starts no process itself.
///
/// @param file      the program, absolute
/// @param variables environment variables that replace the ones set here
public record GitProgram(File file, Map<String, String> variables) {

    // A partial clone fetches what it lacks with programs that the repository names. An
    // older git knows only the second variable: with it, no transport is allowed.
    private static final Map<String, String> NO_FETCH =
            Map.of("GIT_NO_LAZY_FETCH", "1", "GIT_ALLOW_PROTOCOL", "none");

    // What configures the user's git: its settings, its other programs, and its ssh.
    private static final Pattern USERS_OWN = Pattern.compile("GIT_(CONFIG_("
            + "GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\\d+|VALUE_\\d+)|EXEC_PATH|SSH.*)");

    /// Finds git, as [Git#find(UnaryOperator)] describes.
    static GitProgram find(UnaryOperator<String> environment)
            throws GitException.NoGit {
        String named = environment.apply("GIT");
        String path = environment.apply("PATH");
        if (named == null || named.isEmpty()) {
            return onPath("git", path).orElseThrow(() -> new GitException.NoGit(
                    "no git on the PATH: install git, or name one with "
                            + "GIT=/path/to/git"));
        }
        // A name without a folder, as in a Makefile's `GIT = git`, is one on the PATH. All
        // others become absolute, because we will start them in other directories.
        var program = new File(named);
        return (program.getParent() == null
                ? onPath(named, path)
                : ifProgram(program.getAbsoluteFile()))
                .orElseThrow(() -> new GitException.NoGit("GIT=" + named + " is not a "
                        + "program" + (program.getParent() == null ? " on the PATH" : "")
                        + ": correct it, or unset it to use the git on the PATH"));
    }

    private static Optional<GitProgram> onPath(String name, String path) {
        boolean windows = File.separatorChar == '\\';
        String file = windows && !name.endsWith(".exe") ? name + ".exe" : name;
        for (String folder : (path == null ? "" : path).split(File.pathSeparator)) {
            var program = new File(folder, file);
            // A relative folder would mean a different one in each worktree.
            if (program.isAbsolute() && isProgram(program)) {
                return ifProgram(program);
            }
        }
        return Optional.empty();
    }

    private static Optional<GitProgram> ifProgram(File file) {
        return isProgram(file)
                ? Optional.of(new GitProgram(file, Map.of()))
                : Optional.empty();
    }

    static boolean isProgram(File file) {
        return file.isFile() && file.canExecute();
    }

    GitProgram withVariables(Map<String, String> variables) {
        return new GitProgram(file, Map.copyOf(variables));
    }

    /// The command line of a question: something that only reads.
    ///
    /// @param ceiling   as for [#prepareQuestion]
    /// @param arguments what follows `git`
    public List<String> question(String ceiling, List<String> arguments) {
        var settings = new ArrayList<String>();
        // A refresh of the index runs a hook. A program is no directory, so there are no
        // hooks in it, on any system.
        settings.add("core.hooksPath=" + file);
        if (!ceiling.isEmpty()) {
            // The user may allow only bare repositories that are named explicitly. This
            // one is: git cannot go up from here. (--git-dir would skip the owner check.)
            settings.add("safe.bareRepository=all");
        }
        return command(settings, arguments);
    }

    /// The command line of anything else.
    ///
    /// @param arguments what follows `git`
    List<String> command(List<String> arguments) {
        return command(List.of(), arguments);
    }

    private List<String> command(List<String> settings, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(file.getPath());
        // A repository could name a program here, which each status would run.
        command.addAll(List.of("-c", "core.fsmonitor=false"));
        // Show the paths in a diff unchanged, not as octal numbers.
        command.addAll(List.of("-c", "core.quotePath=false"));
        settings.forEach(setting -> command.addAll(List.of("-c", setting)));
        command.addAll(arguments);
        return command;
    }

    /// Prepares the environment of a [#question].
    ///
    /// @param ceiling the directories that git must not search when it goes up, joined by
    ///                the system's path separator; or an empty text
    public void prepareQuestion(Map<String, String> environment, String ceiling) {
        prepare(environment, ceiling);
        environment.putAll(NO_FETCH);
        environment.putAll(variables);
    }

    /// Prepares the environment of a [#command].
    void prepareCommand(Map<String, String> environment) {
        prepare(environment, "");
        environment.putAll(variables);
    }

    static void prepare(Map<String, String> environment, String ceiling) {
        // With an inherited GIT_DIR, for example in a hook, each directory would give the
        // answer of that one repository. On Windows, case does not matter in a name.
        environment.keySet().removeIf(name -> {
            String upper = name.toUpperCase(Locale.ROOT);
            return upper.startsWith("GIT_") && !USERS_OWN.matcher(upper).matches();
        });
        // Fail instead of asking for a password.
        environment.put("GIT_TERMINAL_PROMPT", "0");
        // Otherwise a status rewrites the index and takes index.lock to do so. A
        // "git add" at the same moment fails.
        environment.put("GIT_OPTIONAL_LOCKS", "0");
        if (!ceiling.isEmpty()) {
            environment.put("GIT_CEILING_DIRECTORIES", ceiling);
        }
        // We look for English words in the messages.
        environment.put("LC_ALL", "C");
        environment.remove("LANGUAGE");
    }
}
