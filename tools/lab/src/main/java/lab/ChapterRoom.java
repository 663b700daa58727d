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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A chapter that a reader works on: its session, and what its cells have given.
///
/// A cell may be run before the cells above it. Then those that declare something are run first,
/// unless they were, as they are now.
final class ChapterRoom implements AutoCloseable {

    /// What the reader has changed, and has predicted.
    ///
    /// @param edits   the sources that differ from the chapter's, by the cell's number
    /// @param answers to predictions, by their variables
    record Desk(Map<Integer, String> edits, Map<String, String> answers) {}

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
    private final Map<Integer, String> declared = new HashMap<>();
    private final Map<Integer, List<Map<String, Object>>> given = new HashMap<>();
    private long generation;
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
        synchronized (given) {
            var outputs = given.computeIfAbsent(cell, _ -> new ArrayList<>());
            if (output instanceof CellOutput.Text && size(outputs) > MOST_LETTERS) {
                if (outputs.getLast().get("kind").equals("cut")) {
                    return;
                }
                told.put("kind", "cut");
                told.put("text", "... The rest of the output is not shown.\n");
            }
            var last = outputs.isEmpty() ? null : outputs.getLast();
            if (last != null && output instanceof CellOutput.Text
                    && told.get("kind").equals(last.get("kind"))) {
                last.put("text", last.get("text").toString() + told.get("text"));
            } else if (!(output instanceof CellOutput.Picture picture)
                    || picture.draft() == 0) {
                        outputs.add(new HashMap<>(told));
                    }
        }
        events.accept(told);
    }

    private static int size(List<Map<String, Object>> outputs) {
        return outputs.stream().mapToInt(
                output -> output.getOrDefault("text", "").toString().length()).sum();
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

    private Map<String, Object> event(String type, int cell) {
        var event = new HashMap<String, Object>();
        event.put("type", type);
        event.put("chapter", chapter.number());
        event.put("cell", cell);
        return event;
    }

    /// All that the cells have given in their latest runs.
    List<Map<String, Object>> given() {
        synchronized (given) {
            return given.values().stream().flatMap(List::stream).toList();
        }
    }

    /// Runs these cells, one after another, when those that were asked for before have ended. A
    /// failure or a stop ends all of them. Does not block.
    ///
    /// @throws IllegalArgumentException if one of them cannot run
    void run(List<Integer> cells, Desk desk) {
        for (var cell : cells) {
            if (cell >= chapter.cells().size()
                    || !chapter.cells().get(cell).isExecuted()) {
                throw new IllegalArgumentException("there is no cell " + cell);
            }
        }
        var before = stops.get();
        runs.execute(() -> {
            for (var cell : cells) {
                if (stops.get() != before || isFailure(run(cell, desk))) {
                    return;
                }
            }
        });
    }

    private static boolean isFailure(Optional<CellOutput> output) {
        return output.filter(CellOutput.Failure.class::isInstance).isPresent();
    }

    private Optional<CellOutput> run(int cell, Desk desk) {
        if (session.generation() != generation) {
            declared.clear();
            generation = session.generation();
        }
        for (var above = 0; above < cell; above++) {
            if (declares(above)) {
                var result = declare(above, code(above, desk));
                if (isFailure(result)) {
                    return result;
                }
            }
        }
        if (declares(cell)) {
            declared.remove(cell);
            return declare(cell, code(cell, desk));
        }
        for (var variable : askedBy(cell)) {
            var answer = desk.answers.getOrDefault(variable, "");
            // It comes from a page, and becomes code.
            if (ANSWER.matcher(answer).matches()) {
                session.run(cell, variable + ".answer(\"" + answer + "\");");
            }
        }
        return execute(cell, code(cell, desk));
    }

    private boolean declares(int cell) {
        return chapter.cells().get(cell).isExecuted()
                && chapter.cells().get(cell).kind() != Kind.RUN;
    }

    private Optional<CellOutput> declare(int cell, String code) {
        if (code.equals(declared.get(cell))) {
            return Optional.empty();
        }
        var result = execute(cell, code);
        if (!isFailure(result)) {
            declared.put(cell, code);
        }
        return result;
    }

    private Optional<CellOutput> execute(int cell, String code) {
        synchronized (given) {
            given.remove(cell);
        }
        events.accept(event("begin", cell));
        var result = session.run(cell, code);
        var end = event("end", cell);
        end.put("failed", isFailure(result));
        events.accept(end);
        return result;
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
        stops.incrementAndGet();
        var idle = new CountDownLatch(1);
        runs.execute(idle::countDown);
        do { // a cell that is about to begin does not notice the first
            session.stop();
        } while (!idle.await(BEGIN_MILLIS, TimeUnit.MILLISECONDS));
    }

    /// Begins anew: nothing is declared. Blocks until the new JVM is there.
    void restart() throws InterruptedException {
        stop();
        session.restart();
        synchronized (given) {
            given.clear();
        }
        events.accept(event("restarted", -1));
    }

    Completion complete(String code, int cursor) {
        return session.complete(code, cursor);
    }

    List<String> documentation(String code, int cursor) {
        return session.documentation(code, cursor);
    }

    /// Ends the cells' JVM, which removes its playground.
    @Override
    public void close() {
        stops.incrementAndGet();
        runs.shutdownNow();
        session.close();
    }
}
