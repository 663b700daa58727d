package companion;

import com.fasterxml.jackson.jr.ob.JSON;
import grading.Grade;
import grading.Sheet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "progress",
        description = {"Shows the exercises: how far you are, and what is next.",
            "Only what has changed since the last time is graded."})
final class ProgressCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Option(names = "--json",
            description = "Print a JSON array, with an object for each exercise.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var house = House.here();
        var exercises = house.exercises();
        List<Sheet> sheets;
        try (var grader = new LearnerGrader(house, false)) {
            sheets = grader.sheets(exercises);
        }
        System.out.print(json ? json(sheets) : ProgressTable.of(sheets));
        return 0;
    }

    private static Map<String, Object> failure(Grade grade) {
        var object = new LinkedHashMap<String, Object>();
        object.put("test", grade.test().name());
        object.put("level", grade.test().level().words());
        object.put("point", grade.test().point());
        return object;
    }

    static String json(List<Sheet> sheets) throws IOException {
        var all = new ArrayList<Map<String, Object>>();
        for (var sheet : sheets) {
            var exercise = sheet.exercise();
            var object = new LinkedHashMap<String, Object>();
            object.put("number", exercise.number());
            object.put("name", exercise.name());
            object.put("state", sheet.state().words());
            object.put("stars", sheet.stars());
            object.put("allStars", sheet.allStars());
            object.put("points", sheet.points());
            object.put("pointsKept", sheet.pointsKept());
            object.put("passed", sheet.passed());
            object.put("tests", sheet.grades().size());
            object.put("firstFailure",
                    sheet.firstFailure().map(ProgressCommand::failure).orElse(null));
            object.put("file", exercise.stubName());
            object.put("guide", exercise.guideName().orElse(null));
            all.add(object);
        }
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                .with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(all) + "\n";
    }
}
