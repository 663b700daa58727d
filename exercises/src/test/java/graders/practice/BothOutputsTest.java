package graders.practice;

import grader.Background;
import grader.Grades;
import grader.Level;
import grader.Patience;
import grader.Point;
import grader.Settling;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import workbook.practice.BothOutputs;
import workbook.practice.BothOutputs.Texts;

/// Commands that write in an unlucky order, to pipes that hold 64 kB.
@Grades(value = BothOutputs.class, level = Level.WORKS)
class BothOutputsTest {

    /// 256 kB, four times what a pipe holds.
    private static final String LONG = "0123456\n".repeat(1 << 15);
    private static final String CAUSE =
            "Is each output read by somebody until it ends, and does read wait for that?";

    @Test
    @Point(1)
    void bothOutputsAreReturnedWholeWhicheverEndsLast() throws Throwable {
        check(readOneLate(true), "late, later", "early");
        check(readOneLate(false), "early", "late, later");
    }

    @Test
    @Point(2)
    void aCommandThatFirstFillsItsErrorOutputEnds() throws Throwable {
        var texts = read((out, err) -> {
            err.write(LONG);
            out.write(LONG);
        }, "writes 256 kB to its standard error, and then 256 kB to its standard output");

        check(texts, LONG, LONG);
    }

    @Test
    @Point(2)
    void aCommandThatFirstFillsItsStandardOutputEnds() throws Throwable {
        var texts = read((out, err) -> {
            out.write(LONG);
            err.write(LONG);
        }, "writes 256 kB to its standard output, and then 256 kB to its standard error");

        check(texts, LONG, LONG);
    }

    private static Texts read(FakeCommand.Script script, String does) throws Throwable {
        var command = new FakeCommand(script);
        try {
            return Background.call(() -> BothOutputs.read(command)).get("""
                    The command %s. It never ended, and read did not return (point 2).
                    Does one output fill up while read waits for something else?"""
                    .formatted(does));
        } finally {
            command.destroy();
        }
    }

    /// One output ends at once, the other one when the caller can do nothing but wait for it.
    private static Texts readOneLate(boolean outIsLate) throws Throwable {
        var started = new CompletableFuture<Background<Texts>>();
        var command = new FakeCommand((out, err) -> {
            var early = outIsLate ? err : out;
            var late = outIsLate ? out : err;
            early.write("early");
            early.end();
            late.write("late, ");
            Patience.comesSoon(early::endWasRead);
            Settling.settle(List.of(started.join()));
            late.write("later");
        });
        try {
            started.complete(Background.call(() -> BothOutputs.read(command)));
            return started.join().get("read did not return (point 1).");
        } finally {
            command.destroy();
        }
    }

    private static void check(Texts texts, String out, String err) {
        if (texts == null || !out.equals(texts.out()) || !err.equals(texts.err())) {
            throw new AssertionError("""
                    The command wrote %s to its standard output and %s to its standard error; \
                    read returned %s (point 1).
                    %s""".formatted(inWords(out), inWords(err), texts == null
                    ? "null"
                    : inWords(texts.out()) + " and " + inWords(texts.err()),
                    CAUSE));
        }
    }

    private static String inWords(String text) {
        return text == null || text.length() < 100
                ? "\"" + text + "\""
                : text.length() + " characters";
    }
}
