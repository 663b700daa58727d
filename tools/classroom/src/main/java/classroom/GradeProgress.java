package classroom;

import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.Set;

/// Says on standard error how far a grading is: a line for each student, and in a terminal a last
/// line that is written again and again. Threads may share it.
final class GradeProgress {

    // Back to the start of the line, and erase it.
    private static final String ERASE = "\r\033[K";
    private static final int WIDTH = 79;

    private final PrintStream out;
    private final boolean isTerminal;
    private final Set<String> active = new LinkedHashSet<>();
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
        active.add(student);
        update();
    }

    synchronized void done(Marked student, GradingRun run) {
        active.remove(student.student());
        done++;
        erase();
        out.printf("%" + String.valueOf(all).length() + "d of %d  %s%n", done, all,
                SummaryTable.line(student, run));
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
            var line = done + " of " + all + " graded; now " + String.join(", ", active);
            out.print(ERASE + PlainText.cut(line, WIDTH - 3));
            out.flush();
        }
    }
}
