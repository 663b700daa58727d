package notebook;

import static org.assertj.core.api.Assertions.assertThat;

import cells.Cell;
import cells.Cell.Kind;
import cells.Chapter;
import com.fasterxml.jackson.jr.ob.JSON;
import engine.CellOutput;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import notebook.Execution.Executed;
import org.junit.jupiter.api.Test;

class IpynbTest {

    private static final Cell PROSE = new Cell(Kind.PROSE,
            "# Step 2: a\n\nSee [Step 3](Step3.java).", "", 3, 3, List.of());
    private static final Cell RUN =
            new Cell(Kind.RUN, "void f() {\n    g();\n}", "g();", 7, 8,
                    List.of("slow"));
    private static final Cell PREDICT = new Cell(Kind.PREDICT,
            "final Prediction time = lesson.predict(\"\"\"\n    How long?\n    ___ s\n"
                    + "    \"\"\");",
            "", 4, 4, List.of());
    private static final Cell ASKED = new Cell(Kind.RUN,
            "void g() {\n    time.ask();\n    time.measured(1);\n}",
            "time.ask();\ntime.measured(1);", 7, 8, List.of());
    private static final Cell QUESTION =
            new Cell(Kind.PROSE, "Why?", "", 8, 8, List.of("question"));
    private static final Cell MAIN =
            new Cell(Kind.MAIN, "void main() {}", "", 9, 9, List.of());

    @Test
    void aNotebookHasTheCellsAndWhatTheyGave() throws Exception {
        var outputs = List.<CellOutput>of(new CellOutput.Text("one\ntwo", false),
                new CellOutput.Picture(
                        "<svg>\n</svg>", "-- 1 s\n", 0),
                new CellOutput.Failure("java.io.IOException", "no",
                        List.of("at f(Step2.java:8)"), 1, 0));

        var cells = cells(new Execution(chapter(), List.of(new Executed(PROSE, List.of()),
                new Executed(RUN, outputs), new Executed(MAIN, List.of()))));

        assertThat(cells).extracting(cell -> cell.get("cell_type"))
                .containsExactly("markdown", "code");
        assertThat(text(cells.get(0).get("source")))
                .isEqualTo("# Step 2: a\n\nSee [Step 3](Step3.ipynb).");
        assertThat(text(cells.get(1).get("source"))).isEqualTo("g();");
        assertThat(cells.get(1).get("execution_count")).isEqualTo(1);
        assertThat(cells.get(1).get("metadata"))
                .isEqualTo(Map.of("tags", List.of("slow")));
        assertThat(cells.get(1).get("outputs")).isEqualTo(List.of(
                Map.of("output_type", "stream", "name", "stdout", "text",
                        List.of("one\n", "two")),
                Map.of("output_type", "display_data", "metadata", Map.of(), "data",
                        Map.of(
                                "text/html",
                                List.of("<img alt='timeline' src='data:image/svg+xml;"
                                        + "base64,PHN2Zz4KPC9zdmc+'>"),
                                "text/plain", List.of("-- 1 s\n"))),
                Map.of("output_type", "error", "ename", "java.io.IOException", "evalue",
                        "no",
                        "traceback", List.of("java.io.IOException: no",
                                "at f(Step2.java:8)"))));
    }

    @Test
    void theTitleComesFirstAndTheImportsAreFolded() throws Exception {
        var setup = new Cell(Kind.SETUP, "import git.Git;", "import git.Git;", 1, 1,
                List.of("setup"));

        var cells = cells(execution(setup, PROSE, RUN));

        assertThat(text(cells.get(0).get("source"))).startsWith("# Step 2");
        assertThat(text(cells.get(1).get("source"))).isEqualTo("import git.Git;");
        assertThat(cells.get(1).get("metadata")).isEqualTo(Map.of("tags",
                List.of("setup"), "jupyter", Map.of("source_hidden", true)));
    }

    @Test
    void aValueIsAResult() throws Exception {
        var cells = cells(new Execution(chapter(), List.of(
                new Executed(RUN, List.of(new CellOutput.Value("[1, 2]"))))));

        assertThat(cells.getFirst().get("outputs")).isEqualTo(List.of(
                Map.of("output_type", "execute_result", "execution_count", 1, "metadata",
                        Map.of(), "data", Map.of("text/plain", List.of("[1, 2]")))));
    }

    @Test
    void whatTheReaderPredictsIsFoldedUntilThen() throws Exception {
        var cells = cells(execution(PREDICT, ASKED, RUN));

        assertThat(text(cells.get(0).get("source")))
                .endsWith("// Your answer, without these slashes: time.answer(\"...\");");
        assertThat(cells.get(1).get("metadata"))
                .isEqualTo(Map.of("jupyter", Map.of("outputs_hidden", true)));
        assertThat(cells.get(2).get("metadata")).asString().doesNotContain("hidden");
    }

    @Test
    void anAnswerIsFoldedBelowItsQuestion() throws Exception {
        var cells = cells(execution(QUESTION));

        assertThat(text(cells.get(0).get("source"))).isEqualTo("Why?\n\n"
                + "<details><summary>The answer</summary>\n\nBecause.\n\n</details>");
    }

    private static Execution execution(Cell... cells) {
        return new Execution(
                new Chapter(2, "a", Path.of("chapters/Step2.java"), List.of(cells),
                        List.of("Because.")),
                List.of(cells).stream().map(cell -> new Executed(cell, List.of()))
                        .toList());
    }

    @Test
    void theKernelIsNamed() throws Exception {
        var notebook = JSON.std.mapFrom(Ipynb.text(
                new Execution(chapter(), List.of()), "the-kernel"));

        assertThat(notebook).containsEntry("nbformat", 4).containsEntry("nbformat_minor",
                5);
        assertThat(notebook.get("metadata").toString()).contains("name=the-kernel");
    }

    private static Chapter chapter() {
        return new Chapter(2, "a", Path.of("chapters/Step2.java"),
                List.of(PROSE, RUN, MAIN), List.of());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> cells(Execution execution) throws Exception {
        return (List<Map<String, Object>>) JSON.std
                .mapFrom(Ipynb.text(execution, "kernel")).get("cells");
    }

    private static String text(Object lines) {
        return String.join("", ((List<?>) lines).stream().map(String::valueOf).toList());
    }
}
