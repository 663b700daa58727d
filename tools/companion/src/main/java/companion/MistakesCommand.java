package companion;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "mistakes", description = {
    "The gallery of wrong answers: which test catches each, and why?",
    "In a terminal, it waits for your guess (Enter); q ends it."})
final class MistakesCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Option(names = "--list", description = "Print only their names.")
    private boolean list;

    @Parameters(index = "0", paramLabel = "N", description = "The exercise.")
    private int number;

    @Parameters(index = "1", paramLabel = "NAME", arity = "0..1",
            description = "One of them; all if none is named.")
    private String name;

    @Override
    public Integer call() throws Exception {
        var house = House.here();
        var exercise = house.exercise(number);
        var mistakes = Solutions.all(house, "mistakes", exercise);
        if (name != null) {
            mistakes = mistakes.stream().filter(one -> one.style().equals(name)).toList();
            if (mistakes.isEmpty()) {
                throw new WrongUsage("There is no mistake '" + name + "' of " + exercise
                        + ". Their names: jbang mistakes " + number + " --list");
            }
        }
        if (list) {
            mistakes.forEach(mistake -> System.out.println(mistake.style()));
            return 0;
        }
        show(exercise, mistakes);
        return 0;
    }

    private static void show(Exercise exercise, List<Solutions.Text> mistakes)
            throws Exception {
        var asks = System.console() != null && System.console().isTerminal();
        var keyboard = new BufferedReader(new InputStreamReader(System.in));
        for (var i = 0; i < mistakes.size(); i++) {
            var mistake = mistakes.get(i);
            System.out.print(Screen.title("a wrong answer to " + exercise + ", " + (i + 1)
                    + " of " + mistakes.size(), 100));
            System.out.println(mistake.code());
            System.out.println();
            System.out.println("Which test catches it, and why?");
            if (asks && ends(keyboard, "Enter shows the answer, q ends. ")) {
                return;
            }
            System.out.println();
            System.out.println(answer(mistake));
            if (asks && i + 1 < mistakes.size()
                    && ends(keyboard, "Enter shows the next one, q ends. ")) {
                return;
            }
        }
    }

    private static String answer(Solutions.Text mistake) {
        return mistake.about().stream().map(line -> "  " + line)
                .collect(Collectors.joining("\n")) + "\n  Its name: " + mistake.style()
                + "\n";
    }

    private static boolean ends(BufferedReader keyboard, String question)
            throws Exception {
        System.out.print(question);
        System.out.flush();
        var line = keyboard.readLine();
        return line == null || line.strip().startsWith("q");
    }
}
