package book;

import static org.assertj.core.api.Assertions.assertThat;

import grading.Launcher;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Exit codes and words of the book's commands, as long as they run no chapter.
class BookCommandsTest {

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

    @BeforeEach
    void begin() {
        System.setProperty("workbook.root", SampleBook.WORKBOOK.toString());
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void end() {
        System.setOut(out);
        System.setErr(err);
        System.clearProperty("workbook.root");
    }

    @ParameterizedTest
    @ValueSource(strings = {"repl", "notebook", "kernel", "book"})
    void eachCommandHasHelp(String command) {
        assertThat(BookMain.run(command, "--help")).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .startsWith("Usage: " + Launcher.command(command));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            repl 99           | There is no chapter 99
            notebook 99       | There is no chapter 99
            notebook 1 --time-limit=0 | --time-limit is in seconds, 1 or more; it was 0.
            kernel --user     | Unknown option: '--user'
            book 1            | Unmatched argument at index 1: '1'
            book -o pom.xml   | pom.xml is a file: name a folder.
            book -o book      | jbang would take that folder for the command
            book -o src       | which is not of a book. Name a folder
            """)
    void wrongUsageIsNamedAndItsExitCodeIsTwo(String line, String words) {
        assertThat(BookMain.run(line.split(" "))).isEqualTo(2);
        assertThat(complained.toString(StandardCharsets.UTF_8)).contains(words);
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
