package notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cells.Cell;
import cells.Cell.Kind;
import cells.Chapter;
import engine.CellOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// JShell's signs of success lie. An execution must not.
@Execution(ExecutionMode.CONCURRENT) // each waits for a JVM of its own
class ExecutionIT {

    private static final Path FILE = Path.of("chapters/Step1.java");
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    static Path packages;

    @BeforeAll
    static void compileTheTimelines() throws Exception {
        try (var sources = Files.list(Path.of("../../chapters/timeline"))) {
            var arguments = new ArrayList<>(List.of("-d", packages.toString()));
            sources.map(Path::toString).forEach(arguments::add);
            assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null,
                    arguments.toArray(String[]::new))).isZero();
        }
    }

    @Test
    void whatACellPrintsStandsWithItInItsOrderAndTimelinesArePictures() throws Exception {
        var execution = run(LONG, """
                import timeline.Timeline;
                """, """
                int answer() { return helper() + 1; }
                int helper() { return 41; }
                """, """
                var timeline = new Timeline("mine");
                timeline.run("a <lane>", () -> 1);
                IO.println("before " + answer());
                timeline.print();
                System.err.println("in between: ü");
                Thread.ofVirtual().start(() -> IO.println("after")).join();
                """, """
                IO.println(timeline.peak());
                """);

        assertThat(execution.failure()).isEmpty();
        var outputs = execution.cells().get(2).outputs();
        assertThat(outputs).hasSize(4);
        assertThat(outputs.get(0)).isEqualTo(new CellOutput.Text("before 42\n", false));
        assertThat(outputs.get(1)).isInstanceOfSatisfying(CellOutput.Picture.class,
                picture -> {
                    assertThat(picture.svg()).startsWith("<svg")
                            .contains("a &lt;lane&gt;");
                    assertThat(picture.text()).contains("mine", "a <lane>")
                            .doesNotContain("\u001b");
                });
        assertThat(outputs.get(2))
                .isEqualTo(new CellOutput.Text("in between: ü\n", true));
        assertThat(outputs.get(3)).isEqualTo(new CellOutput.Text("after\n", false));
        assertThat(execution.cells().get(3).outputs())
                .containsExactly(new CellOutput.Text("1\n", false));
    }

    @Test
    void aCellThatDoesNotEndIsStoppedAndTold() throws Exception {
        var execution = run(Duration.ofSeconds(1), """
                IO.println("begins");
                while (true) { }
                """, """
                IO.println("never");
                """);

        assertThat(execution.failure().orElseThrow().message())
                .isEqualTo("chapters/Step1.java:10: this cell did not end within 1 s.");
        assertThat(execution.cells().getFirst().outputs())
                .startsWith(new CellOutput.Text("begins\n", false));
        assertThat(execution.cells().getLast().outputs()).isEmpty();
    }

    @Test
    void anExitIsTold() throws Exception {
        var execution = run(LONG, """
                IO.println("begins");
                System.exit(0);
                """, """
                IO.println("never");
                """);

        assertThat(execution.failure().orElseThrow().message())
                .startsWith("chapters/Step1.java:10: this cell ended its JVM: look for "
                        + "System.exit.");
        assertThat(execution.cells().getLast().outputs()).isEmpty();
    }

    @Test
    void whatIsNeverDeclaredIsToldAtTheEnd() throws Exception {
        var execution = run(LONG, """
                int one() { return 1; }

                int two() { return twice(one()); }
                """, """
                IO.println(one());
                """);

        assertThat(execution.failure().orElseThrow().message()).isEqualTo(
                "chapters/Step1.java:12: two refers to what is nowhere declared: "
                        + "method twice(int).");
    }

    @Test
    void aCompilersComplaintNamesTheLine() throws Exception {
        var execution = run(LONG, """
                int one() { return 1; }

                void two() {
                    String s = one();
                }
                """);

        var failure = execution.failure().orElseThrow();
        assertThat(failure.message()).startsWith("chapters/Step1.java:13: ")
                .contains("int cannot be converted to");
    }

    @Test
    void whatIsThrownNamesTheChaptersLines() throws Exception {
        var execution = run(LONG, """
                void fails() throws Exception {
                    throw new java.io.IOException("mine");
                }
                """, """
                var fine = 1;
                fails();
                """);

        var failure = execution.failure().orElseThrow();
        assertThat(failure.name()).isEqualTo("java.io.IOException");
        assertThat(failure.message()).isEqualTo("mine");
        assertThat(failure.trace().getFirst())
                .isEqualTo("at fails(chapters/Step1.java:11)");
        assertThat(failure.trace()).anyMatch(line -> line.contains("Step1.java:21)"));
    }

    @Test
    void aPreviewWorksInAChapterThatAsksForIt() throws Exception {
        assumeTrue(Runtime.version().feature() == 25, "on another JDK it is not run");

        var execution = run(LONG, "//JAVA 25\n//PREVIEW", SCOPE);

        assertThat(execution.cells().getLast().outputs())
                .containsExactly(new CellOutput.Text("42\n", false));
    }

    @Test
    void aChapterThatAsksForNoPreviewHasNone() throws Exception {
        var execution = run(LONG, "//JAVA 25+", SCOPE);

        assertThat(execution.failure().orElseThrow().message())
                .contains("StructuredTaskScope is a preview API");
    }

    private static final String SCOPE = """
            try (var scope = java.util.concurrent.StructuredTaskScope.open()) {
                var task = scope.fork(() -> 42);
                scope.join();
                IO.println(task.get());
            }
            """;

    /// A chapter of these cells; the first begins at line 10, the next at line 20, and so on.
    private static notebook.Execution run(Duration timeLimit, String... codes)
            throws Exception {
        var cells = new ArrayList<Cell>();
        for (var code : codes) {
            var line = 10 * (cells.size() + 1);
            cells.add(new Cell(Kind.CODE, code.strip(), code.strip(), line, line,
                    List.of()));
        }
        return notebook.Execution.run(new Chapter(1, "a test", FILE, cells, List.of()),
                List.of(packages),
                timeLimit);
    }
}
