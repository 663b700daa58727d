package workbook.practice;

public class FourHangs {

    public enum Program {
        COPIES, DIFFS, BRANCHES, SCAN
    }

    public enum Remedy {
        LOCKS_IN_ONE_ORDER, NO_TASK_WAITS_FOR_ITS_POOL, RELEASE_IN_FINALLY,
        ONE_FAILURE_ENDS_ALL_SIDES, MORE_THREADS, MORE_PERMITS, BIGGER_QUEUE
    }

    public static Remedy remedy(Program program) {
        // Why none with more of something: on a busier day, all of it is used up as well.
        return switch (program) {
            case COPIES -> Remedy.LOCKS_IN_ONE_ORDER;
            case DIFFS -> Remedy.NO_TASK_WAITS_FOR_ITS_POOL;
            case BRANCHES -> Remedy.RELEASE_IN_FINALLY;
            case SCAN -> Remedy.ONE_FAILURE_ENDS_ALL_SIDES;
        };
    }
}
