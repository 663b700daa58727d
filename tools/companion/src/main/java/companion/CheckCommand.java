package companion;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "check",
        description = {"Grades now, by the same tests as mvn test, without Maven.",
            "The exit code is 1 if something fails."})
final class CheckCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Option(names = "--strict", description = "What is not started fails.")
    private boolean strict;

    @Parameters(paramLabel = "N", arity = "0..*",
            description = "Exercises; all if none is given.")
    private List<Integer> numbers = List.of();

    @Override
    public Integer call() throws Exception {
        var house = House.here();
        var exercises = numbers.isEmpty()
                ? house.exercises()
                : numbers.stream().distinct().sorted().map(house::exercise).toList();
        var verdicts = new ArrayList<Verdict>();
        try (var grading = new Grading(house, strict)) {
            System.out.print(grading.board(exercises, verdicts));
        }
        return verdicts.stream().anyMatch(v -> v.state() == Verdict.State.FAILING)
                ? 1
                : 0;
    }
}
