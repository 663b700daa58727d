package companion;

import grading.Board;
import grading.Sheet;
import java.util.List;
import java.util.Optional;
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

    @Option(names = "--all", description = "Show the verdict of every test that failed.")
    private boolean all;

    @Parameters(paramLabel = "N", arity = "0..*",
            description = "Exercises; all if none is given.")
    private List<Integer> numbers = List.of();

    @Override
    public Integer call() throws Exception {
        var house = House.here();
        var exercises = numbers.isEmpty()
                ? house.exercises()
                : numbers.stream().distinct().sorted().map(house::exercise).toList();
        try (var grader = new LearnerGrader(house, strict)) {
            var sheets = grader.grade(exercises);
            System.out.print(all
                    ? Board.drawAll(sheets)
                    : Board.draw(sheets, Optional.empty()));
            return sheets.stream().anyMatch(Sheet::fails) ? 1 : 0;
        }
    }
}
