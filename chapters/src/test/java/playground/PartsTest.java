package playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {

    @Test
    void noPartIsForgotten() throws IOException {
        var names = new ArrayList<String>();
        for (var folder : List.of("git", "playground", "timeline")) {
            try (var files = Files.newDirectoryStream(Path.of(folder), "*.java")) {
                for (var file : files) {
                    names.add(folder + "."
                            + file.getFileName().toString().replace(".java", ""));
                }
            }
        }

        assertThat(Parts.NAMES).containsExactlyInAnyOrderElementsOf(names);
    }
}
