// Different: a table as a map. It can be printed, and a program that is missing gets null.
package workbook.practice;

import java.util.Map;

public class FourHangs {

    public enum Program {
        COPIES, DIFFS, BRANCHES, SCAN
    }

    public enum Remedy {
        LOCKS_IN_ONE_ORDER, NO_TASK_WAITS_FOR_ITS_POOL, RELEASE_IN_FINALLY,
        ONE_FAILURE_ENDS_ALL_SIDES, MORE_THREADS, MORE_PERMITS, BIGGER_QUEUE
    }

    private static final Map<Program, Remedy> REMEDIES = Map.of(
            Program.COPIES, Remedy.LOCKS_IN_ONE_ORDER,
            Program.DIFFS, Remedy.NO_TASK_WAITS_FOR_ITS_POOL,
            Program.BRANCHES, Remedy.RELEASE_IN_FINALLY,
            Program.SCAN, Remedy.ONE_FAILURE_ENDS_ALL_SIDES);

    public static Remedy remedy(Program program) {
        return REMEDIES.get(program);
    }
}
