package git;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds out why git gave no answer, from its complaint or from the error of the system.
final class Diagnosis {

    private static final String NO_REPOSITORY = "fatal: not a git repository";

    private static final Pattern NOT_FETCHED =
            Pattern.compile("lazy fetching disabled|from promisor remote");
    private static final Pattern TOO_OLD =
            Pattern.compile("unknown repository (?:extension"
                    + "|version)|unknown ref storage format|expected git repo version"
                    + "|which we do not understand|bad index version|unknown index entry format"
                    + "|invalid value for 'extensions", Pattern.CASE_INSENSITIVE);
    private static final Pattern FILTER =
            Pattern.compile("fatal: (.*): clean filter '(.*)' failed");
    private static final Pattern FILTER_PROGRAM = Pattern.compile(
            "error: (?:external filter|initialization for subprocess) '(.*)' failed");
    private static final Pattern CONFIGURATION =
            Pattern.compile("bad .*config|unable to parse .*config"
                    + "|unable to access '.*config|while reading the configuration");

    private Diagnosis() {
    }

    /// Why a git that ran has failed.
    ///
    /// @param command what git was asked, like `status`
    static GitException of(Path directory, String command, Output output) {
        String complaint = GitException.complaint(output);
        if (complaint.startsWith(NO_REPOSITORY) && isAboutItself(directory, complaint)) {
            return notARepository(directory, complaint);
        }
        // Git 2.36 uses the second wording.
        if (complaint.startsWith("fatal: detected dubious ownership")
                || complaint.startsWith("fatal: unsafe repository")) {
            return new GitException.UntrustedOwner(howToTrust(directory));
        }
        if (complaint.startsWith("fatal: this operation must be run in a work tree")) {
            return new GitException.NoWorktree("no files to check in " + directory
                    + ", it is a repository without a worktree: name a worktree of it, git "
                    + "worktree list shows them");
        }
        String failure = "git " + command + " failed in " + directory + ": ";
        if (isNotFetched(output)) {
            return new GitException.Failed(failure
                    + "this partial clone lacks a part, and "
                    + "nothing is fetched here: run git " + command + " there by hand, "
                    + "which fetches it", directory, output);
        }
        if (TOO_OLD.matcher(output.errText()).find()) {
            return new GitException.Failed(failure + "it needs a newer git", directory,
                    output);
        }
        Matcher filter = FILTER.matcher(complaint);
        Matcher program = FILTER_PROGRAM.matcher(output.errText());
        if (filter.matches() && program.find()) {
            return new GitException.Failed(failure + "the filter " + filter.group(2)
                    + " of "
                    + filter.group(1) + " did not work: install its program, or try its "
                    + "command by hand: " + program.group(1));
        }
        if (CONFIGURATION.matcher(complaint).find() && !complaint.contains(".git/config")
                && !complaint.contains(directory.toString())) {
            // The user's own, which has nothing to do with this directory.
            return new GitException.Failed("git " + command
                    + " failed: correct git's configuration", directory, output);
        }
        return new GitException.Failed(directory, command, output);
    }

    /// Whether git had to fetch something into a partial clone, which we do not allow.
    static boolean isNotFetched(Output output) {
        return output.exitCode() != 0 && NOT_FETCHED.matcher(output.errText()).find();
    }

    static GitException notARepository(Path directory, String details) {
        return new GitException.NotARepository("no repository in " + directory
                + ": check the path (git says: " + details + ")");
    }

    /// Why git did not run.
    ///
    /// @param command what git was asked, like `status`
    static GitException of(File program, Path directory, String command,
            IOException why) {
        if (why instanceof AccessDeniedException) {
            return new GitException.Failed("no permission for " + directory
                    + ": allow it, there and in the directories above", why);
        }
        if (!Files.exists(directory)) {
            return new GitException.NoDirectory("no directory " + directory
                    + ": check the path");
        }
        if (!Files.isDirectory(directory)) {
            return new GitException.NoDirectory(directory
                    + " is not a directory: name the one that it is in");
        }
        if (!GitProgram.isProgram(program)) {
            return new GitException.NoGit("no git at " + program + " any more: install "
                    + "git, or name one with GIT=/path/to/git");
        }
        return new GitException.Failed("git " + command + " did not run in "
                + directory + ": " + why.getMessage(), why);
    }

    // If the file `.git` of this worktree names the directory of the complaint, then the
    // complaint is about this worktree. Otherwise it is about a submodule.
    private static boolean isAboutItself(Path directory, String complaint) {
        if (!complaint.startsWith(NO_REPOSITORY + ": ")) {
            return true;
        }
        Path top = directory.toAbsolutePath();
        while (top != null && !Files.exists(top.resolve(".git"))) {
            top = top.getParent();
        }
        try {
            return top == null || complaint.endsWith(Files.readString(top.resolve(".git"))
                    .strip().replaceFirst("^gitdir: ", ""));
        } catch (IOException e) {
            return false; // .git is a directory, and git has not complained about it
        }
    }

    // People paste this into a shell, and a stranger may have chosen the name. With an
    // invisible character, another path might be pasted. And git reads a path that ends
    // with `/*` as everything below it.
    private static String howToTrust(Path directory) {
        String path =
                directory.toAbsolutePath().toString().replace(File.separatorChar, '/');
        return path.matches("[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]*(?<!/\\*)")
                ? "it belongs to another user: if you trust it, "
                        + "git config --global --add safe.directory '"
                        + path.replace("'", "'\\''") + "'"
                : directory
                        + " belongs to another user: if you trust it, add its path to "
                        + "git's safe.directory, and mind the special characters";
    }
}
