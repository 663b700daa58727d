// Different: `close` does the orderly part, in a thread of its own, and an interrupt makes it call
// shutdownNow and wait on. Choose this where something has only `close`, without a limit.
package workbook.practice;

import java.time.Duration;
import java.util.concurrent.ExecutorService;

public class OrderlyStop {

    private OrderlyStop() {}

    public static boolean stop(ExecutorService executor, Duration grace, Duration last)
            throws InterruptedException {
        var closing = Thread.ofPlatform().daemon().start(() -> executor.close());
        try {
            if (closing.join(grace)) {
                return true;
            }
        } finally {
            closing.interrupt();
        }
        return closing.join(last);
    }
}
