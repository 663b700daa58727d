package companion;

import grading.Exercise;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "solution", description = {
    "Shows our answer beside yours, and other right ones: why each is as it is.",
    "Once the exercise is solved."})
final class SolutionCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Option(names = "--peek", description = "Show it before the exercise is solved.")
    private boolean peek;

    @Parameters(index = "0", paramLabel = "N",
            description = "The exercise, like 2, or the practice task, like 2.4.")
    private String number;

    @Override
    public Integer call() throws Exception {
        var house = House.here();
        var exercise = house.exercise(number);
        if (!Solutions.mayBeSeen(house, exercise, peek, "solution " + number)) {
            return 1;
        }
        System.out.print(shown(house, exercise, Columns.width()));
        return 0;
    }

    /// Side by side where the screen is wide enough, else one after the other.
    static String shown(House house, Exercise exercise, int width) throws Exception {
        var reference = Solutions.reference(house, exercise);
        var mine = Files.exists(exercise.stub()) ? Files.readString(exercise.stub()) : "";
        var text = new StringBuilder();
        var ours = String.join("\n", reference.about()) + "\n" + reference.code();
        text.append(Columns.beside("Yours", mine, "Ours", ours.strip(), width));
        text.append("\nOther right answers\n");
        for (var alternative : Solutions.alternatives(house, exercise)) {
            text.append("\n  ").append(house.root().relativize(alternative.file()))
                    .append('\n');
            alternative.about()
                    .forEach(line -> text.append("    ").append(line).append('\n'));
        }
        return text.toString();
    }
}
