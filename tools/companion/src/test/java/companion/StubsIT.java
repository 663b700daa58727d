package companion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class StubsIT {

    /// `./jbang reset` brings back what lies in src/main/resources/stubs.
    @Test
    void theStubsAsShippedAreThoseOfTheExercises() throws Exception {
        for (var exercise : new House(Houses.WORKBOOK).exercises()) {
            assertThat(Files.readString(exercise.stub())).as(exercise.stubName())
                    .isEqualTo(exercise.shipped());
        }
    }
}
