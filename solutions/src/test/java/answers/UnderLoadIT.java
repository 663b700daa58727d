package answers;

import static org.assertj.core.api.Assertions.assertThat;

import grading.GraderPool;
import grading.Graders;
import grading.Sheet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Grades our answers again and again while busy loops take all processors: a slow machine may
/// never fail a right answer. Run by `.ci/load`, not by every build.
@EnabledIfSystemProperty(named = "runs", matches = "\\d+")
@Tag("slow")
class UnderLoadIT {

    private static final int BUSY_LOOPS = Integer.getInteger("loops", 8);

    private volatile boolean busy = true;

    @Test
    void rightAnswersPassEveryTime() throws Exception {
        var runs = Integer.parseInt(System.getProperty("runs"));
        var failures = new ArrayList<String>();
        for (var i = 0; i < BUSY_LOOPS; i++) {
            Thread.ofPlatform().daemon().start(this::keepBusy);
        }
        // All five at the same time, each in a JVM that has just started.
        var graders = Graders.of(Answer.ROOT);
        var answers = Answer.references().stream()
                .filter(answer -> !answer.exercise().isPractice()).toList();
        try {
            for (var run = 1; run <= runs; run++) {
                try (var pool =
                        new GraderPool(graders, false, answers.size())) {
                    var sheets = new LinkedHashMap<Answer, Future<Sheet>>();
                    for (var answer : answers) {
                        sheets.put(answer, pool.grade(answer.exercise(), answer.file(),
                                _ -> true));
                    }
                    for (var answer : sheets.keySet()) {
                        var sheet = sheets.get(answer).get();
                        if (!sheet.isSolved()) {
                            failures.add("run " + run + ", " + answer + ": "
                                    + sheet.firstFailure().orElseThrow());
                        }
                    }
                }
            }
        } finally {
            busy = false;
        }
        System.out.println(runs + " runs of " + answers.size()
                + " answers beside " + BUSY_LOOPS + " busy loops: " + failures.size()
                + " failures");
        assertThat(failures).isEmpty();
    }

    private void keepBusy() {
        while (busy) {
            Thread.onSpinWait();
        }
    }
}
