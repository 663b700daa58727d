package engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import engine.CellOutput.Failure;
import engine.CellOutput.Text;
import engine.CellOutput.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A session, whose cells come in any order, again, and changed.
@Tag("slow")
class SessionIT {

    private static final Map<Integer, List<CellOutput>> HEARD = new ConcurrentHashMap<>();
    private static final Session SESSION = new Session(List.of(), false,
            List.of("int begun = 1;"), (cell, line) -> "cell " + cell + ", line " + line,
            (cell, output) -> HEARD
                    .computeIfAbsent(cell, _ -> new CopyOnWriteArrayList<>())
                    .add(output));

    @BeforeEach
    void forget() {
        HEARD.clear();
    }

    @AfterAll
    static void close() {
        SESSION.close();
    }

    private static Optional<CellOutput> run(int cell, String code) {
        return SESSION.run(cell, code);
    }

    /// All that a cell has printed on standard output.
    private static String printed(int cell) {
        var printed = new StringBuilder();
        for (var output : HEARD.getOrDefault(cell, List.of())) {
            if (output instanceof Text(var text, var isError) && !isError) {
                printed.append(text);
            }
        }
        return printed.toString();
    }

    private static String errors(int cell) {
        var printed = new StringBuilder();
        for (var output : HEARD.getOrDefault(cell, List.of())) {
            if (output instanceof Text(var text, var isError) && isError) {
                printed.append(text);
            }
        }
        return printed.toString();
    }

    private static Failure failure(Optional<CellOutput> result) {
        assertThat(result).get().isInstanceOf(Failure.class);
        return (Failure) result.orElseThrow();
    }

    @Test
    void cellsRunAgainAndChanged() {
        run(1, "int twice(int n) { return n + n; }");
        run(2, "var n = twice(2);");
        run(1, "int twice(int n) { return n * n * n; }");

        assertThat(run(2, "var n = twice(2);\nn")).contains(new Value("8"));
        assertThat(run(2, "var n = \"text\";\nn")).contains(new Value("\"text\""));
    }

    @Test
    void aCellMayUseWhatALaterOneDeclares() {
        run(1, "int one() { return two() - 1; }");

        assertThat(failure(run(2, "one()")).message())
                .contains("one refers to what is nowhere declared: method two()");
        assertThat(SESSION.unresolved()).containsOnlyKeys(1);
        run(3, "int two() { return 2; }");
        assertThat(run(2, "one()")).contains(new Value("1"));
        assertThat(SESSION.unresolved()).isEmpty();
    }

    @Test
    void onlyAnExpressionWithoutASemicolonIsAValue() {
        assertThat(run(1, "List.of(1, 2)")).contains(new Value("[1, 2]"));
        assertThat(run(2, "List.of(1, 2);")).isEmpty();
        assertThat(run(3, "IO.println();")).isEmpty();
        assertThat(run(4, "IO.println()")).isEmpty();
        assertThat(run(5, "begun")).contains(new Value("1"));
    }

    @Test
    void aLineOfAThreadBelongsToTheCellThatHasStartedIt() {
        run(1, """
                var latch = new java.util.concurrent.CountDownLatch(1);
                var ended = new java.util.concurrent.CountDownLatch(2);
                Thread.startVirtualThread(() -> {
                    try {
                        latch.await();
                        IO.println("late");
                        throw new IllegalStateException("uncaught");
                    } catch (InterruptedException e) {
                        // Nobody does.
                    } finally {
                        ended.countDown();
                    }
                });
                var pool = Executors.newFixedThreadPool(1);
                pool.submit(() -> { });
                """);
        run(2, """
                pool.submit(() -> {
                    IO.println("by the pool");
                    ended.countDown();
                });
                latch.countDown();
                ended.await();
                IO.println("two");
                """);

        assertThat(printed(2)).isEqualTo("two\n");
        await().untilAsserted(() -> {
            assertThat(printed(1)).contains("late\n", "by the pool\n");
            assertThat(errors(1)).contains("IllegalStateException: uncaught");
        });
    }

    @Test
    void aLineOfAnInterruptedThreadIsNotLost() {
        run(1, """
                for (var i = 0; i < 100; i++) {
                    Thread.startVirtualThread(() -> {
                        Thread.currentThread().interrupt();
                        IO.println("line");
                    }).join();
                }
                Thread.currentThread().interrupt();
                IO.println("mine");
                """);
        run(2, "IO.println(Thread.currentThread().isInterrupted());");

        assertThat(printed(1)).isEqualTo("line\n".repeat(100) + "mine\n");
        assertThat(printed(2)).as("what one cell leaves behind reaches no other")
                .isEqualTo("false\n");
    }

    @Test
    void lettersThatComeInPartsAreWhole() {
        run(1, """
                var bytes = "ü€😀".getBytes(java.nio.charset.StandardCharsets.UTF_8);
                for (var b : bytes) {
                    System.out.write(b);
                    System.out.flush();
                }
                """);

        assertThat(printed(1)).isEqualTo("ü€😀");
    }

    @Test
    void muchIsPrintedInItsOrder() {
        run(1, "for (var i = 0; i < 20_000; i++) { IO.println(i); }");

        var lines = printed(1).lines().toList();
        assertThat(lines).hasSize(20_000);
        assertThat(lines.getLast()).isEqualTo("19999");
    }

    @Test
    void anErrorHasItsLineAndColumnInTheCell() {
        var failure = failure(run(7, "var one = 1;\n\n  String two = one;\n"));

        assertThat(failure.name()).isEqualTo(Session.COMPILE_ERROR);
        assertThat(failure.message()).startsWith("cell 7, line 3: ")
                .contains("int cannot be converted to");
        assertThat(failure.line()).isEqualTo(3);
        assertThat(failure.column()).isEqualTo(16);
    }

    @Test
    void whatIsIncompleteIsAnErrorAtTheEnd() {
        var failure = failure(run(1, "var one = 1;\nint two() {"));

        assertThat(failure.message()).contains("this is not complete: int two() {");
        assertThat(failure.line()).isEqualTo(2);
    }

    @Test
    void anExceptionHasItsCausesAndThePlacesInTheCells() {
        run(1, """
                void fails() throws Exception {
                    throw new java.io.IOException("inner");
                }
                """);
        var failure = failure(run(2, """
                IO.println("first");
                try {
                    fails();
                } catch (Exception e) {
                    throw new IllegalStateException("outer", e);
                }
                """));

        assertThat(failure.name()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failure.message()).isEqualTo("outer");
        assertThat(failure.line()).isEqualTo(5);
        assertThat(failure.trace()).contains("at the cell(cell 2, line 5)",
                "Caused by: java.io.IOException: inner", "at fails(cell 1, line 2)");
        assertThat(HEARD.get(2)).last().isEqualTo(failure);
    }

    @Test
    void afterAFailureTheRestOfTheCellDoesNotRun() {
        run(1, "int a = 1;\nthrow new Exception();\nint b = 2;");

        assertThat(run(2, "a")).contains(new Value("1"));
        assertThat(failure(run(3, "b")).message()).contains("cannot find symbol");
    }

    /// Runs a cell that does not end by itself, and stops it when it has printed something.
    private static Failure stopped(int cell, String code) throws Exception {
        var result = new FutureTask<>(() -> run(cell, code));
        Thread.ofPlatform().start(result);
        await().until(() -> !printed(cell).isEmpty());
        SESSION.stop();
        return failure(result.get());
    }

    @Test
    void aLoopIsStoppedAndWhatWasDeclaredStays() throws Exception {
        run(1, "int kept = 42;");

        assertThat(stopped(2, "{\n    IO.println(1);\n    while (true) { }\n}").message())
                .isEqualTo("cell 2, line 1: stopped");
        assertThat(run(3, "kept")).contains(new Value("42"));
    }

    @Test
    void aWaitIsInterruptedAndCleansUp() throws Exception {
        stopped(1, """
                IO.println("begins");
                try {
                    Thread.sleep(Long.MAX_VALUE);
                } finally {
                    IO.println("cleaned up");
                }
                """);

        assertThat(printed(1)).isEqualTo("begins\ncleaned up\n");
        assertThat(run(2, "begun")).contains(new Value("1"));
    }

    @Test
    void whatCatchesEverythingEndsWithItsJvm() throws Exception {
        var failure = stopped(1, """
                while (true) {
                    try {
                        IO.println(1);
                        while (true) { }
                    } catch (Throwable e) {
                        // It goes on.
                    }
                }
                """);

        assertThat(failure.message()).contains("Run the cells above again.");
        assertThat(run(2, "begun")).contains(new Value("1"));
    }

    @Test
    void anExitIsSurvived() {
        run(1, "int gone = 1;");

        assertThat(failure(run(2, "System.exit(0);")).message())
                .contains("look for System.exit", "Run the cells above again.");
        assertThat(run(3, "begun")).contains(new Value("1"));
        assertThat(failure(run(4, "gone")).message()).contains("cannot find symbol");
    }

    @Test
    void aRestartForgetsAllButTheBeginning() {
        run(1, "int forgotten = 1;");

        SESSION.restart();

        assertThat(run(2, "begun")).contains(new Value("1"));
        assertThat(failure(run(3, "forgotten")).message()).contains("cannot find symbol");
    }

    @Test
    void aStopWithoutACellDoesNothing() {
        SESSION.stop();

        assertThat(run(1, "begun")).contains(new Value("1"));
    }

    @Test
    void aCellThatTakesSystemOutForItselfTakesItFromNoOther() {
        run(1, "System.setOut(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));");
        run(2, "IO.println(\"here\");");

        assertThat(printed(2)).isEqualTo("here\n");
    }

    @Test
    void theInputIsEmpty() {
        assertThat(run(1, "System.in.read()")).contains(new Value("-1"));
    }

    @Test
    void whatMayStandAtTheCursorIsKnown() {
        run(1, "int someVariable = 1;");

        var names = SESSION.complete("var x = 1;\nIO.println(someV", 27);
        assertThat(names.from()).isEqualTo(22);
        assertThat(names.candidates()).containsExactly("someVariable");
        assertThat(SESSION.complete("\"\".strip", 8).candidates())
                .contains("stripLeading()");
        assertThat(SESSION.complete("no.such.thing.", 14).candidates()).isEmpty();
    }

    @Test
    void signaturesAreKnown() {
        assertThat(SESSION.documentation("var x = 1; Math.max(", 20))
                .anyMatch(text -> text.startsWith("int Math.max(int a, int b)"));
        assertThat(SESSION.documentation("", 0)).isEmpty();
    }

    @Test
    void completeCodeIsToldFromAnUnfinishedOne() {
        assertThat(SESSION.isComplete("int x = 1;\nint y() { return x; }")).isTrue();
        assertThat(SESSION.isComplete("1 + 1")).isTrue();
        assertThat(SESSION.isComplete("int y() {")).isFalse();
        assertThat(SESSION.isComplete("")).isTrue();
    }

    @Test
    void aSessionThatIsClosedLeavesNoProcess() {
        var before = ProcessHandle.current().children().toList();
        var own = new ArrayList<ProcessHandle>();
        try (var session = new Session(List.of(), false, List.of(), (_, _) -> "",
                (_, _) -> {})) {
            ProcessHandle.current().children().filter(child -> !before.contains(child))
                    .forEach(own::add);
        }

        assertThat(own).isNotEmpty();
        await().until(() -> own.stream().noneMatch(ProcessHandle::isAlive));
    }
}
