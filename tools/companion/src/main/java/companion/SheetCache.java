package companion;

import com.fasterxml.jackson.jr.ob.JSON;
import grader.Result;
import grading.Exercise;
import grading.Grade;
import grading.Graders;
import grading.Sheet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The sheets of earlier gradings, kept in files. One is true for as long as neither the
/// learner's sources nor the graders have changed.
record SheetCache(House house, Graders graders) {

    /// The sheet of before, if it still holds.
    Optional<Sheet> of(Exercise exercise) throws IOException {
        var file = file(exercise);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var kept = JSON.std.mapFrom(Files.readString(file));
            if (!key(exercise).equals(kept.get("key"))) {
                return Optional.empty();
            }
            var grades = new ArrayList<Grade>();
            var tests = graders.tests(exercise).iterator();
            for (var grade : (List<?>) kept.get("grades")) {
                var fields = (Map<?, ?>) grade;
                grades.add(new Grade(tests.next(),
                        Result.valueOf((String) fields.get("result")),
                        (String) fields.get("message"), Duration.ZERO));
            }
            return Optional.of(new Sheet(exercise, List.of(), grades, ""));
        } catch (RuntimeException | IOException e) {
            return Optional.empty(); // half a file: graded again
        }
    }

    /// Keeps a sheet, and returns it.
    ///
    /// @param key what [#key] was before the grading: the source may have been saved since
    Sheet keep(String key, Sheet sheet) throws IOException {
        var file = file(sheet.exercise());
        Files.createDirectories(file.getParent());
        Files.writeString(file, JSON.std.asString(Map.of("key", key, "grades",
                sheet.grades().stream().map(grade -> Map.of("result",
                        grade.result().name(), "message", grade.message()))
                        .toList())));
        return sheet;
    }

    /// What a sheet depends on. An answer to an exercise may use other sources of the learner, so
    /// all of them count; but not what an editor keeps beside them for a moment. A practice task
    /// is one file.
    String key(Exercise exercise) throws IOException {
        if (exercise.isPractice()) {
            return graders.version() + " " + (Files.exists(exercise.stub())
                    ? Graders.hash(List.of(exercise.stub()))
                    : "");
        }
        try (var files = Files.list(exercise.stub().getParent())) {
            return graders.version() + " " + Graders.hash(
                    files.filter(file -> file.toString().endsWith(".java")).sorted()
                            .toList());
        }
    }

    private Path file(Exercise exercise) {
        return house.work().resolve("sheets").resolve(exercise.className() + ".json");
    }
}
