package git;

import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Why git gave no answer. Each reason is a type of its own, so that a program can decide
/// what to try again and what to report. The message says what happened, to which
/// directory, and what to do now.
@SuppressWarnings("serial") // never serialized
public abstract sealed class GitException extends IOException {

    private GitException(String message) {
        super(message);
    }

    /// The reason in one to three words, for a column of a table.
    public abstract String state();

    /// The sentence of git's standard error that says why it gave up, on one line. There
    /// may be warnings before it, and advice after it.
    static String complaint(Output output) {
        List<String> lines = output.errText().strip().lines().toList();
        for (String start : List.of("fatal: ", "error: ")) {
            int first = first(lines, start);
            if (first < lines.size()) {
                // "fatal: unknown repository extension found:", then one name in a line.
                return lines.stream().skip(first + 1)
                        .takeWhile(line -> line.startsWith("\t")).map(String::strip)
                        .reduce(lines.get(first), (a, b) -> a + " " + b);
            }
        }
        return String.join(" ", lines);
    }

    // What git says about its failure: the complaint, and the line before it, which often
    // has the reason. The path of the directory, which we name ourselves, is left out.
    private static String said(Path directory, Output output) {
        String complaint = complaint(output);
        List<String> lines = output.errText().strip().lines().toList();
        int end = complaint.startsWith("fatal: ") ? first(lines, "fatal: ") : 0;
        String before = lines.stream().limit(end)
                .filter(line -> !line.startsWith("warning: ")
                        && !line.startsWith("hint: "))
                .reduce("", (_, last) -> last + "; ");
        String said = (before + complaint).replace(directory + File.separator, "");
        return said.isEmpty() ? "" : " (git says: " + said + ")";
    }

    private static int first(List<String> lines, String start) {
        return (int) lines.stream().takeWhile(line -> !line.startsWith(start)).count();
    }

    /// There is no git to run.
    public static final class NoGit extends GitException {
        public NoGit(String message) {
            super(message);
        }

        @Override
        public String state() {
            return "no git";
        }
    }

    /// The directory does not exist, or is not a directory.
    public static final class NoDirectory extends GitException {
        public NoDirectory(String message) {
            super(message);
        }

        @Override
        public String state() {
            return "missing";
        }
    }

    /// The directory is there, but is not a repository or a worktree of one.
    public static final class NotARepository extends GitException {
        public NotARepository(String message) {
            super(message);
        }

        @Override
        public String state() {
            return "not a repository";
        }
    }

    /// The repository belongs to another user, and git does not trust it.
    public static final class UntrustedOwner extends GitException {
        public UntrustedOwner(String message) {
            super(message);
        }

        @Override
        public String state() {
            return "untrusted owner";
        }
    }

    /// It is a bare repository, which has no files checked out.
    public static final class NoWorktree extends GitException {
        public NoWorktree(String message) {
            super(message);
        }

        @Override
        public String state() {
            return "bare";
        }
    }

    /// Git took longer than its time limit, and was ended.
    public static final class TimedOut extends GitException {
        /// @param command what git was asked, like `status`
        public TimedOut(String command, Path directory, Duration limit) {
            // 10 s, not 10.000 s
            super("git " + command + " took longer than "
                    + BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros()
                            .toPlainString()
                    + " s in " + directory
                    + ": try it there by hand, or allow it more time");
        }

        @Override
        public String state() {
            return "timed out";
        }
    }

    /// Anything else: git could not be started, it failed, or its output is unreadable.
    public static final class Failed extends GitException {
        public Failed(String message) {
            super(message);
        }

        public Failed(String message, Throwable cause) {
            super(message);
            initCause(cause);
        }

        /// For an exit code that means a failure.
        ///
        /// @param command what git was asked, like `status`
        public Failed(Path directory, String command, Output output) {
            // 129 is git's answer to an option that it does not know.
            this("git " + command + " failed in " + directory + " with exit code "
                    + output.exitCode() + ": " + (output.exitCode() == 129
                            ? "git 2.36 or later is needed"
                            : "try it there by hand"),
                    directory, output);
        }

        /// For a failure whose reason is known.
        ///
        /// @param message what happened, and what to do; what git says comes after it
        Failed(String message, Path directory, Output output) {
            super(message + said(directory, output));
        }

        @Override
        public String state() {
            return "failed";
        }
    }
}
