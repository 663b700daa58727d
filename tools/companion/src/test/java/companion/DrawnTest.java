package companion;

import static org.assertj.core.api.Assertions.assertThat;

import grader.Level;
import grader.Result;
import grading.Exercise;
import grading.Grade;
import grading.GradedTest;
import grading.Sheet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

class DrawnTest {

    private static final Exercise EXERCISE =
            Exercise.numbered(Houses.WORKBOOK, "1");

    @Test
    void whatIsWiderThanTheTerminalIsBrokenBetweenWords() throws Exception {
        var problem = "There is no such file. The stub comes back by: ./jbang reset 1";
        var sheet = new Sheet(EXERCISE, List.of(problem), List.of(
                new Grade(new GradedTest("Tests", "test", Level.WORKS, 1), Result.FAILED,
                        problem, Duration.ZERO)),
                "");

        var screen = drawn(new Watch.View(EXERCISE, sheet, "verdict 1",
                "Hint 1 of 3 for exercise 1, Config reader: who waits?\n"), 40);

        assertThat(screen.lines()).containsExactly(
                "Exercise 1: Config reader",
                "exercises/src/main/java/workbook/ConfigReader.java",
                "",
                "  failing   It cannot be compiled.",
                "",
                "  There is no such file. The stub comes",
                "  back by: ./jbang reset 1",
                "",
                "",
                "Hint 1 of 3 for exercise 1, Config",
                "reader: who waits?",
                "",
                "verdict 1",
                "h hint  f failures  n next  l list",
                "r reset  s solution  c check all  q quit");
    }

    static String drawn(Watch.View view, int width) throws Exception {
        var screen = new ByteArrayOutputStream();
        try (var terminal = new DumbTerminal("test", "dumb",
                new ByteArrayInputStream(new byte[0]), screen, StandardCharsets.UTF_8)) {
            terminal.setSize(new Size(width, 40));
            new Drawn(terminal, true).show(view);
        }
        return screen.toString(StandardCharsets.UTF_8).replace("\r", "");
    }
}
