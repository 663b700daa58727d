package companion;

import com.fasterxml.jackson.jr.ob.JSON;
import companion.Verdict.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The verdicts of earlier times, kept in files. One is true for as long as neither the
/// learner's sources nor the graders have changed.
record Verdicts(House house, String graders) {

    /// The verdict of before, if it still holds.
    Optional<Verdict> of(Exercise exercise) throws IOException {
        var file = file(exercise);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var kept = JSON.std.mapFrom(Files.readString(file));
            if (!key(exercise).equals(kept.get("key"))) {
                return Optional.empty();
            }
            return Optional.of(new Verdict(State.valueOf((String) kept.get("state")),
                    ((Number) kept.get("passed")).longValue(),
                    ((Number) kept.get("total")).longValue(), List.of(),
                    (String) kept.get("first"), "", ""));
        } catch (RuntimeException | IOException e) {
            return Optional.empty(); // half a file: graded anew
        }
    }

    /// Keeps a verdict, and returns it.
    ///
    /// @param key what [#key] was before the grading: the source may have been saved since
    Verdict keep(Exercise exercise, String key, Verdict verdict) throws IOException {
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("key", key);
        kept.put("state", verdict.state().name());
        kept.put("passed", verdict.passed());
        kept.put("total", verdict.total());
        kept.put("first", verdict.first());
        Files.createDirectories(file(exercise).getParent());
        Files.writeString(file(exercise), JSON.std.asString(kept));
        return verdict;
    }

    /// What a verdict depends on. An answer may use other sources of the learner, so all of them
    /// count; but not what an editor keeps beside them for a moment.
    String key(Exercise exercise) throws IOException {
        try (var files = Files.list(exercise.sources())) {
            return graders + " "
                    + Graders.hash(files.filter(file -> file.toString().endsWith(".java"))
                            .sorted()
                            .toList());
        }
    }

    private Path file(Exercise exercise) {
        return house.work().resolve("verdicts").resolve(exercise.slug() + ".json");
    }
}
