package workbook.practice;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import workbook.NotStarted;

/// Write this test: does a program leave a thread behind? A thread cannot be found from outside if it
/// is a virtual one, so you hand in the factory that makes them all. The grader hands in programs.
///
/// 1. `check` returns if each thread of your factory has ended. A thread may still be on its way out
///    when `run` returns: it has `patience` to end. Threads of other people do not matter.
/// 2. It throws an AssertionError if a thread goes on, for whatever reason: an executor that was
///    never shut down, a job that ignores its interrupt, a timer in the background.
/// 3. It only watches: it does not end the threads itself. And it never hangs.
public class LeftoverThreadCheck {

    /// Works in threads that it takes from `threads`, and should end them all before it returns.
    public interface Program {
        void run(ThreadFactory threads) throws Exception;
    }

    private final Duration patience;

    /// @param patience how long to wait for a thread that should end; may be minutes
    public LeftoverThreadCheck(Duration patience) {
        this.patience = patience;
    }

    public void check(Program program) throws Exception {
        throw new NotStarted("the factory, and the verdict");
    }
}
