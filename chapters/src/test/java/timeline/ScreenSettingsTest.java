package timeline;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenSettingsTest {

    private static final Map<String, String> XTERM = Map.of("TERM", "xterm-256color");

    @Test
    void aTerminalGetsColoursAndItsOwnWidth() {
        var screen = ScreenSettings.of(XTERM, true, UTF_8, () -> 132);

        assertThat(screen).isEqualTo(new ScreenSettings(132, true, true));
    }

    @Test
    void whatIsNoTerminalGetsPlainTextOfEightyCells() {
        var screen = ScreenSettings.of(XTERM, false, UTF_8, () -> 132);

        assertThat(screen).isEqualTo(new ScreenSettings(80, true, false));
    }

    @Test
    void columnsSaysHowWideToDraw() {
        var set = Map.of("COLUMNS", "100");

        assertThat(ScreenSettings.of(set, false, UTF_8, () -> 132).width())
                .isEqualTo(100);
        assertThat(ScreenSettings.of(set, true, UTF_8, () -> 132).width()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wide", "0", "-5", "80.5", "99999999999"})
    void columnsThatIsNoWidthIsIgnored(String columns) {
        var screen =
                ScreenSettings.of(Map.of("COLUMNS", columns), false, UTF_8, () -> 132);

        assertThat(screen.width()).isEqualTo(80);
    }

    @ParameterizedTest
    @CsvSource({"1, 40", "39, 40", "40, 40", "1000, 1000", "999999, 1000"})
    void aWidthOutOfReasonIsBroughtBack(int asked, int width) {
        assertThat(new ScreenSettings(asked, true, true).width()).isEqualTo(width);
    }

    @Test
    void noColorTurnsColoursOffIfItIsNotEmpty() {
        var set = Map.of("TERM", "xterm", "NO_COLOR", "1");
        var empty = Map.of("TERM", "xterm", "NO_COLOR", "");

        assertThat(ScreenSettings.of(set, true, UTF_8, () -> 80).colour()).isFalse();
        assertThat(ScreenSettings.of(empty, true, UTF_8, () -> 80).colour()).isTrue();
    }

    @Test
    void aTerminalThatMayNotKnowColoursGetsNone() {
        var dumb = Map.of("TERM", "dumb");
        var unknown = Map.<String, String>of();
        var windows = Map.of("WT_SESSION", "6fd7");

        assertThat(ScreenSettings.of(dumb, true, UTF_8, () -> 80).colour()).isFalse();
        assertThat(ScreenSettings.of(unknown, true, UTF_8, () -> 80).colour()).isFalse();
        assertThat(ScreenSettings.of(windows, true, UTF_8, () -> 80).colour()).isTrue();
    }

    @Test
    void blocksAreDrawnOnlyWhereTheyCanBeWritten() {
        assertThat(unicodeIn(UTF_8)).isTrue();
        assertThat(unicodeIn(US_ASCII)).as("LANG=C").isFalse();
        assertThat(unicodeIn(Charset.forName("windows-1252"))).isFalse();
        assertThat(unicodeIn(Charset.forName("IBM437")))
                .as("has the blocks but no cross: all of the signs or none").isFalse();
        assertThat(unicodeIn(Charset.forName("ISO-2022-CN")))
                .as("a charset that can only be read").isFalse();
    }

    @Test
    void hereAndNowThereIsSomeScreen() {
        assertThat(ScreenSettings.detect().width()).isBetween(40, 1000);
    }

    @Test
    void askingForTheScreenLeavesAnInterruptSet() {
        try {
            Thread.currentThread().interrupt();

            ScreenSettings.detect();
        } finally {
            assertThat(Thread.interrupted())
                    .as("somebody else has yet to see this interrupt").isTrue();
        }
    }

    private static boolean unicodeIn(Charset charset) {
        return ScreenSettings.of(XTERM, true, charset, () -> 80).unicode();
    }
}
