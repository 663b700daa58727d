package playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ResourceLock(Resources.SYSTEM_OUT)
class PredictionTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = System.out;

    private final Prediction number = Lesson.step(1, "a test").predict("""
            How long do ten
            checks take?
            ___ s
            """);
    private final Prediction choice = Lesson.step(1, "a test").predict("""
            What does it throw?
            a) nothing
            b) an IOException
            """);

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(out);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    @Test
    void withoutAnAnswerOnlyTheOutcomeIsPrinted() {
        number.measured(Duration.ofMillis(2_130));

        assertThat(printed()).isEqualTo("What happened:    2.13 s\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"2|2 s", "0.25|0.25 s", "' 0,4 s '|0.4 s"})
    void aNumberStandsBesideTheOutcome(String typed, String shown) {
        number.answer(typed);
        number.measured(Duration.ofMillis(2_130));

        assertThat(printed()).isEqualTo(
                "Your prediction:  " + shown + "\nWhat happened:    2.13 s\n");
    }

    @Test
    void aLetterStandsForItsChoice() {
        choice.answer(" B ");
        choice.measured("nothing");

        assertThat(printed()).isEqualTo(
                "Your prediction:  an IOException\nWhat happened:    nothing\n");
    }

    @Test
    void theLastAnswerCounts() {
        choice.answer("a");
        choice.answer("b");
        choice.measured("nothing");

        assertThat(printed()).startsWith("Your prediction:  an IOException\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two", "-1", "1 min"})
    void whatIsNoNumberIsRefusedWithTheUnit(String typed) {
        assertThatThrownBy(() -> number.answer(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + typed + "' is not a number of s: write 2 or 0.25");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c", "1", "nothing"})
    void whatIsNoLetterIsRefusedWithTheLetters(String typed) {
        assertThatThrownBy(() -> choice.answer(typed))
                .hasMessage("'" + typed + "' is not a letter from a to b");
    }

    @Test
    void anOutcomeThatIsNoChoiceIsAFaultOfTheChapter() {
        assertThatThrownBy(() -> choice.measured("a SocketException"))
                .hasMessageContaining("none of [nothing, an IOException]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"No choice?", "One choice?\na) yes", "A unit?\n___ ",
        "Both?\na) yes\nb) no\n___ s"})
    void aQuestionHasChoicesOrAUnit(String text) {
        assertThatThrownBy(() -> Lesson.step(1, "a test").predict(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withoutTheOptionNothingIsAsked() throws Exception {
        number.ask();

        assertThat(printed()).isEmpty();
    }
}
