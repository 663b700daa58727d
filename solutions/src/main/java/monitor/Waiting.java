package monitor;

/// Waits that an interrupt does not cut short: what has been started is not left behind.
final class Waiting {

    private Waiting() {}

    /// Waits until the thread has ended. An interrupt stays set.
    static void forEndOf(Thread thread) {
        var interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
