package answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import grader.Result;
import grader.Verdicts;
import grading.GraderPool;
import grading.Graders;
import grading.Sheet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Proves that the graders can be trusted: they accept our answers and every other right one,
/// and reject every mistake by the very test that it names.
@ResourceLock("processors") // it keeps all of them busy
@Tag("slow")
class AnswersIT {

    private static final int LEAST_ALTERNATIVES = 3;
    private static final int LEAST_MISTAKES = 10;
    private static final int LEAST_OF_PRACTICE = 2;

    private static final String NEEDS_25 =
            "It uses StructuredTaskScope as it is on JDK 25, and this is another one.";

    @TempDir
    static Path work;

    private static GraderPool pool;
    private static List<Answer> right;
    private static List<Answer> wrong;
    private static final Map<Answer, Future<Sheet>> SHEETS = new LinkedHashMap<>();

    @BeforeAll
    static void gradeAll() throws IOException {
        right = new ArrayList<>(Answer.references());
        right.addAll(Answer.alternatives());
        wrong = Answer.mistakes();
        var all = Stream.of(wrong, right).flatMap(List::stream).filter(Answer::runsHere)
                .toList();
        // To apply the patches takes a while, and as many processes.
        var files = all.parallelStream().map(AnswersIT::write).toList();
        // More than there are processors: a mistake is often caught by waiting for what does
        // not come. The right answers are last, in JVMs that are warm.
        pool = new GraderPool(Graders.of(Answer.ROOT), false,
                3 * Runtime.getRuntime().availableProcessors());
        for (var i = 0; i < all.size(); i++) {
            var answer = all.get(i);
            var mistake = answer.mistake();
            SHEETS.put(answer, pool.grade(answer.exercise(), files.get(i),
                    test -> mistake == null || test.name().equals(mistake.caughtBy())));
        }
    }

    private static Path write(Answer answer) {
        try {
            return answer.write(work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void end() {
        pool.close();
    }

    @TestFactory
    Stream<DynamicTest> everyRightAnswerPassesEveryTest() {
        return right.stream()
                .map(answer -> DynamicTest.dynamicTest(answer.toString(), () -> {
                    assumeThat(answer.runsHere()).as(NEEDS_25).isTrue();
                    var sheet = SHEETS.get(answer).get();

                    assertThat(sheet.grades()).as(answer.toString()).isNotEmpty()
                            .allMatch(grade -> grade.result() == Result.PASSED);
                    assertThat(sheet.isSolved()).as("all tests were run").isTrue();
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyMistakeFailsTheTestThatItNames() {
        return wrong.stream()
                .map(answer -> DynamicTest.dynamicTest(answer.toString(), () -> {
                    assumeThat(answer.runsHere()).as(NEEDS_25).isTrue();
                    var name = answer.mistake().caughtBy();
                    assertThat(name).as(answer.file() + " says: Caught by: nameOfTheTest")
                            .isNotEmpty();
                    assertThat(answer.mistake().wrong())
                            .as(answer.file() + " says what is wrong").isNotEmpty();

                    var grade = SHEETS.get(answer).get().grades().stream()
                            .filter(one -> one.test().name().equals(name)).findFirst();

                    assertThat(grade).as("there is a test " + name).isPresent();
                    assertThat(grade.get().result()).as(grade.get().toString())
                            .isEqualTo(Result.FAILED);
                    assertThat(grade.get().message())
                            .as("a message of the test, not of the time limit or of a crash")
                            .matches(Verdicts::isOfTheTest);
                }));
    }

    @Test
    void eachExerciseHasEnoughOfBoth() throws IOException {
        for (var reference : Answer.references()) {
            var exercise = reference.className();
            var small = reference.exercise().isPractice();
            assertThat(count(right, exercise) - 1).as("alternatives of " + exercise)
                    .isGreaterThanOrEqualTo(
                            small ? LEAST_OF_PRACTICE : LEAST_ALTERNATIVES);
            assertThat(count(wrong, exercise)).as("mistakes of " + exercise)
                    .isGreaterThanOrEqualTo(small ? LEAST_OF_PRACTICE : LEAST_MISTAKES);
        }
    }

    @Test
    void allRightAnswersOfAnExerciseHaveTheSameTests() throws Exception {
        System.out.println("exercise              tests  alternatives  mistakes");
        for (var reference : Answer.references()) {
            var exercise = reference.className();
            if (!reference.runsHere()) {
                continue;
            }
            var tests = names(reference);
            System.out.println("%-20s  %5d  %12d  %8d".formatted(exercise, tests.size(),
                    count(right, exercise) - 1, count(wrong, exercise)));
            for (var answer : right) {
                if (answer.className().equals(exercise) && answer.runsHere()) {
                    assertThat(names(answer)).as(answer.toString()).isEqualTo(tests);
                }
            }
        }
    }

    private static List<String> names(Answer answer) throws Exception {
        return SHEETS.get(answer).get().grades().stream()
                .map(grade -> grade.test().name()).toList();
    }

    private static long count(List<Answer> answers, String exercise) {
        return answers.stream().filter(answer -> answer.className().equals(exercise))
                .count();
    }
}
