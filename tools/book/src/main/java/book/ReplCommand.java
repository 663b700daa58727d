package book;

import cells.Chapter;
import companion.House;
import grading.WrongUsage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "repl", description = {
    "Opens JShell with a chapter loaded: call its methods, change them, try.",
    "Its packages git, playground and timeline are on the class path."})
final class ReplCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Parameters(index = "0", paramLabel = "N", description = "The chapter, 1 to 8.")
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
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jshell").toString(),
                "--class-path", house.packages().toString(), "--startup", "DEFAULT",
                "--startup", house.root().resolve(chapter.file()).toString()));
        if (chapter.usesPreview()) {
            command.add("--enable-preview");
        }
        System.out.println("Chapter " + number + " is loaded. Try: main(new String[0])"
                + "   lesson.worktrees()   /list   /methods   /exit");
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
