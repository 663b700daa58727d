package classroom;

import static classroom.Workbooks.EXERCISES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grading.Exercise;
import grading.WrongUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsTest {

    @TempDir
    Path folder;

    private Weights read(String text) throws Exception {
        return Weights.read(Files.writeString(folder.resolve("weights"), text),
                Exercise.all(Workbooks.ROOT));
    }

    @Test
    void aStarIsOneMarkUnlessTheFileSaysMore() throws Exception {
        var weights = read("# the third is hard\n3 = 2, 1, 0.5\n1.1=4\n");

        assertThat(weights.most(EXERCISES)).isEqualByComparingTo("15.5");
        assertThat(Weights.DEFAULT.most(EXERCISES)).isEqualByComparingTo("15");
        assertThat(weights.of(Exercise.numbered(Workbooks.ROOT, "1.1")))
                .singleElement().hasToString("4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3 = 2, 1", "3 = 1, 2, 3, 4", "9 = 1, 1, 1", "3 = -1, 1, 1",
        "3 = 1e9, 1, 1", "3 = a, 1, 1", "3 =", "1.1 = 1, 1", "\\u00g = 1"})
    void whatMakesNoSenseIsWrongUsage(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(WrongUsage.class)
                .hasMessageContaining("weights");
    }
}
