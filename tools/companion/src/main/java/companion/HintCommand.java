package companion;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "hint", description = {"Prints the next hint that you have not seen yet.",
    "There are three: a question, the API to look at, the shape of the answer."})
final class HintCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Parameters(index = "0", paramLabel = "N",
            description = "The exercise, like 2, or the practice task, like 2.4.")
    private String number;

    @Parameters(index = "1", paramLabel = "LEVEL", arity = "0..1",
            description = "The hint's level, 1 to 3.")
    private Integer level;

    @Override
    public Integer call() throws Exception {
        var house = House.here();
        var hints = Hints.of(house, house.exercise(number));
        System.out.print(level == null ? hints.next() : hints.level(level));
        return 0;
    }
}
