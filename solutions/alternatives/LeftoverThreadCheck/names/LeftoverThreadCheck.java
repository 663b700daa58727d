// Different: its threads have a name that nobody else uses, and it looks for that name among all
// threads of the JVM. Choose it where a program takes a name and no factory. It cannot see virtual
// threads.
package workbook.practice;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;

public class LeftoverThreadCheck {

    public interface Program {
        void run(ThreadFactory threads) throws Exception;
    }

    private final Duration patience;

    public LeftoverThreadCheck(Duration patience) {
        this.patience = patience;
    }

    public void check(Program program) throws Exception {
        var name = "checked " + UUID.randomUUID();
        program.run(job -> new Thread(job, name));
        var end = System.nanoTime() + patience.toNanos();
        while (isAnyAlive(name)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("a thread is left");
            }
            Thread.sleep(1);
        }
    }

    private static boolean isAnyAlive(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name));
    }
}
