package companion;

import java.io.IOException;
import java.nio.file.Files;
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
        var chapters = house.root().resolve("chapters");
        var chapter = chapters.resolve("Step" + number + ".java");
        if (!Files.exists(chapter)) {
            throw new WrongUsage("There is no chapter " + number
                    + ": they are numbered 1 to 8.");
        }
        var classes = packages(house);
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

    /// The folder of the compiled packages git, playground and timeline.
    ///
    /// @throws WrongUsage if they do not compile
    static Path packages(House house) throws IOException {
        var chapters = house.root().resolve("chapters");
        var sources = new ArrayList<Path>();
        for (var name : List.of("git", "playground", "timeline")) {
            try (var files = Files.list(chapters.resolve(name))) {
                files.filter(file -> file.toString().endsWith(".java")).sorted()
                        .forEach(sources::add);
            }
        }
        var classes = house.work().resolve("chapters-" + Graders.hash(sources));
        if (!Files.exists(classes)) {
            var problems = Compiler.compile(sources, classes, List.of(), List.of());
            if (!problems.isEmpty()) {
                Folders.delete(classes);
                throw new WrongUsage("The chapters' packages do not compile:\n"
                        + String.join("\n", problems));
            }
        }
        return classes;
    }
}
