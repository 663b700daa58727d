package book;

import cells.Chapter;
import companion.House;
import grading.Launcher;
import grading.WrongUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import kernel.Kernel;
import notebook.Execution;
import notebook.Ipynb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "notebook", description = {
    "Runs chapters cell by cell, and writes them as Jupyter notebooks.",
    "What a cell printed stands below it, its timelines as pictures.",
    "The exit code is 1 if a cell fails; its notebook shows where."})
final class NotebookCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Option(names = {"-o", "--output"}, paramLabel = "DIR",
            description = "Where to write StepN.ipynb; notebooks/ if not given.")
    private Path directory;

    @Option(names = "--time-limit", paramLabel = "SECONDS", defaultValue = "120",
            description = "For each cell; ${DEFAULT-VALUE} if not given.")
    private int seconds;

    @Parameters(paramLabel = "N", arity = "0..*",
            description = "Chapters; all if none is given.")
    private List<Integer> numbers = List.of();

    @Override
    public Integer call() throws Exception {
        if (seconds < 1) {
            throw new WrongUsage(
                    "--time-limit is in seconds, 1 or more; it was " + seconds
                            + ".");
        }
        var house = House.here();
        // All that can be wrong with the texts is reported before any of them runs.
        var chapters = new ArrayList<Chapter>();
        for (var number : numbers.isEmpty()
                ? house.chapters()
                : numbers.stream().distinct().sorted().toList()) {
            chapters.add(Chapter.read(house.root(), house.chapter(number)));
        }
        var folder = directory == null ? house.root().resolve("notebooks") : directory;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new WrongUsage("Cannot write to " + folder
                    + ": it is no directory, or it may not be made there.");
        }
        var packages = house.packages();
        var failed = 0;
        for (var chapter : chapters) {
            System.out.print("Step " + chapter.number() + ": running ... ");
            System.out.flush();
            var execution = Execution.run(chapter, List.of(packages),
                    Duration.ofSeconds(seconds));
            if (!chapter.runsHere()) {
                System.out.print("not run, as it needs exactly JDK 25: ");
            }
            var file = folder.resolve("Step" + chapter.number() + ".ipynb");
            write(file, Ipynb.text(execution, Kernel.NAME));
            var failure = execution.failure();
            System.out.println(failure.isEmpty() ? file : "failed");
            if (failure.isPresent()) {
                failed++;
                System.out.println(failure.get().name() + ": " + failure.get().message());
                failure.get().trace().forEach(line -> System.out.println("    " + line));
                System.out.println("See " + file);
            }
        }
        if (failed == 0) {
            System.out.println("To open them: " + Launcher.command("kernel")
                    + ", once, and then Jupyter.");
        }
        return failed == 0 ? 0 : 1;
    }

    /// Whole, or not at all.
    private static void write(Path file, String text) throws IOException {
        var half =
                Files.createTempFile(file.toAbsolutePath().getParent(), ".step", ".tmp");
        try {
            Files.writeString(half, text);
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(half);
        }
    }
}
