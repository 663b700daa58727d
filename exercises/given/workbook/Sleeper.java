package workbook;

import java.time.Duration;

/// Sleeps. A program passes `Thread::sleep`; a test passes one that it controls, so that
/// nothing has to wait for real.
public interface Sleeper {

    /// Blocks for `time`.
    ///
    /// @throws InterruptedException if the calling thread is interrupted meanwhile
    void sleep(Duration time) throws InterruptedException;
}
