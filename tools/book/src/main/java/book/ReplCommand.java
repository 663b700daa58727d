package book;

import cells.Cell;
import cells.Cell.Kind;
import cells.Chapter;
import companion.House;
import grading.WrongUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "repl", description = {
    "Opens JShell with a chapter loaded: call its methods, change them, try.",
    "Its packages git, playground and timeline are on the class path."})
final class ReplCommand implements Callable<Integer> {

    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (java\\.[\\w.]+)\\.\\w+;\\R");

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Parameters(index = "0", paramLabel = "N", description = "The chapter's number.")
    private int number;

    @Override
    public Integer call() throws Exception {
        var house = House.here();
        var chapter = Chapter.read(house.root(), house.chapter(number));
        if (!chapter.runsHere()) {
            throw new WrongUsage("Step " + number
                    + " needs exactly JDK 25, and this is JDK "
                    + Runtime.version().feature() + ". The other chapters run on it.");
        }
        var startup = Files.createTempFile("chapter-", ".jsh");
        try {
            Files.writeString(startup, startup(chapter));
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "jshell")
                            .toString()));
            for (var jvm : List.of("-J", "-R")) {
                command.add(jvm + "-XX:TieredStopAtLevel=1");
                command.add(jvm + "-XX:+UseSerialGC");
            }
            command.addAll(List.of("--class-path", house.packages().toString(),
                    "--startup", startup.toString()));
            if (chapter.usesPreview()) {
                command.add("--enable-preview");
            }
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } finally {
            Files.deleteIfExists(startup);
        }
    }

    /// The chapter, and a `main` that may be called like the script. One import of a module
    /// takes the place of many: JShell compiles each of them by itself.
    static String startup(Chapter chapter) {
        var base = Object.class.getModule();
        var code = chapter.cells().stream()
                .filter(cell -> cell.kind() != Kind.PROSE).map(Cell::source)
                .collect(Collectors.joining("\n\n"));
        return "import module java.base;\n" + IMPORT.matcher(code)
                .replaceAll(found -> base.getPackages().contains(found.group(1))
                        ? ""
                        : Matcher.quoteReplacement(found.group()))
                + """

                void main() {
                    main(new String[0]);
                }
                System.out.println("Chapter %d is loaded. Try: main()   lesson.worktrees()   \
                /list   /methods   /exit");
                """.formatted(chapter.number());
    }
}
