package companion;

import grading.Exercise;
import grading.Launcher;
import grading.WrongUsage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "mistakes", description = {
    "Riddles: wrong answers that people write. Which test catches each?",
    "Once the exercise is solved."})
final class MistakesCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Option(names = "--all", description = "All of them, not only the best.")
    private boolean all;

    @Option(names = "--list", description = "Print only their names.")
    private boolean list;

    @Option(names = "--peek", description = "Show them before the exercise is solved.")
    private boolean peek;

    @Parameters(index = "0", paramLabel = "N",
            description = "The exercise, like 2, or the practice task, like 2.4.")
    private String number;

    @Parameters(index = "1", paramLabel = "NAME", arity = "0..1",
            description = "Only this one.")
    private String name;

    @Override
    public Integer call() throws Exception {
        var house = House.here();
        var exercise = house.exercise(number);
        var mistakes = Mistake.of(house.root(), exercise.className());
        var gallery = Riddle.gallery(mistakes);
        var chosen = name != null ? named(mistakes) : all ? mistakes : gallery;
        if (list) {
            chosen.forEach(mistake -> System.out.println(mistake.name()));
            return 0;
        }
        if (!Solutions.mayBeSeen(house, exercise, peek, "mistakes " + number)) {
            return 1;
        }
        var asks = System.console() != null && System.console().isTerminal();
        show(exercise, chosen, gallery,
                asks ? new BufferedReader(new InputStreamReader(System.in)) : null);
        return 0;
    }

    private List<Mistake> named(List<Mistake> mistakes) {
        var named = mistakes.stream().filter(one -> one.name().equals(name)).toList();
        if (named.isEmpty()) {
            throw new WrongUsage("There is no mistake '" + name + "' of exercise "
                    + number
                    + ". Their names: "
                    + Launcher.command("mistakes " + number + " --all --list"));
        }
        return named;
    }

    /// Shows one after another. Blocks until the reader has guessed, if there is a keyboard.
    ///
    /// @param gallery  the tests to choose from are theirs
    /// @param keyboard null without a terminal
    static void show(Exercise exercise, List<Mistake> mistakes, List<Mistake> gallery,
            BufferedReader keyboard) throws IOException, InterruptedException {
        for (var i = 0; i < mistakes.size(); i++) {
            var mistake = mistakes.get(i);
            System.out
                    .print(Columns.title("a wrong answer to " + exercise + ", " + (i + 1)
                            + " of " + mistakes.size(), 100));
            var riddle = Riddle.of(mistake, gallery);
            System.out.println(riddle.source());
            System.out.println("Which test catches it?");
            var choices = riddle.choices();
            for (var choice = 1; choice <= choices.size(); choice++) {
                System.out.println("  " + choice + "  " + choices.get(choice - 1));
            }
            var right = choices.indexOf(mistake.caughtBy()) + 1;
            var guess = "";
            if (keyboard != null) {
                do {
                    guess = asked(keyboard, "1 to " + choices.size()
                            + "; Enter shows the answer, q ends: ");
                } while (!guess.matches("[1-" + choices.size() + "q]?"));
                if (guess.equals("q")) {
                    return;
                }
            }
            System.out.println();
            System.out.println((guess.isEmpty() ? "" : guess.equals("" + right)
                    ? "Yes. " : "No. ") + right + ", " + mistake.caughtBy() + ".");
            System.out.println();
            System.out.println(mistake.wrong());
            System.out.println();
            System.out.println(mistake.diff());
            if (keyboard != null && i + 1 < mistakes.size()
                    && asked(keyboard, "Enter shows the next one, q ends: ")
                            .equals("q")) {
                return;
            }
        }
    }

    /// What was typed; at the end of the input, `q`.
    private static String asked(BufferedReader keyboard, String question)
            throws IOException {
        System.out.print(question);
        System.out.flush();
        var line = keyboard.readLine();
        return line == null ? "q" : line.strip();
    }
}
