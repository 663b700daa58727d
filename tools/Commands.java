import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Lists the workbook's commands, which are the aliases of `jbang-catalog.json`, and names the
/// one that somebody may have meant. `./jbang` and `jbang.cmd` run it in plain Java:
///
///     java Commands.java jbang-catalog.json             prints the list; exit code 0
///     java Commands.java jbang-catalog.json WORD        says that WORD is no command; exit code 2
public final class Commands {

    /// The catalog as jbang lays it out: one key a line, an alias four spaces in.
    private static final Pattern ALIAS = Pattern.compile(
            "\\n    \"([^\"]+)\": \\{.*?\\n    }", Pattern.DOTALL);
    private static final Pattern DESCRIPTION =
            Pattern.compile("\\n      \"description\": \"(.*)\"");

    /// More typing mistakes than these make another word.
    private static final int TYPING_MISTAKES = 2;

    private Commands() {}

    public static void main(String[] arguments) throws Exception {
        var commands = commands(Files.readString(Path.of(arguments[0])));
        if (arguments.length == 1) {
            System.out.print(list(commands));
            return;
        }
        var word = arguments[1];
        var meant = nearest(word, commands)
                .map(command -> " Did you mean '" + command + "'?");
        System.err.print(list(commands));
        System.err.println("\nThere is no command '" + word + "'." + meant.orElse(""));
        System.exit(2);
    }

    private static Map<String, String> commands(String catalog) {
        var commands = new LinkedHashMap<String, String>();
        ALIAS.matcher(catalog).results().forEach(alias -> {
            var description = DESCRIPTION.matcher(alias.group());
            commands.put(alias.group(1), description.find() ? description.group(1) : "");
        });
        return commands;
    }

    private static String list(Map<String, String> commands) {
        var launcher = System.getenv().getOrDefault("WORKBOOK_LAUNCHER", "./jbang");
        var list = new StringBuilder("The workbook's commands:\n\n");
        commands.forEach((name, description) -> list.append(
                "  %-13s %s%n".formatted(name, description)));
        return list.append("\nMore about one: ").append(launcher)
                .append(" COMMAND --help\n").toString();
    }

    private static Optional<String> nearest(String word, Map<String, String> commands) {
        return commands.keySet().stream()
                .filter(command -> distance(word, command) <= TYPING_MISTAKES)
                .min(Comparator.comparing(command -> distance(word, command)));
    }

    /// How many letters must be added, dropped or replaced to make one word of the other.
    private static int distance(String word, String command) {
        var above = new int[command.length() + 1];
        for (var i = 0; i <= command.length(); i++) {
            above[i] = i;
        }
        for (var i = 1; i <= word.length(); i++) {
            var row = new int[above.length];
            row[0] = i;
            for (var j = 1; j < row.length; j++) {
                var same = Character.toLowerCase(word.charAt(i - 1))
                        == command.charAt(j - 1);
                row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1,
                        above[j - 1] + (same ? 0 : 1));
            }
            above = row;
        }
        return above[command.length()];
    }
}
