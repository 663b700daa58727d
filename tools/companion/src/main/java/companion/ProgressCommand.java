package companion;

import com.fasterxml.jackson.jr.ob.JSON;
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
        List<Verdict> verdicts;
        try (var grading = new Grading(house, false)) {
            verdicts = grading.verdicts(exercises);
        }
        System.out
                .print(json ? json(exercises, verdicts) : Table.of(exercises, verdicts));
        return 0;
    }

    private static String json(List<Exercise> exercises, List<Verdict> verdicts)
            throws Exception {
        var all = new ArrayList<Map<String, Object>>();
        for (var i = 0; i < exercises.size(); i++) {
            var exercise = exercises.get(i);
            var verdict = verdicts.get(i);
            var object = new LinkedHashMap<String, Object>();
            object.put("number", exercise.number());
            object.put("name", exercise.name());
            object.put("state", verdict.state().words());
            object.put("passed", verdict.passed());
            object.put("tests", verdict.total());
            object.put("firstFailure",
                    verdict.first().isEmpty() ? null : verdict.first());
            object.put("file", exercise.stubName());
            object.put("guide", exercise.guideName());
            all.add(object);
        }
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                .with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(all) + "\n";
    }
}
