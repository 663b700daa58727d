package timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            # nanoseconds,       text
            0,                   0.0 ms
            49_999,              0.0 ms
            400_000,             0.4 ms
            9_940_000,           9.9 ms
            9_950_000,           10 ms
            31_400_000,          31 ms
            99_499_999,          99 ms
            99_500_000,          0.10 s
            220_000_000,         0.22 s
            999_999_999,         1.00 s
            2_040_000_000,       2.04 s
            59_994_999_999,      59.99 s
            59_995_000_000,      1 min 00 s
            64_000_000_000,      1 min 04 s
            4_500_000_000_000,   75 min 00 s
            -220_000_000,        -0.22 s
            """)
    void aTimeIsWrittenWithTheDigitsThatMatter(String nanos, String text) {
        var time = Duration.ofNanos(Long.parseLong(nanos.replace("_", "")));

        assertThat(Timeline.text(time)).isEqualTo(text);
    }

    @Test
    void underAMinuteItFitsAColumnOfSeven() {
        var nanos = LongStream.iterate(1, n -> n < 60_000_000_000L, n -> n + 1 + n / 97);

        assertThat(nanos.mapToObj(n -> Timeline.text(Duration.ofNanos(n))))
                .allSatisfy(text -> assertThat(text.length()).isLessThanOrEqualTo(7));
    }

    @Test
    void itIsWrittenAlikeWhereverTheReaderLives() {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);

            assertThat(Timeline.text(Duration.ofMillis(2_040))).isEqualTo("2.04 s");
        } finally {
            Locale.setDefault(before);
        }
    }
}
