package playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartsTest {

    private static final Path PLAYGROUND = Path.of("playground");

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
        var known = new TreeSet<>(Parts.NAMES);
        Parts.OF_A_STEP.values().forEach(known::addAll);

        assertThat(known).containsExactlyInAnyOrderElementsOf(names);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aStepLoadsAllThatItUses(int step) throws IOException {
        var loaded = new TreeSet<>(Parts.NAMES);
        loaded.addAll(Parts.OF_A_STEP.getOrDefault(step, List.of()));

        assertThat(loaded).containsAll(usedBy(Path.of("Step" + step + ".java"),
                new TreeSet<>()));
    }

    /// The classes of the playground that a file names, and those that they name, without those
    /// that are only a list of names.
    private static Set<String> usedBy(Path file, Set<String> known) throws IOException {
        for (var word : Files.readString(file).split("\\W+")) {
            var part = PLAYGROUND.resolve(word + ".java");
            if (!word.equals("Parts") && Files.exists(part)
                    && known.add("playground." + word)) {
                usedBy(part, known);
            }
        }
        return known;
    }
}
