package notebook;

import cells.Cell;
import cells.Chapter;
import engine.CellOutput;
import engine.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A chapter, and what each of its cells gave when it was run.
public record Execution(Chapter chapter, List<Executed> cells) {

    /// One cell, and what it gave; prose and the script's `main` give nothing.
    public record Executed(Cell cell, List<CellOutput> outputs) {}

    private static final String TIME_LIMIT = "TimeLimit";

    /// What went wrong, if something did: then it is the last that was run.
    public Optional<CellOutput.Failure> failure() {
        return cells.stream().flatMap(cell -> cell.outputs().stream())
                .filter(CellOutput.Failure.class::isInstance)
                .map(CellOutput.Failure.class::cast)
                .findFirst();
    }

    /// A chapter of which no cell was run.
    public static Execution notRun(Chapter chapter) {
        return new Outputs().of(chapter);
    }

    /// Runs a chapter from its first cell to its last, or to the first failure. Blocks as long
    /// as that takes. An interrupt ends it, as does the end of this JVM: in either case the
    /// cells' JVM is ended too, and cleans up. A chapter that does not run on this JDK is not
    /// run: none of its cells gives anything.
    ///
    /// @param classPath the chapters' packages, compiled
    /// @param timeLimit for each cell
    /// @throws InterruptedException if the thread is interrupted
    public static Execution run(Chapter chapter, List<Path> classPath, Duration timeLimit)
            throws InterruptedException {
        var outputs = new Outputs();
        if (!chapter.runsHere()) {
            return notRun(chapter);
        }
        try (var session = new Session(classPath, chapter.usesPreview(),
                List.of(Session.TIMELINES),
                (cell, line) -> chapter.file() + ":"
                        + (chapter.cells().get(cell).codeLine() + line - 1),
                outputs)) {
            var hook = new Thread(session::close);
            Runtime.getRuntime().addShutdownHook(hook);
            var finished = false;
            for (var i = 0; i < chapter.cells().size() && !finished; i++) {
                if (chapter.cells().get(i).isExecuted()) {
                    finished = isFailure(run(session, chapter, i, timeLimit, outputs));
                }
            }
            if (!finished) {
                session.unresolved().forEach(outputs::output);
            }
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        return outputs.of(chapter);
    }

    private static boolean isFailure(Optional<CellOutput> output) {
        return output.filter(CellOutput.Failure.class::isInstance).isPresent();
    }

    /// Runs one cell in a thread of its own, as an interrupt does not end JShell's wait.
    private static Optional<CellOutput> run(Session session, Chapter chapter, int cell,
            Duration timeLimit, Outputs outputs) throws InterruptedException {
        var result = new ArrayList<Optional<CellOutput>>();
        var thread = Thread.ofPlatform().name("cell").start(
                () -> result.add(session.run(cell, chapter.cells().get(cell).code())));
        if (!thread.join(timeLimit)) {
            session.stop();
            thread.join();
            var failure = new CellOutput.Failure(TIME_LIMIT,
                    chapter.file() + ":" + chapter.cells().get(cell).line()
                            + ": this cell did not end within " + timeLimit.toSeconds()
                            + " s.",
                    List.of(), 0, 0);
            outputs.replaceLast(cell, failure);
            return Optional.of(failure);
        }
        return result.isEmpty() ? Optional.empty() : result.getFirst();
    }

    /// Collects what the cells give, each under its cell.
    private static final class Outputs implements Session.Listener {

        private final Map<Integer, List<CellOutput>> byCell = new HashMap<>();

        @Override
        public synchronized void output(int cell, CellOutput output) {
            var outputs = byCell.computeIfAbsent(cell, _ -> new ArrayList<>());
            if (!outputs.isEmpty()
                    && output instanceof CellOutput.Text(var more, var isError)
                    && outputs
                            .getLast() instanceof CellOutput.Text(var text, var wasError)
                    && isError == wasError) {
                outputs.set(outputs.size() - 1,
                        new CellOutput.Text(text + more, isError));
            } else {
                outputs.add(output);
            }
        }

        synchronized void replaceLast(int cell, CellOutput.Failure failure) {
            var outputs = byCell.computeIfAbsent(cell, _ -> new ArrayList<>());
            if (!outputs.isEmpty() && outputs.getLast() instanceof CellOutput.Failure) {
                outputs.removeLast();
            }
            outputs.add(failure);
        }

        synchronized Execution of(Chapter chapter) {
            var executed = new ArrayList<Executed>();
            for (var i = 0; i < chapter.cells().size(); i++) {
                executed.add(new Executed(chapter.cells().get(i),
                        List.copyOf(byCell.getOrDefault(i, List.of()))));
            }
            return new Execution(chapter, List.copyOf(executed));
        }
    }
}
