package book;

import cells.Chapter;
import companion.House;
import companion.OutputFolder;
import grading.WrongUsage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import notebook.Execution;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "book", description = {
    "Runs all chapters, and writes the workbook as pages: prose beside its code,",
    "with what each cell printed, and every exercise. They need no server.",
    "The exit code is 1 if a cell fails; its page shows where."})
final class BookCommand implements Callable<Integer> {

    private static final Duration TIME_LIMIT = Duration.ofMinutes(2);

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Option(names = {"-o", "--output"}, paramLabel = "DIR",
            description = "Where to write: a folder that is empty, not there yet, or of an "
                    + "earlier book; tools/book/target/book if not given.")
    private Path directory;

    @Override
    public Integer call() throws Exception {
        return write(House.here(), directory, System.out);
    }

    /// Runs the chapters, one after the other, and writes the book. Blocks as long as that
    /// takes; an interrupt ends it, and leaves an earlier book as it was.
    ///
    /// @param directory where to, or null for the usual place
    /// @param out       where it says how far it is
    /// @return the exit code
    /// @throws WrongUsage if there is something else in the directory, or it cannot be written
    static int write(House house, Path directory, PrintStream out) throws Exception {
        var path = (directory == null
                ? house.root().resolve("tools/book/target/book")
                : directory).toAbsolutePath().normalize();
        if (path.equals(Path.of("book").toAbsolutePath())
                || path.equals(house.root().resolve("book"))) {
            throw new WrongUsage(
                    "Not to " + path + ": the next time, jbang would take that "
                            + "folder for the command. Give it another name.");
        }
        var folder = folder(path);
        // All that can be wrong with the texts is reported before any of them runs.
        var chapters = new ArrayList<Chapter>();
        for (var number : house.chapters()) {
            chapters.add(Chapter.read(house.root(), house.chapter(number)));
        }
        var packages = house.packages();
        var executions = new ArrayList<Execution>();
        for (var chapter : chapters) {
            out.print("Step " + chapter.number() + ": running ... ");
            out.flush();
            var execution = Execution.run(chapter, List.of(packages), TIME_LIMIT);
            out.println(execution.failure()
                    .map(failure -> "failed: " + failure.name() + ": "
                            + failure.message())
                    .orElse(chapter.runsHere()
                            ? "done"
                            : "not run, as it needs exactly JDK 25"));
            executions.add(execution);
        }
        try {
            folder.write(Books.of(house, executions).pages());
        } catch (FileSystemException e) {
            throw cannotWrite(path, e);
        }
        out.println("Open " + path.resolve("index.html"));
        return executions.stream().allMatch(one -> one.failure().isEmpty()) ? 0 : 1;
    }

    private static OutputFolder folder(Path path) {
        try {
            return OutputFolder.of(path, "book");
        } catch (OutputFolder.NotOurs e) {
            throw new WrongUsage(e.getMessage());
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    private static WrongUsage cannotWrite(Path path, IOException e) {
        return new WrongUsage("Cannot write a book to " + path + ": " + e
                + ". Name another folder with -o.");
    }
}
