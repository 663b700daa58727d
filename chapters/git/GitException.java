package git;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;

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

    /// The line of git's standard error that matters. There may be warnings before it,
    /// and advice after it.
    static String complaint(Output output) {
        String err = output.errText().strip();
        return err.lines().filter(line -> line.startsWith("fatal: ")).findFirst()
                .orElse(err);
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
            super("git " + command + " failed in " + directory + " with exit code "
                    + output.exitCode() + ": " + (output.exitCode() == 129
                            ? "git 2.36 or later is needed"
                            : "try it there by hand")
                    + " (git says: " + complaint(output) + ")");
        }

        @Override
        public String state() {
            return "failed";
        }
    }
}
