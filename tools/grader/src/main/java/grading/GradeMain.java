package grading;

import grader.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `mvn test` runs: grades the learner's answers, or those in another folder, side by side;
/// leaves a report for each exercise; and prints the board last. The exit code is 1 if something
/// fails, and 2 if nothing could be graded.
public final class GradeMain {

    /// Most of a grading is waiting, but for the start of its JVM.
    private static final int SIDE_BY_SIDE = 2;
    private static final int MOST_PRINTED = 20;
    private static final int WRONG_USAGE = 2;

    private final Graders graders;
    private final Path reports;
    private final boolean strict;
    private final Selection selection;
    /// Where other answers are, if not the learner's are to be graded.
    private final Optional<Path> answers;

    private GradeMain(Path root, Path reports) throws IOException {
        this.reports = reports;
        graders = Graders.of(root);
        // A bare -Dstrict is "true" in Maven.
        strict = Boolean.getBoolean("strict");
        selection = new Selection(System.getProperty("test", ""));
        answers = Optional.of(System.getProperty("answers", ""))
                .filter(folder -> !folder.isEmpty())
                .map(Path.of(System.getProperty("answers.from", ""))::resolve)
                .map(Path::normalize);
    }

    /// @param arguments the workbook's folder, and that of the reports. Properties have what may be
    ///                  given to Maven: `strict`, `test`, `answers`; and `answers.from`, the
    ///                  current folder there.
    public static void main(String[] arguments) throws Exception {
        var root = Path.of(arguments[0]).toAbsolutePath().normalize();
        try {
            System.exit(new GradeMain(root, Path.of(arguments[1])).run() ? 0 : 1);
        } catch (WrongUsage e) {
            System.err.println(e.getMessage());
            System.exit(WRONG_USAGE);
        }
    }

    /// @return whether nothing fails
    private boolean run() throws Exception {
        var exercises = selection.exercises(graders).stream()
                .filter(this::isWanted).toList();
        answers.ifPresent(folder -> checkAnswers(folder, exercises));
        // Nothing of an earlier run, nor of an answer, may be taken for a result of this one.
        Folders.delete(reports);
        var sheets = grade(exercises);
        Folders.delete(reports);
        Files.createDirectories(reports);
        for (var sheet : sheets) {
            Reports.write(sheet, reports);
            System.out.print(printed(sheet));
        }
        System.out.print(Board.draw(sheets, Optional.of(reports)));
        return sheets.stream().noneMatch(Sheet::fails);
    }

    /// Nobody has to hand in practice tasks.
    private boolean isWanted(Exercise exercise) {
        return answers.isEmpty() || !exercise.isPractice()
                || find(answers.get(), exercise).isPresent();
    }

    private static void checkAnswers(Path folder, List<Exercise> exercises) {
        if (exercises.stream().allMatch(exercise -> find(folder, exercise).isEmpty())) {
            throw new WrongUsage("-Danswers: there is no answer in " + folder
                    + ". It should hold "
                    + exercises.stream().map(exercise -> exercise.className() + ".java")
                            .collect(Collectors.joining(", "))
                    + ", a practice task, or some of them, there, in workbook/ or "
                    + "in src/main/java/workbook/.");
        }
    }

    private static Optional<Path> find(Path answers, Exercise exercise) {
        var source = Path.of(exercise.sourceName());
        return Stream.of(source.getFileName(), source,
                Path.of("src/main/java").resolve(source)).map(answers::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private List<Sheet> grade(List<Exercise> exercises) throws Exception {
        var sheets = new ArrayList<Future<Sheet>>();
        try (var pool = new GraderPool(graders, strict,
                Math.min(SIDE_BY_SIDE, exercises.size()))) {
            for (var exercise : exercises) {
                var tests = selection.of(exercise);
                var file = answers.isEmpty()
                        ? Optional.of(exercise.stub())
                        : find(answers.get(), exercise);
                sheets.add(file.isPresent()
                        ? pool.grade(exercise, file.get(), tests)
                        : CompletableFuture.completedFuture(missing(exercise, tests)));
            }
            var graded = new ArrayList<Sheet>();
            for (var sheet : sheets) {
                graded.add(sheet.get());
            }
            return graded;
        }
    }

    private Sheet missing(Exercise exercise, Predicate<GradedTest> tests)
            throws IOException {
        var result = strict ? Result.FAILED : Result.NOT_STARTED;
        var message = "not started: there is no " + exercise.className() + ".java in "
                + answers.orElseThrow();
        return Sheet.untried(exercise,
                graders.tests(exercise).stream().filter(tests).toList(), result, message);
    }

    private static String printed(Sheet sheet) {
        var lines = sheet.printed().lines().toList();
        if (lines.isEmpty()) {
            return "";
        }
        return "\nPrinted by the answer to " + sheet.exercise() + ":\n"
                + lines.stream().skip(Math.max(0, lines.size() - MOST_PRINTED))
                        .map(line -> "  " + line + "\n").collect(Collectors.joining());
    }
}
