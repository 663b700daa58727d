package timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            # end in microseconds,  labels
            50,                     0 ms
            400,                    0 ms|0.1 ms|0.2 ms|0.3 ms|0.4 ms
            36_000,                 0 ms|10 ms|20 ms|30 ms
            220_000,                0 s|0.05 s|0.10 s|0.15 s|0.20 s
            2_040_000,              0 s|0.5 s|1.0 s|1.5 s|2.0 s
            60_000_000,             0 s|10 s|20 s|30 s|40 s|50 s|60 s
            """)
    void ticksStandAtRoundTimes(String micros, String labels) {
        var end = Duration.ofNanos(1_000 * Long.parseLong(micros.replace("_", "")));

        var ticks = new Axis(end, 60).ticks(10);

        assertThat(ticks).extracting(Axis.Tick::label)
                .containsExactly(labels.split("\\|"));
    }

    @Test
    void ticksAreNeverCloserThanAsked() {
        for (long nanos = 1; nanos < 1_000_000_000_000_000L; nanos += 1 + nanos / 3) {
            var axis = new Axis(Duration.ofNanos(nanos), 70);

            List<Axis.Tick> ticks = axis.ticks(10);

            assertThat(ticks.size()).as("%d ns", nanos).isBetween(1, 8);
        }
    }

    @Test
    void theWordsBehindTheLongestRowMakeTheAxisShorter() {
        var axis = Axis.fitting(List.of(Samples.TWO_AT_A_TIME), 70, String::length);

        assertThat(axis.length()).isEqualTo(70 - "cancelled".length());
    }

    @Test
    void theWordsBehindAShortRowCostNothing() {
        var axis = Axis.fitting(List.of(Samples.AT_ONCE), 70, String::length);

        assertThat(axis.length())
                .as("only the total, 0.22 s, stands behind the end of the axis")
                .isEqualTo(70 - "0.22 s".length());
    }
}
