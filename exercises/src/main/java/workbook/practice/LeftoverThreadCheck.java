package workbook.practice;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import workbook.NotStarted;

/// Write this test: does a program leave a thread behind? Virtual threads cannot be found from
/// outside, so you pass in the factory that makes all threads. The grader passes in programs.
///
/// 1. `check` returns if each thread of your factory has ended. A thread may still be on its way out
///    when `run` returns: it has `patience` to end. Threads of other people do not matter.
/// 2. It throws an AssertionError if a thread keeps running, for whatever reason: an executor
///    that was never shut down, a job that ignores its interrupt, a timer in the background.
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
