package grader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {

    @ParameterizedTest(name = "{0} of {1} cores, {2} want one: {3}")
    @CsvSource({
        "0.01, 2,   1, 1",       // it rests, and so does the machine
        "0.01, 2,   8, 1",
        "0.01, 2,   0, 1",       // nobody knows
        "0.01, 2,  -1, 1",
        "0.5,  2,   8, 0.25",    // it works
        "0.5,  2,  16, 0.25",    // beside others, and gets enough
        "0.05, 2,  80, 0.1",     // it is starved, or rests: nobody can tell
        "0.3,  2,  80, 0.1",
        "0.01, 2, 900, 0.03125", // but not for ever
        "1.9,  2, 100, 0.25",    // it is itself who wants them all
        "0.3,  8,  32, 0.25",
    })
    void aSecondCountsForLessWhereAThreadGetsLess(double work, int cores, double wanting,
            double weight) {
        assertThat(Patience.weight(work, cores, wanting)).isEqualTo(weight);
    }
}
