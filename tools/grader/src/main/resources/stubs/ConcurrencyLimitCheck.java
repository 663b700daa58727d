package workbook.practice;

import java.time.Duration;
import java.util.List;
import workbook.NotStarted;

/// Write this test: is a limit kept? You make the jobs, so they can count, and wait at latches
/// until what you look for has happened. The grader passes in correct runners and wrong ones.
///
/// 1. `check` returns for a runner that does what it claims, however slowly it starts its jobs.
/// 2. It throws an AssertionError for a runner that runs more than `limit` jobs at once.
/// 3. It throws one for a runner that runs fewer at once, such as one by one; it never hangs.
public class ConcurrencyLimitCheck {

    public interface Job {
        void run() throws Exception;
    }

    /// Claims to run at most `limit` jobs at once, and that many whenever there are enough. Returns
    /// when all have ended. What a job throws is lost.
    public interface Runner {
        void runAll(List<Job> jobs) throws Exception;
    }

    private final Duration patience;
    private final Duration moment;

    /// @param patience how long to wait for what a right runner makes happen; may be minutes
    /// @param moment   how long to wait for what a right runner never lets happen
    public ConcurrencyLimitCheck(Duration patience, Duration moment) {
        this.patience = patience;
        this.moment = moment;
    }

    public void check(int limit, Runner runner) throws Exception {
        throw new NotStarted("the jobs, and the verdict");
    }
}
