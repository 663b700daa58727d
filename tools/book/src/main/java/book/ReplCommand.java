package book;

import companion.House;
import java.nio.file.Path;
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
        var chapter = house.root().resolve(house.chapter(number));
        var classes = house.packages();
        System.out.println("Chapter " + number + " is loaded. Try: main(new String[0])"
                + "   lesson.worktrees()   /list   /methods   /exit");
        var process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jshell").toString(),
                "--enable-preview", "--class-path", classes.toString(),
                "--startup", "DEFAULT", "--startup", chapter.toString())
                .inheritIO()
                .start();
        return process.waitFor();
    }
}
