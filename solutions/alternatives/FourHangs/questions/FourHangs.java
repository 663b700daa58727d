// Different: one question first: who could end the wait, and where is it? The remedy follows from the
// answer. Worth it when there are more programs than causes.
package workbook.practice;

public class FourHangs {

    public enum Program {
        COPIES, DIFFS, BRANCHES, SCAN
    }

    public enum Remedy {
        LOCKS_IN_ONE_ORDER, NO_TASK_WAITS_FOR_ITS_POOL, RELEASE_IN_FINALLY,
        ONE_FAILURE_ENDS_ALL_SIDES, MORE_THREADS, MORE_PERMITS, BIGGER_QUEUE
    }

    /// Who could end the wait.
    private enum Missing {
        ONE_THAT_WAITS_FOR_US, TASKS_IN_OUR_QUEUE, ONE_THAT_LEFT_WITH_A_PERMIT,
        ONE_THAT_LEFT_THE_QUEUE
    }

    private static Missing whoIsMissing(Program program) {
        return switch (program) {
            case COPIES -> Missing.ONE_THAT_WAITS_FOR_US;
            case DIFFS -> Missing.TASKS_IN_OUR_QUEUE;
            case BRANCHES -> Missing.ONE_THAT_LEFT_WITH_A_PERMIT;
            case SCAN -> Missing.ONE_THAT_LEFT_THE_QUEUE;
        };
    }

    public static Remedy remedy(Program program) {
        return switch (whoIsMissing(program)) {
            case ONE_THAT_WAITS_FOR_US -> Remedy.LOCKS_IN_ONE_ORDER;
            case TASKS_IN_OUR_QUEUE -> Remedy.NO_TASK_WAITS_FOR_ITS_POOL;
            case ONE_THAT_LEFT_WITH_A_PERMIT -> Remedy.RELEASE_IN_FINALLY;
            case ONE_THAT_LEFT_THE_QUEUE -> Remedy.ONE_FAILURE_ENDS_ALL_SIDES;
        };
    }
}
