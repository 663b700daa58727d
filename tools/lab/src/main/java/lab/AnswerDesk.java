package lab;

import companion.Hints;
import companion.House;
import companion.LearnerGrader;
import companion.Reset;
import companion.Solutions;
import grading.Exercise;
import grading.Grade;
import grading.Sheet;
import io.methvin.watcher.DirectoryWatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The learner's own files, and their grading: a file may be changed here and in an editor, by
/// turns. Each text has a version. Who saves says which version it was made from; if the file has
/// another one by then, nothing is written.
final class AnswerDesk implements AutoCloseable {

    private final House house;
    private final Consumer<Map<String, Object>> events;
    private final LearnerGrader grader;
    private final DirectoryWatcher watcher;
    private final ExecutorService gradings = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("grader").factory());
    private final AtomicLong latest = new AtomicLong();

    /// Begins to watch the learner's folder.
    ///
    /// @param events hears of changed files and of verdicts
    AnswerDesk(House house, Consumer<Map<String, Object>> events) throws IOException {
        this.house = house;
        this.events = events;
        grader = new LearnerGrader(house, false);
        watcher = DirectoryWatcher.builder().path(house.answers()).fileHashing(true)
                .listener(event -> changed(event.path().getFileName().toString()))
                .build();
        watcher.watchAsync();
    }

    private void changed(String file) throws IOException {
        for (var exercise : house.exercises()) {
            if (file.equals(exercise.className() + ".java")) {
                tell("file", exercise, Map.of("version", version(text(exercise))));
                grade(exercise);
            }
        }
    }

    private void tell(String type, Exercise exercise, Map<String, Object> more) {
        var event = new HashMap<>(more);
        event.put("type", type);
        event.put("number", exercise.number());
        events.accept(event);
    }

    /// The text of the learner's file, and its version.
    Map<String, Object> file(Exercise exercise) throws IOException {
        var text = text(exercise);
        return Map.of("text", text, "version", version(text));
    }

    /// Missing is like empty: then a reset brings it back.
    private static String text(Exercise exercise) throws IOException {
        try {
            return Files.readString(exercise.stub());
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static String version(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8)), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Saves the text, unless the file has changed since `base`. What watches the file has it
    /// graded.
    ///
    /// @return the version that the file has now, and its text if nothing was written
    synchronized Map<String, Object> save(Exercise exercise, String text, String base)
            throws IOException {
        var now = text(exercise);
        if (!version(now).equals(base)) {
            return Map.of("text", now, "version", version(now));
        }
        var half = Files.createTempFile(exercise.stub().getParent(), ".lab-", ".tmp");
        try {
            Files.writeString(half, text);
            Files.move(half, exercise.stub(), StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }
        return Map.of("version", version(text));
    }

    /// Grades, in place of a grading that may be going on. Does not block.
    void grade(Exercise exercise) {
        var number = latest.incrementAndGet();
        grader.cancel();
        gradings.execute(() -> {
            if (number == latest.get()) {
                tell("grading", exercise, Map.of());
                try {
                    tell("sheet", exercise, told(grader.graded(exercise)));
                } catch (IOException | RuntimeException e) {
                    if (number == latest.get()) {
                        tell("broken", exercise, Map.of("text", "Could not grade: "
                                + e.getMessage()));
                    }
                }
            }
        });
    }

    private static Map<String, Object> told(Sheet sheet) {
        var told = new LinkedHashMap<String, Object>();
        told.put("state", sheet.state().words());
        told.put("solved", sheet.isSolved());
        told.put("score", sheet.score());
        told.put("stars", sheet.stars());
        told.put("allStars", sheet.allStars());
        told.put("problems", sheet.problems());
        told.put("first", sheet.firstFailure().map(AnswerDesk::told).orElse(null));
        told.put("others", sheet.otherFailures().stream().map(AnswerDesk::told).toList());
        return told;
    }

    private static Map<String, Object> told(Grade grade) {
        return Map.of("test", grade.test().inWords(), "message", grade.message());
    }

    /// All sheets, each graded now or known from before.
    List<Map<String, Object>> progress() throws IOException {
        return grader.sheets(house.exercises()).stream().map(sheet -> {
            var told = told(sheet);
            told.put("number", sheet.exercise().number());
            told.put("name", sheet.exercise().name());
            return told;
        }).toList();
    }

    /// The next hint.
    Map<String, Object> hint(Exercise exercise) throws IOException {
        return Map.of("text", Hints.of(house, exercise).next());
    }

    /// Puts the stub back, and keeps the learner's text in a file.
    synchronized Map<String, Object> reset(Exercise exercise) throws IOException {
        return Map.of("text", Reset.report(house, exercise));
    }

    /// Our answer, once the learner has one.
    Map<String, Object> solution(Exercise exercise) throws IOException {
        var sheet = grader.sheets(List.of(exercise)).getFirst();
        return sheet.isSolved()
                ? Map.of("text", Solutions.reference(house, exercise).code())
                : Map.of();
    }

    /// Ends the grading JVMs.
    @Override
    public void close() throws IOException {
        watcher.close();
        grader.cancel();
        gradings.shutdownNow();
        grader.close();
    }
}
