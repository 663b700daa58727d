package companion;

import grading.Board;
import grading.Exercise;
import grading.Sheet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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

    @Option(names = "--all", description = "Show the verdict of every test that failed.")
    private boolean all;

    @Parameters(paramLabel = "N", arity = "0..*",
            description = "Exercises, like 2, and practice tasks, like 2.4; all if none "
                    + "is given.")
    private List<String> numbers = List.of();

    @Override
    public Integer call() throws Exception {
        var house = House.here();
        var exercises = numbers.isEmpty()
                ? house.exercises()
                : inOrder(house);
        try (var grader = new LearnerGrader(house, strict)) {
            var sheets = grader.grade(exercises);
            System.out.print(all
                    ? Board.drawAll(sheets)
                    : Board.draw(sheets, Optional.empty()));
            return sheets.stream().anyMatch(Sheet::fails) ? 1 : 0;
        }
    }

    private List<Exercise> inOrder(House house) {
        var wanted = numbers.stream().map(house::exercise).collect(Collectors.toSet());
        return house.exercises().stream().filter(wanted::contains).toList();
    }
}
