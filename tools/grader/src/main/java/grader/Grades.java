package grader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The grades of one exercise in one run: a file with a line for each test, written as the
/// tests go. So they are there for the board even when the JVM ends in the middle.
///
/// The property `grades.directory` says where; without it nothing is written.
public final class Grades {

    /// What came of one test. FAILED has a message; SKIPPED a reason.
    public enum Result { PASSED, FAILED, NOT_STARTED, SKIPPED }

    /// One test's grade.
    public record Grade(String test, Result result, String message) {}

    private final Path file;

    private Grades(Path file) {
        this.file = file;
    }

    /// Begins the file anew for this run.
    static Grades write(Class<?> grader, Exercise exercise) {
        var directory = System.getProperty("grades.directory");
        if (directory == null) {
            return new Grades(null);
        }
        var grades = new Grades(Path.of(directory, grader.getSimpleName() + ".tsv"));
        try {
            Files.createDirectories(grades.file.getParent());
            Files.deleteIfExists(grades.file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        grades.line("run", System.getProperty("grades.run", ""));
        grades.line("exercise", String.valueOf(exercise.number()), exercise.name());
        grades.line("order", SourceOrder.names(grader).toArray(String[]::new));
        return grades;
    }

    void began(String test) {
        line("BEGAN", test);
    }

    /// All tests were run; without it, the JVM ended before.
    void end() {
        line("END");
    }

    void passed(String test) {
        line(Result.PASSED.name(), test, "");
    }

    void failed(String test, String message) {
        line(Result.FAILED.name(), test, String.valueOf(message));
    }

    void notStarted(String test) {
        line(Result.NOT_STARTED.name(), test, "");
    }

    void skipped(String test, String reason) {
        line(Result.SKIPPED.name(), test, reason);
    }

    // Tests run side by side.
    private synchronized void line(String kind, String... rest) {
        if (file == null) {
            return;
        }
        var fields = new ArrayList<>(List.of(kind));
        fields.addAll(List.of(rest));
        var escaped = new ArrayList<String>();
        for (var field : fields) {
            escaped.add(field.replace("\\", "\\\\").replace("\t", "\\t")
                    .replace("\r", "\\r").replace("\n", "\\n"));
        }
        try {
            Files.writeString(file, String.join("\t", escaped) + "\n",
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One exercise's grades, read back.
    ///
    /// @param complete whether all its tests were run, and not cut off by the JVM's end
    public record Sheet(
            String run, int number, String name, List<Grade> grades, boolean complete) {

        public boolean allAre(Result result) {
            return complete && !grades.isEmpty()
                    && grades.stream().allMatch(grade -> grade.result == result);
        }

        public long count(Result result) {
            return grades.stream().filter(grade -> grade.result == result).count();
        }

        /// Whether every test passed.
        public boolean isSolved() {
            return allAre(Result.PASSED);
        }

        /// Whether there is something to mend.
        public boolean fails() {
            return !complete || firstFailure().isPresent();
        }

        /// What to mend first: a hang or the JVM's end, which explain the others, else the
        /// first point of the contract whose test failed.
        public Optional<Grade> firstFailure() {
            var failed = grades.stream().filter(grade -> grade.result == Result.FAILED)
                    .toList();
            return failed.stream()
                    .filter(grade -> Verdicts.explainsOthers(grade.message()))
                    .findFirst().or(() -> failed.stream().findFirst());
        }
    }

    /// Reads every sheet in `directory`, by the exercise's number.
    public static Map<Integer, Sheet> read(Path directory) throws IOException {
        var sheets = new TreeMap<Integer, Sheet>();
        if (!Files.isDirectory(directory)) {
            return sheets;
        }
        try (var files = Files.list(directory)) {
            for (var file : files.filter(f -> f.toString().endsWith(".tsv")).sorted()
                    .toList()) {
                var sheet = sheet(Files.readAllLines(file));
                sheets.put(sheet.number, sheet);
            }
        }
        return sheets;
    }

    private static Sheet sheet(List<String> lines) {
        var run = "";
        var number = 0;
        var name = "";
        var complete = false;
        var order = new ArrayList<String>();
        // By the test's name: its result takes the place of its beginning.
        var grades = new LinkedHashMap<String, Grade>();
        for (var line : lines) {
            var fields = line.split("\t", -1);
            for (var i = 0; i < fields.length; i++) {
                fields[i] = fields[i].translateEscapes();
            }
            switch (fields[0]) {
                case "run" -> run = fields[1];
                case "exercise" -> {
                    number = Integer.parseInt(fields[1]);
                    name = fields[2];
                }
                case "order" -> order.addAll(List.of(fields));
                case "BEGAN" -> grades.put(fields[1],
                        new Grade(fields[1], Result.FAILED, Verdicts.JVM_VANISHED));
                case "END" -> complete = true;
                default -> grades.put(fields[1],
                        new Grade(fields[1], Result.valueOf(fields[0]), fields[2]));
            }
        }
        var sorted = new ArrayList<>(grades.values());
        sorted.sort(Comparator.comparingInt((Grade grade) -> order.indexOf(grade.test)));
        return new Sheet(run, number, name, List.copyOf(sorted), complete);
    }
}
