package companion;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "reset", description = {"Brings the stub back as it was shipped.",
    "Your text is kept as a backup, whose path is printed."})
final class ResetCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Parameters(index = "0", paramLabel = "N",
            description = "The exercise, like 2, or the practice task, like 2.4.")
    private String number;

    @Override
    public Integer call() throws Exception {
        var house = House.here();
        System.out.print(Reset.report(house, house.exercise(number)));
        return 0;
    }
}
