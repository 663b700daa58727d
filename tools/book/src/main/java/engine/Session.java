package engine;

import com.sun.jdi.VirtualMachine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.execution.JdiDefaultExecutionControl;
import jdk.jshell.execution.JdiExecutionControlProvider;
import jdk.jshell.execution.JdiInitiator;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/// Runs cells in JShell, in a JVM of its own: in any order, again, and changed.
///
/// One cell runs at a time. [#stop] may be called by any thread; all other methods wait for one
/// another.
public final class Session implements AutoCloseable {

    /// Hears what the cells give, also after they have ended. Called by one thread at a time.
    @FunctionalInterface
    public interface Listener {
        void output(int cell, CellOutput output);
    }

    /// Says where a cell's line is, as in `chapters/Step5.java:12`.
    @FunctionalInterface
    public interface Places {
        String name(int cell, int line);
    }

    /// For the beginning, where the class path has the chapters' packages: so timelines come as
    /// pictures.
    public static final String TIMELINES =
            "timeline.Timeline.printTo((svg, text) -> engine.Agent.show(svg, text));";

    /// For the beginning, too: then pictures of timelines come while they grow.
    public static final String DRAFTS =
            "timeline.Timeline.onBegin(one -> engine.Agent.follow("
                    + "() -> one.svg()));";

    /// The names of failures that are not exceptions.
    public static final String COMPILE_ERROR = "CompileError";
    public static final String STOPPED = "Stopped";
    public static final String ENDED = "Ended";
    public static final String UNRESOLVED = "Unresolved";

    /// A cell first gets an interrupt, and this time for its `finally` blocks.
    private static final Duration GRACE = Duration.ofSeconds(1);
    /// Then JShell stops it. What catches even that, or waits where nothing reaches it, ends
    /// with its JVM.
    private static final Duration STOPPING = Duration.ofSeconds(2);

    /// For a JVM's shutdown hooks, which remove its temporary files.
    private static final Duration CLEANING_UP = Duration.ofSeconds(5);

    /// Milliseconds for a JVM to start, on a busy machine.
    private static final int START = 60_000;

    private record Place(int cell, int line) {}

    /// A JVM with all that was declared in it.
    private record Machine(JShell shell, VirtualMachine debugger, Process process,
            ExecutionControl control) {}

    private final List<Path> classPath;
    private final boolean preview;
    private final Places places;
    private final Listener listener;
    private final List<String> beginning;
    private final Map<String, Place> snippets = new HashMap<>();

    private volatile Machine machine;
    private volatile long generation;
    private volatile CountDownLatch running;
    private volatile boolean isStopped;
    private volatile boolean isClosed;

    /// Starts the JVM.
    ///
    /// @param classPath what cells may import
    /// @param preview   whether they may use the previews of the JDK
    /// @param beginning code that comes before the first cell, again after each restart
    public Session(List<Path> classPath, boolean preview, List<String> beginning,
            Places places, Listener listener) {
        this.classPath = List.copyOf(classPath);
        this.preview = preview;
        this.beginning = List.copyOf(beginning);
        this.places = places;
        this.listener = listener;
        machine = start();
    }

    private Machine start() {
        var debugger = new VirtualMachine[1];
        var process = new Process[1];
        var control = new ExecutionControl[1];
        var provider = new ExecutionControlProvider() {
            @Override
            public String name() {
                return "cells";
            }

            @Override
            public ExecutionControl generate(ExecutionEnv env,
                    Map<String, String> parameters) throws IOException {
                control[0] = new JdiExecutionControlProvider((own, _, port) -> {
                    var initiator = new JdiInitiator(port, own.extraRemoteVMOptions(),
                            Agent.class.getName(), false, "", START, Map.of());
                    debugger[0] = initiator.vm();
                    process[0] = initiator.process();
                    return new JdiDefaultExecutionControl.JdiStarter.TargetDescription(
                            debugger[0], process[0]);
                }).generate(env, Map.of(
                        JdiExecutionControlProvider.PARAM_REMOTE_AGENT,
                        Agent.class.getName(),
                        JdiExecutionControlProvider.PARAM_TIMEOUT,
                        String.valueOf(START)));
                return control[0];
            }
        };
        var builder = JShell.builder()
                .executionEngine(provider, Map.of())
                .remoteVMOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-XX:-UsePerfData", "-cp", own().toString())
                .in(new ByteArrayInputStream(new byte[0]))
                .out(new PrintStream(new Receiver(listener), true,
                        StandardCharsets.UTF_8))
                .err(new PrintStream(OutputStream.nullOutputStream()));
        if (preview) {
            builder.remoteVMOptions("--enable-preview").compilerOptions(
                    "--enable-preview",
                    "--source", String.valueOf(Runtime.version().feature()));
        }
        var shell = builder.build();
        shell.addToClasspath(own().toString());
        classPath.forEach(entry -> shell.addToClasspath(entry.toString()));
        var started = new Machine(shell, debugger[0], process[0], control[0]);
        // A script imports it unasked.
        begin(started, "import module java.base;");
        beginning.forEach(code -> begin(started, code));
        return started;
    }

    /// Where the agent's class is.
    private static Path own() {
        try {
            return Path.of(Agent.class.getProtectionDomain().getCodeSource().getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// For what is ours, and cannot fail.
    private static void begin(Machine machine, String code) {
        for (var rest = code; !rest.isBlank();) {
            var info = machine.shell.sourceCodeAnalysis().analyzeCompletion(rest);
            for (var event : machine.shell.eval(info.source())) {
                if (event.status() == Snippet.Status.REJECTED
                        || event.exception() != null) {
                    throw new AssertionError(event);
                }
            }
            rest = info.remaining();
        }
    }

    /// Runs a cell to its end, to its first failure, or until [#stop]. What it prints comes to
    /// the listener; then its value or its failure, if it has one, which is also returned.
    /// Blocks as long as that takes. If its JVM ends, the next cell begins in a new one.
    ///
    /// @param cell its number, for listener and places
    public synchronized Optional<CellOutput> run(int cell, String code) {
        if (isClosed) {
            throw new IllegalStateException("the session is closed");
        }
        var ended = new CountDownLatch(1);
        isStopped = false;
        running = ended;
        try {
            if (!isAlive()) {
                restartNow();
            }
            var result = evaluate(cell, code);
            if (!isAlive()) {
                result = Optional.of(failure(isStopped ? STOPPED : ENDED, cell, code, 0,
                        (isStopped
                                ? "stopped, with its JVM."
                                : "this cell ended its JVM: look for System.exit.")
                                + " All that was declared is gone. Run the cells above again."));
            }
            result.ifPresent(output -> listener.output(cell, output));
            return result;
        } finally {
            running = null;
            ended.countDown();
        }
    }

    private boolean isAlive() {
        try {
            machine.control.extensionCommand("", "");
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    private Optional<CellOutput> evaluate(int cell, String code) {
        try {
            machine.control.extensionCommand(Agent.CELL, cell);
            return evaluateAll(cell, code);
        } catch (IllegalStateException | ExecutionControl.ExecutionControlException e) {
            return Optional.empty(); // its JVM has ended
        }
    }

    private Optional<CellOutput> evaluateAll(int cell, String code) {
        Optional<CellOutput> value = Optional.empty();
        for (var rest = code.stripLeading(); !rest.isBlank();
                rest = rest.stripLeading()) {
            var at = code.length() - rest.length();
            var info = machine.shell.sourceCodeAnalysis().analyzeCompletion(rest);
            if (info.completeness() == Completeness.DEFINITELY_INCOMPLETE) {
                return Optional.of(failure(COMPILE_ERROR, cell, code, code.length(),
                        "this is not complete: " + rest.lines().findFirst().orElse("")));
            }
            for (var event : machine.shell.eval(info.source())) {
                snippets.put(event.snippet().id(), new Place(cell, lineAt(code, at)));
                var failure = failure(cell, code, at, event);
                if (failure.isPresent()) {
                    return failure;
                }
                value = value(event,
                        rest.substring(0, rest.length() - info.remaining().length()));
            }
            rest = info.remaining();
        }
        return value;
    }

    /// As in other notebooks: an expression without a semicolon is to be seen.
    private static Optional<CellOutput> value(SnippetEvent event, String source) {
        var isExpression = switch (event.snippet().subKind()) {
            case TEMP_VAR_EXPRESSION_SUBKIND, VAR_VALUE_SUBKIND,
                    OTHER_EXPRESSION_SUBKIND -> true;
            default -> false;
        };
        return isExpression && event.value() != null && !event.value().isEmpty()
                && !source.strip().endsWith(";")
                        ? Optional.of(new CellOutput.Value(event.value()))
                        : Optional.empty();
    }

    private static int lineAt(String code, int offset) {
        return 1 + (int) code.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    private Optional<CellOutput> failure(int cell, String code, int at,
            SnippetEvent event) {
        if (event.exception() != null) {
            return Optional.of(thrown(cell, code, at, event.exception()));
        }
        if (event.status() != Snippet.Status.REJECTED) {
            return isStopped
                    ? Optional.of(failure(STOPPED, cell, code, at, "stopped"))
                    : Optional.empty();
        }
        var problem = machine.shell.diagnostics(event.snippet())
                .filter(one -> one.isError()).findFirst();
        var within = problem.map(one -> (int) one.getPosition()).orElse(0);
        return Optional.of(failure(COMPILE_ERROR, cell, code,
                Math.clamp(at + within, 0, code.length()),
                problem.map(one -> one.getMessage(Locale.ENGLISH)).orElse("rejected")));
    }

    private CellOutput.Failure failure(String name, int cell, String code, int offset,
            String message) {
        var line = lineAt(code, offset);
        var column = offset - code.lastIndexOf('\n', offset - 1);
        return new CellOutput.Failure(name, places.name(cell, line) + ": " + message,
                List.of(), line, column);
    }

    private CellOutput.Failure thrown(int cell, String code, int at,
            JShellException exception) {
        if (exception instanceof UnresolvedReferenceException open) {
            return failure(UNRESOLVED, cell, code, at, isOpen(open.getSnippet()));
        }
        var trace = new ArrayList<String>();
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause != exception) {
                trace.add("Caused by: " + nameOf(cause) + ": " + cause.getMessage());
            }
            for (var frame : cause.getStackTrace()) {
                trace.add(inWords(frame));
            }
        }
        var line = place(exception.getStackTrace(), cell);
        return new CellOutput.Failure(nameOf(exception),
                String.valueOf(exception.getMessage()), trace, line, 0);
    }

    private static String nameOf(Throwable thrown) {
        return thrown instanceof EvalException ours
                ? ours.getExceptionClassName()
                : thrown.getClass().getName();
    }

    private String inWords(StackTraceElement frame) {
        var place = place(frame);
        return place == null
                ? "at " + frame
                : "at %s(%s)".formatted(
                        frame.getMethodName().isEmpty()
                                ? "the cell"
                                : frame.getMethodName(),
                        places.name(place.cell, place.line + frame.getLineNumber() - 1));
    }

    private Place place(StackTraceElement frame) {
        return frame.getFileName() == null
                ? null
                : snippets.get(frame.getFileName().replace("#", ""));
    }

    /// The line of the cell that ran where it went wrong.
    private int place(StackTraceElement[] trace, int cell) {
        for (var frame : trace) {
            var place = place(frame);
            if (place != null && place.cell == cell) {
                return place.line + frame.getLineNumber() - 1;
            }
        }
        return 0;
    }

    /// What was declared, and refers to what is nowhere declared: the cell, and the failure.
    public synchronized Map<Integer, CellOutput.Failure> unresolved() {
        var open = new HashMap<Integer, CellOutput.Failure>();
        for (var snippet : machine.shell.snippets().toList()) {
            var place = snippets.get(snippet.id());
            if (place != null && snippet instanceof DeclarationSnippet declared
                    && isStill(snippet) && machine.shell.unresolvedDependencies(declared)
                            .findAny().isPresent()) {
                open.putIfAbsent(place.cell, new CellOutput.Failure(UNRESOLVED,
                        places.name(place.cell, place.line) + ": " + isOpen(declared),
                        List.of(), place.line, 0));
            }
        }
        return open;
    }

    private boolean isStill(Snippet snippet) {
        return switch (machine.shell.status(snippet)) {
            case RECOVERABLE_DEFINED, RECOVERABLE_NOT_DEFINED -> true;
            default -> false;
        };
    }

    private String isOpen(DeclarationSnippet snippet) {
        return "%s refers to what is nowhere declared: %s.".formatted(snippet.name(),
                String.join(", ",
                        machine.shell.unresolvedDependencies(snippet).toList()));
    }

    /// Stops the cell that runs, if one does, and waits until it has ended: with an interrupt,
    /// then with JShell's own means, which end a loop, then with its JVM. Blocks for five
    /// seconds at most, and a moment for the JVM to end.
    public void stop() {
        var ended = running;
        var stopped = machine;
        if (ended == null) {
            return;
        }
        isStopped = true;
        interrupt(stopped);
        if (hasEnded(ended, GRACE)) {
            return;
        }
        stopped.shell.stop();
        if (!hasEnded(ended, STOPPING)) {
            stopped.process.destroy(); // so it still removes its temporary files
            if (!hasEnded(ended, STOPPING)) {
                stopped.process.destroyForcibly();
                hasEnded(ended, Duration.ofMillis(START));
            }
        }
    }

    private static void interrupt(Machine machine) {
        for (var thread : machine.debugger.allThreads()) {
            if (thread.name().equals("main")) {
                thread.interrupt();
            }
        }
    }

    private static boolean hasEnded(CountDownLatch ended, Duration patience) {
        try {
            return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Begins anew, in a new JVM: nothing is declared.
    public void restart() {
        stop();
        synchronized (this) {
            restartNow();
        }
    }

    private void restartNow() {
        end(machine);
        snippets.clear();
        machine = start();
        generation++;
    }

    /// How often its JVM was started anew. Then nothing is declared that was before.
    public long generation() {
        return generation;
    }

    /// What may stand at the cursor.
    public synchronized Completion complete(String code, int cursor) {
        var from = beginOfSnippet(code, cursor);
        var anchor = new int[] {-1};
        var candidates = new LinkedHashSet<String>();
        machine.shell.sourceCodeAnalysis()
                .completionSuggestions(code.substring(from, cursor), cursor - from,
                        anchor)
                .stream()
                .sorted((a, b) -> Boolean.compare(b.matchesType(), a.matchesType()))
                .map(Suggestion::continuation).forEach(candidates::add);
        return new Completion(candidates.isEmpty() ? cursor : from + anchor[0],
                List.copyOf(candidates));
    }

    /// The signatures of what is called or named at the cursor, each with its documentation, as
    /// far as the JDK's sources are there.
    public synchronized List<String> documentation(String code, int cursor) {
        var from = beginOfSnippet(code, cursor);
        return machine.shell.sourceCodeAnalysis()
                .documentation(code.substring(from), cursor - from, true).stream()
                .map(one -> one.javadoc() == null || one.javadoc().isBlank()
                        ? one.signature()
                        : one.signature() + "\n\n" + one.javadoc().strip())
                .distinct().toList();
    }

    /// Whether a line more would change what this code is.
    public synchronized boolean isComplete(String code) {
        var rest = code;
        while (!rest.isBlank()) {
            var info = machine.shell.sourceCodeAnalysis().analyzeCompletion(rest);
            if (!info.completeness().isComplete()) {
                return info.completeness() == Completeness.UNKNOWN; // a run reports the error
            }
            rest = info.remaining();
        }
        return true;
    }

    private int beginOfSnippet(String code, int cursor) {
        var before = code.substring(0, cursor);
        for (var rest = before;;) {
            var info = machine.shell.sourceCodeAnalysis().analyzeCompletion(rest);
            if (!info.completeness().isComplete() || info.remaining().isBlank()) {
                return cursor - rest.length();
            }
            rest = info.remaining();
        }
    }

    private static void end(Machine machine) {
        machine.shell.close();
        machine.process.destroy();
        var ended = new CountDownLatch(1);
        machine.process.onExit().thenRun(ended::countDown);
        if (!hasEnded(ended, CLEANING_UP)) {
            machine.process.destroyForcibly();
        }
    }

    /// Ends the cells' JVM, and with it the cell that runs. Blocks while the JVM cleans up, for
    /// five seconds at most.
    @Override
    public void close() {
        isClosed = true;
        isStopped = true;
        end(machine);
    }
}
