package lab;

import cells.Cell;
import cells.Cell.Kind;
import cells.Chapter;
import cells.PredictCell;
import engine.CellOutput;
import engine.Completion;
import engine.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// A chapter that a reader works on: its session, and what its cells have given.
///
/// A cell may be run before the cells above it. Then those that declare something are run first,
/// unless they were, as they are now.
final class ChapterRoom implements AutoCloseable {

    /// What the reader has changed, has predicted, and has set.
    ///
    /// @param edits   the sources that differ from the chapter's, by the cell's number
    /// @param answers to predictions, by their variables
    /// @param use     the options of the lesson
    record Desk(Map<Integer, String> edits, Map<String, String> answers, Use use) {}

    /// What the lesson is to use in place of its own values. It comes from a page, and becomes
    /// code: so it has numbers only.
    record Use(OptionalInt latencyMillis, OptionalInt worktrees) {

        /// More wait than a reader has patience for, and more worktrees than a picture has room.
        static final int LONGEST_LATENCY = 2_000;
        static final int MOST_WORKTREES = 50;

        Use {
            check("latency", latencyMillis, 0, LONGEST_LATENCY);
            check("worktrees", worktrees, 1, MOST_WORKTREES);
        }

        private static void check(String name, OptionalInt value, int least, int most) {
            if (value.isPresent() && (value.getAsInt() < least
                    || value.getAsInt() > most)) {
                throw new IllegalArgumentException(
                        name + " is a number from " + least + " to " + most);
            }
        }

        String code() {
            var options = new ArrayList<String>();
            latencyMillis
                    .ifPresent(millis -> options.add("\"--latency=" + millis + "ms\""));
            worktrees.ifPresent(count -> options.add("\"--worktrees=" + count + "\""));
            return "lesson.use(" + String.join(", ", options) + ");";
        }
    }

    private static final String AS_THE_CHAPTER =
            new Use(OptionalInt.empty(), OptionalInt.empty()).code();

    /// More of one cell's text than anybody reads.
    private static final int MOST_LETTERS = 100_000;

    private static final int BEGIN_MILLIS = 50;

    private static final Pattern ANSWER =
            Pattern.compile("[a-z]|\\d{1,9}(?:[.,]\\d{1,9})?");

    private final Chapter chapter;
    private final Consumer<Map<String, Object>> events;
    private final Session session;
    private final ExecutorService runs = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("cells").factory());
    /// The code of the cells that were declared, as it was then. Only the runs' thread has it.
    private final Map<Integer, String> declared = new HashMap<>();
    private String used = AS_THE_CHAPTER;
    private long generation;
    /// The letters that each cell has printed in its latest run.
    private final Map<Integer, Integer> letters = new ConcurrentHashMap<>();
    /// The cells that wait or run.
    private final Set<Integer> busy = ConcurrentHashMap.newKeySet();
    /// Held while cells are asked for or stopped: so a stop never meets a run that came later.
    private final Object asking = new Object();
    private final AtomicLong stops = new AtomicLong();

    /// Starts the cells' JVM, and blocks until it is there.
    ///
    /// @param packages the chapters' packages, compiled
    /// @param events   hears what happens
    ChapterRoom(Chapter chapter, Path packages, Consumer<Map<String, Object>> events) {
        this.chapter = chapter;
        this.events = events;
        session = new Session(List.of(packages), chapter.usesPreview(),
                List.of(Session.TIMELINES, Session.DRAFTS), (_, line) -> "line " + line,
                this::heard);
        generation = session.generation();
    }

    private void heard(int cell, CellOutput output) {
        var told = told(cell, output);
        if (output instanceof CellOutput.Text text) {
            var before = letters.merge(cell, text.text().length(), Integer::sum)
                    - text.text().length();
            if (before > MOST_LETTERS) {
                return;
            }
            if (before + text.text().length() > MOST_LETTERS) {
                told.put("kind", "cut");
                told.put("text", "... The rest of the output is not shown.\n");
            }
        }
        events.accept(told);
    }

    private Map<String, Object> told(int cell, CellOutput output) {
        var told = event("output", cell);
        switch (output) {
            case CellOutput.Text(var text, var isError) -> {
                told.put("kind", isError ? "error" : "text");
                told.put("text", text);
            }
            case CellOutput.Picture(var svg, var text, var draft) -> {
                told.put("kind", "picture");
                told.put("draft", draft);
                told.put("svg", svg);
                told.put("text", text);
            }
            case CellOutput.Value(var text) -> {
                told.put("kind", "value");
                told.put("text", text);
            }
            case CellOutput.Failure failure -> {
                told.put("kind", "failure");
                told.put("text", failure.name().contains(".")
                        ? failure.name() + ": " + failure.message()
                        : failure.message());
                told.put("trace", failure.trace());
                told.put("line", failure.line());
                told.put("column", failure.column());
            }
        }
        return told;
    }

    private void state(int cell, String state) {
        var event = event("state", cell);
        event.put("state", state);
        events.accept(event);
    }

    private Map<String, Object> event(String type, int cell) {
        var event = new HashMap<String, Object>();
        event.put("type", type);
        event.put("chapter", chapter.number());
        event.put("cell", cell);
        return event;
    }

    /// Whether a cell runs, or waits for another.
    boolean isBusy() {
        return !busy.isEmpty();
    }

    /// Runs these cells, one after another, when those that were asked for before have ended. One
    /// that still waits or runs is not asked for again. A failure or a stop ends all of them. Does
    /// not block, but for a stop that goes on.
    ///
    /// @throws IllegalArgumentException if one of them cannot run
    void run(List<Integer> cells, Desk desk) {
        for (var cell : cells) {
            if (cell >= chapter.cells().size()
                    || !chapter.cells().get(cell).isExecuted()) {
                throw new IllegalArgumentException("there is no cell " + cell);
            }
        }
        synchronized (asking) {
            var asked = cells.stream().filter(busy::add).toList();
            asked.forEach(cell -> state(cell, "waiting"));
            var before = stops.get();
            runs.execute(() -> {
                try {
                    for (var cell : asked) {
                        if (stops.get() != before || isFailure(run(cell, desk))) {
                            return;
                        }
                    }
                } catch (IllegalStateException e) {
                    // The session was closed.
                } finally {
                    asked.stream().filter(busy::remove).forEach(
                            cell -> state(cell, "idle"));
                }
            });
        }
    }

    private static boolean isFailure(Optional<CellOutput> output) {
        return output.filter(CellOutput.Failure.class::isInstance).isPresent();
    }

    private Optional<CellOutput> run(int cell, Desk desk) {
        if (session.generation() != generation) {
            declared.clear();
            used = AS_THE_CHAPTER;
            generation = session.generation();
        }
        for (var above = 0; above < cell; above++) {
            if (declares(above)) {
                var code = code(above, desk);
                var result = code.equals(declared.get(above))
                        ? Optional.<CellOutput>empty()
                        : execute(above, code, desk);
                if (isFailure(result)) {
                    return result;
                }
            }
        }
        return execute(cell, code(cell, desk), desk);
    }

    private boolean declares(int cell) {
        return chapter.cells().get(cell).isExecuted()
                && chapter.cells().get(cell).kind() != Kind.RUN;
    }

    private Optional<CellOutput> execute(int cell, String code, Desk desk) {
        declared.remove(cell);
        letters.remove(cell);
        var before = stops.get();
        state(cell, "running");
        var result = prepare(cell, desk);
        if (!isFailure(result)) {
            result = session.run(cell, code);
        }
        if (!isFailure(result) && declares(cell)) {
            declared.put(cell, code);
            if (declaresLesson(cell)) {
                used = AS_THE_CHAPTER;
            }
        }
        busy.remove(cell);
        // A stop interrupts first, and what a cell makes of that is its own.
        state(cell, !isFailure(result)
                ? "ended"
                : stops.get() == before ? "failed" : "stopped");
        return result;
    }

    /// Tells the lesson its options, and the cell's predictions their answers.
    private Optional<CellOutput> prepare(int cell, Desk desk) {
        if (!used.equals(desk.use.code()) && isBelowLesson(cell)) {
            var result = session.run(cell, desk.use.code());
            if (isFailure(result)) {
                return result;
            }
            used = desk.use.code();
        }
        for (var variable : askedBy(cell)) {
            var answer = desk.answers.getOrDefault(variable, "");
            // It comes from a page, and becomes code.
            if (ANSWER.matcher(answer).matches()) {
                session.run(cell, variable + ".answer(\"" + answer + "\");");
            }
        }
        return Optional.empty();
    }

    private boolean declaresLesson(int cell) {
        return chapter.cells().get(cell).source().startsWith("final Lesson lesson = ");
    }

    private boolean isBelowLesson(int cell) {
        return IntStream.range(0, cell).anyMatch(this::declaresLesson);
    }

    /// The predictions that a run asks for.
    private List<String> askedBy(int run) {
        return chapter.cells().stream().filter(cell -> cell.kind() == Kind.PREDICT)
                .map(PredictCell::of)
                .filter(predict -> predict.isAskedBy(chapter.cells().get(run)))
                .map(PredictCell::variable).toList();
    }

    private String code(int number, Desk desk) {
        Cell cell = chapter.cells().get(number);
        var edited = desk.edits.get(number);
        return edited == null ? cell.code() : cell.codeOf(edited);
    }

    /// Stops what runs, and what was to run after it. Blocks until it has ended.
    void stop() throws InterruptedException {
        synchronized (asking) {
            stops.incrementAndGet();
            var idle = new CountDownLatch(1);
            runs.execute(idle::countDown);
            do { // a cell that is about to begin does not notice the first
                session.stop();
            } while (!idle.await(BEGIN_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    /// Begins anew: nothing is declared. Blocks until the new JVM is there.
    void restart() throws InterruptedException {
        synchronized (asking) {
            stop();
            session.restart();
            events.accept(event("restarted", -1));
        }
    }

    /// What may stand at the cursor; nothing while a cell runs.
    Completion complete(String code, int cursor) {
        return isBusy()
                ? new Completion(cursor, List.of())
                : session.complete(code, cursor);
    }

    /// Ends the cells' JVM, which removes its playground. Cells that wait or run end, too.
    @Override
    public void close() {
        stops.incrementAndGet();
        runs.shutdownNow();
        session.close();
    }
}
