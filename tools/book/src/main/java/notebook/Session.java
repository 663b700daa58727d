package notebook;

import cells.Cell;
import cells.Chapter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.UnresolvedReferenceException;
import notebook.Execution.Executed;

/// Runs a chapter cell by cell in JShell, in a JVM of its own.
///
/// JShell's own signs of success are not enough. An endless loop that was stopped throws
/// nothing; after `System.exit` the last snippet is called valid; a method that refers to what
/// never comes is no error until it is called. So each cell has a time limit, the session is
/// asked after each cell whether it still lives, and at the end what was left open is looked
/// for.
public final class Session implements AutoCloseable {

    /// Time for JShell to stop a snippet, before its JVM is ended.
    private static final Duration STOPPING = Duration.ofSeconds(5);

    private final Capture capture = new Capture();
    private final Duration timeLimit;
    private final JShell shell;
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private final Map<String, Place> places = new HashMap<>();

    /// Where a snippet's text begins in the chapter's file.
    private record Place(Cell cell, int line) {}

    private Session(boolean preview, List<Path> classPath, Duration timeLimit) {
        this.timeLimit = timeLimit;
        var out = new PrintStream(capture.stream(false), true, StandardCharsets.UTF_8);
        var err = new PrintStream(capture.stream(true), true, StandardCharsets.UTF_8);
        var builder = JShell.builder()
                .executionEngine("jdi")
                .remoteVMOptions("-XX:TieredStopAtLevel=1", "-Xmx512m",
                        "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dstdout.encoding=UTF-8",
                        "-Dstderr.encoding=UTF-8")
                .out(out).err(err);
        if (preview) {
            builder.remoteVMOptions("--enable-preview").compilerOptions(
                    "--enable-preview",
                    "--source", String.valueOf(Runtime.version().feature()));
        }
        shell = builder.build();
        shell.onShutdown(_ -> hasEnded.set(true));
        classPath.forEach(entry -> shell.addToClasspath(entry.toString()));
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
        if (!chapter.runsHere()) {
            return new Execution(chapter, chapter.cells().stream()
                    .map(cell -> new Executed(cell, List.of())).toList());
        }
        try (var session = new Session(chapter.usesPreview(), classPath, timeLimit)) {
            var hook = new Thread(session::close);
            Runtime.getRuntime().addShutdownHook(hook);
            var execution = session.run(chapter);
            Runtime.getRuntime().removeShutdownHook(hook);
            return execution;
        }
    }

    private Execution run(Chapter chapter) throws InterruptedException {
        // A script imports it unasked.
        evaluate("import module java.base;");
        evaluate(Capture.SENDER);
        var cells = new ArrayList<Executed>();
        var failed = false;
        for (var cell : chapter.cells()) {
            var outputs = List.<CellOutput>of();
            if (cell.isExecuted() && !failed) {
                outputs = run(chapter, cell);
                failed = !outputs.isEmpty()
                        && outputs.getLast() instanceof CellOutput.Failure;
            }
            cells.add(new Executed(cell, outputs));
        }
        var execution = new Execution(chapter, List.copyOf(cells));
        return failed ? execution : withOpenEnds(execution);
    }

    private List<CellOutput> run(Chapter chapter, Cell cell) throws InterruptedException {
        capture.begin();
        var failure = new CellOutput.Failure[1];
        var thread = Thread.ofPlatform().name("cell").start(() -> {
            try {
                failure[0] = evaluate(chapter, cell);
            } catch (IllegalStateException e) {
                hasEnded.set(true);
            }
        });
        try {
            if (!thread.join(timeLimit)) {
                shell.stop();
                if (!thread.join(STOPPING)) {
                    close();
                    thread.join();
                }
                failure[0] =
                        failure(chapter, cell.line(), "TimeLimit", "this cell did not "
                                + "end within " + timeLimit.toSeconds() + " s.");
            } else if (hasEnded.get()) {
                failure[0] = failure(chapter, cell.line(), "Ended",
                        "this cell ended its JVM: look for System.exit.");
            }
        } catch (InterruptedException e) {
            close();
            throw e;
        }
        var outputs = new ArrayList<>(capture.end());
        if (failure[0] != null) {
            outputs.add(failure[0]);
        }
        return List.copyOf(outputs);
    }

    /// @return what went wrong, or null
    private CellOutput.Failure evaluate(Chapter chapter, Cell cell) {
        var rest = cell.code();
        while (!rest.isBlank()) {
            rest = rest.stripLeading();
            var line = cell.codeLine() + lines(cell.code()) - lines(rest);
            var info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            if (info.completeness() == Completeness.DEFINITELY_INCOMPLETE) {
                return failure(chapter, line, "Incomplete",
                        "this is not complete: " + rest.lines().findFirst().orElse(""));
            }
            for (var event : shell.eval(info.source())) {
                places.put(event.snippet().id(), new Place(cell, line));
                var failure = failure(chapter, line, event);
                if (failure != null) {
                    return failure;
                }
            }
            rest = info.remaining();
        }
        // A session that has ended says so only now.
        evaluate("0");
        return null;
    }

    private static int lines(String text) {
        return (int) text.chars().filter(c -> c == '\n').count();
    }

    /// For what is ours, and cannot fail.
    private void evaluate(String source) {
        for (var rest = source; !rest.isBlank();) {
            var info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            for (var event : shell.eval(info.source())) {
                if (event.status() == Snippet.Status.REJECTED
                        || event.exception() != null) {
                    throw new AssertionError(event);
                }
            }
            rest = info.remaining();
        }
    }

    private CellOutput.Failure failure(Chapter chapter, int line, SnippetEvent event) {
        if (event.exception() != null) {
            return thrown(chapter, line, event.exception());
        }
        if (event.status() != Snippet.Status.REJECTED) {
            return null;
        }
        var problem = shell.diagnostics(event.snippet()).filter(one -> one.isError())
                .findFirst();
        var text = event.snippet().source();
        var at = problem.map(one -> lines(text.substring(0,
                Math.clamp(one.getPosition(), 0, text.length())))).orElse(0);
        return failure(chapter, line + at, "CompileError",
                problem.map(one -> one.getMessage(Locale.ENGLISH)).orElse("rejected"));
    }

    private CellOutput.Failure thrown(Chapter chapter, int line,
            JShellException exception) {
        if (exception instanceof UnresolvedReferenceException open) {
            return failure(chapter, line, "Unresolved", isOpen(open.getSnippet()));
        }
        var thrown = (EvalException) exception;
        var trace = new ArrayList<String>();
        for (var frame : thrown.getStackTrace()) {
            var place = places.get(frame.getFileName() == null
                    ? ""
                    : frame.getFileName().replace("#", ""));
            trace.add(place == null
                    ? "at " + frame
                    : "at %s(%s:%d)".formatted(
                            frame.getMethodName().isEmpty()
                                    ? "the cell"
                                    : frame.getMethodName(),
                            chapter.file(),
                            place.line + frame.getLineNumber() - 1));
        }
        return new CellOutput.Failure(thrown.getExceptionClassName(),
                String.valueOf(thrown.getMessage()), trace);
    }

    /// What was declared, and never could be used.
    private Execution withOpenEnds(Execution execution) {
        for (var snippet : shell.snippets().toList()) {
            var place = places.get(snippet.id());
            if (place != null && snippet instanceof DeclarationSnippet declared
                    && shell.unresolvedDependencies(declared).findAny().isPresent()
                    && isStill(snippet)) {
                var failure = failure(execution.chapter(), place.line, "Unresolved",
                        isOpen(declared));
                return new Execution(execution.chapter(), execution.cells().stream()
                        .map(executed -> executed.cell() == place.cell
                                ? with(executed, failure)
                                : executed)
                        .toList());
            }
        }
        return execution;
    }

    private boolean isStill(Snippet snippet) {
        return switch (shell.status(snippet)) {
            case RECOVERABLE_DEFINED, RECOVERABLE_NOT_DEFINED -> true;
            default -> false;
        };
    }

    private static Executed with(Executed executed, CellOutput.Failure failure) {
        var outputs = new ArrayList<>(executed.outputs());
        outputs.add(failure);
        return new Executed(executed.cell(), List.copyOf(outputs));
    }

    private String isOpen(DeclarationSnippet snippet) {
        return "%s refers to what is nowhere declared: %s.".formatted(snippet.name(),
                String.join(", ", shell.unresolvedDependencies(snippet).toList()));
    }

    private static CellOutput.Failure failure(Chapter chapter, int line, String name,
            String message) {
        return new CellOutput.Failure(name, chapter.file() + ":" + line + ": " + message,
                List.of());
    }

    /// Ends the cells' JVM.
    @Override
    public void close() {
        shell.close();
    }
}
