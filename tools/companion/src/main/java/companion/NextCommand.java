package companion;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "next", description = {
    "Prints what is next: what fails, else what you have begun, else the first that is not solved.",
    "In learning order: a chapter, its practice tasks, its exercises."})
final class NextCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Override
    public Integer call() throws Exception {
        var house = House.here();
        try (var grader = new LearnerGrader(house, false)) {
            System.out.print(ProgressTable.nextInWords(
                    grader.sheets(house.exercises())));
        }
        return 0;
    }
}
