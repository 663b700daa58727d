package classroom;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Says on standard error how far a grading is: a line for each student, and in a terminal a last
/// line that is written again and again. Threads may share it.
final class GradeProgress {

    // Back to the start of the line, and erase it.
    private static final String ERASE = "\r\033[K";
    private static final int WIDTH = 79;

    private final PrintStream out;
    private final boolean isTerminal;
    /// From a student to when it was begun.
    private final Map<String, Long> active = new LinkedHashMap<>();
    private int all;
    private int done;

    /// @param isTerminal whether a line can be erased there
    GradeProgress(PrintStream out, boolean isTerminal) {
        this.out = out;
        this.isTerminal = isTerminal;
    }

    synchronized void begin(int all) {
        this.all = all;
    }

    synchronized void start(String student) {
        active.put(student, System.nanoTime());
        update();
    }

    synchronized void done(Marked student, GradingRun run) {
        var seconds = (System.nanoTime() - active.remove(student.student())) / 1e9;
        done++;
        erase();
        out.printf(Locale.ROOT,
                "%" + String.valueOf(all).length() + "d of %d  %s, in %.1f s%n", done,
                all,
                SummaryTable.line(student, run), seconds);
        update();
    }

    private void erase() {
        if (isTerminal) {
            out.print(ERASE);
            out.flush();
        }
    }

    private void update() {
        if (isTerminal && !active.isEmpty()) {
            var line = done + " of " + all + " graded; now "
                    + String.join(", ", active.keySet());
            out.print(ERASE + PlainText.cut(line, WIDTH - 3));
            out.flush();
        }
    }
}
