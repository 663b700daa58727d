package grader;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The sentences for what can go wrong in any exercise. What is special to one is said by its
/// own tests.
public final class Verdicts {

    /// A test has started, and then there was no JVM any more.
    public static final String VANISHED =
            "The JVM ended in the middle of this test: look for Runtime.halt, or for a JVM "
                    + "that ran out of memory.";
    public static final String NEVER_STARTED =
            "The JVM ended before any test had started. What it printed is below.";
    public static final String NO_RESULT =
            "This test gave no result. What the JVM printed is below.";
    public static final String SILENT =
            "The JVM no longer reported anything and was ended: look for what stops all of its "
                    + "threads, or holds a lock that the whole JVM needs.";
    public static final String BROKEN =
            "Something wrote into the grader's reports. No result counts from there on: look for "
                    + "reflection on the grader's classes.";

    private static final String HANGS = " hangs: nothing came within ";
    private static final String ENDED = " ended the JVM: ";

    private Verdicts() {}

    /// Whether a test has found the fault by itself, and not the time limit or the JVM's end.
    public static boolean isOfTheTest(String verdict) {
        return !verdict.contains(HANGS) && !verdict.contains(ENDED)
                && !List.of(VANISHED, NEVER_STARTED, NO_RESULT, SILENT, BROKEN)
                        .contains(verdict);
    }

    /// What is said of a test that was not tried, because of another one's verdict.
    public static String notTried(String other, String verdict) {
        return "not tried, because %s %s".formatted(other,
                verdict.contains(HANGS) ? "hung" : "ended the JVM");
    }

    static String hung(Class<?> answer, Duration waited) {
        var stuck = Threads.inside(List.of("workbook"));
        var where = stuck.isEmpty()
                ? "No thread is inside the answer any more: something that should have been signalled "
                        + "or released was not."
                : "This is where its threads stand:\n" + String.join("\n", stuck);
        return "%s%s%d s. Likely a permit, a latch or a lock that is never released, a wait for a thread that never ends, an interrupt that is swallowed, or a loop without end.\n%s"
                .formatted(answer.getSimpleName(), HANGS, waited.toSeconds(), where);
    }

    static String threw(Class<?> answer, Throwable thrown) {
        return "%s threw %s. Here the contract wants no exception.".formatted(
                answer.getSimpleName(), inWords(thrown, answer));
    }

    /// What was thrown, and where in the answer: `IOException: disk, at ConfigReader.java:33`.
    public static String inWords(Throwable thrown, Class<?> answer) {
        var message = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
        var line = Arrays.stream(thrown.getStackTrace())
                .filter(frame -> isInside(answer, frame))
                .findFirst()
                .map(frame -> ", at " + frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("");
        return thrown.getClass().getSimpleName() + message + line;
    }

    /// An exception whose own methods fail.
    static String threwUntold(Class<?> answer, Throwable thrown) {
        return "%s threw a %s, which cannot be shown: its own methods fail.".formatted(
                answer.getSimpleName(), thrown.getClass().getSimpleName());
    }

    static String jvmEnded(Class<?> answer) {
        return "%s%slook for System.exit or Runtime.exit. A library never does that: it returns or throws, and its caller decides."
                .formatted(answer.getSimpleName(), ENDED);
    }

    /// Whether a frame of a stack is in the answer's code.
    public static boolean isInside(Class<?> answer, StackTraceElement frame) {
        var name = answer.getName();
        return frame.getClassName().equals(name)
                || frame.getClassName().startsWith(name + "$");
    }
}
