package notebook;

import cells.Cell;
import cells.Cell.Kind;
import cells.Chapter;
import cells.PredictCell;
import com.fasterxml.jackson.jr.ob.JSON;
import engine.CellOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import notebook.Execution.Executed;

/// A chapter as a notebook file: [nbformat 4.5](https://nbformat.readthedocs.io).
public final class Ipynb {

    private static final Pattern STEP = Pattern.compile("\\]\\((Step\\d+)\\.java\\)");

    private Ipynb() {}

    /// The file's text. The script's `main` is left out: the run cells stand as statements,
    /// for a reader to run one by one.
    ///
    /// @param kernel the name that the kernel is registered by
    public static String text(Execution execution, String kernel) {
        var cells = new ArrayList<Object>();
        var answers = execution.chapter().answers().iterator();
        int count = 0;
        for (var executed : titleFirst(execution.cells())) {
            var cell = executed.cell();
            var id = "line-" + cell.line();
            if (cell.kind() == Kind.PROSE) {
                cells.add(prose(id, cell, cell.isQuestion()
                        ? "\n\n<details><summary>The answer</summary>\n\n"
                                + answers.next()
                                + "\n\n</details>"
                        : ""));
            } else if (cell.isExecuted()) {
                count++;
                cells.add(
                        code(id, source(cell), outputs(executed.outputs(), count), count,
                                metadata(cell, execution.chapter())));
            }
        }
        var notebook = new LinkedHashMap<String, Object>();
        notebook.put("cells", cells);
        notebook.put("metadata", Map.of(
                "kernelspec", ordered("display_name", "Java", "language", "java", "name",
                        kernel),
                "language_info", ordered("file_extension", ".java", "mimetype",
                        "text/x-java-source", "name", "java")));
        notebook.put("nbformat", 4);
        notebook.put("nbformat_minor", 5);
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                    .with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(notebook) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The imports come first in a script, and are folded below the title in a notebook.
    private static List<Executed> titleFirst(List<Executed> cells) {
        var sorted = new ArrayList<>(cells);
        sorted.stream().filter(one -> one.cell().kind() == Kind.PROSE).findFirst()
                .ifPresent(title -> {
                    sorted.remove(title);
                    sorted.addFirst(title);
                });
        return sorted;
    }

    private static Map<String, Object> prose(String id, Cell cell, String below) {
        // Beside a notebook lie notebooks.
        return ordered("cell_type", "markdown", "id", id, "metadata", tags(cell),
                "source",
                lines(STEP.matcher(cell.source()).replaceAll("]($1.ipynb)") + below));
    }

    /// A prediction with the place for the reader's answer.
    private static String source(Cell cell) {
        return cell.kind() != Kind.PREDICT
                ? cell.code()
                : cell.code() + "\n// Your answer, without these slashes: "
                        + PredictCell.of(cell).variable() + ".answer(\"...\");";
    }

    private static Map<String, Object> code(String id, String source,
            List<Object> outputs,
            Integer count, Map<String, Object> metadata) {
        return ordered("cell_type", "code", "execution_count", count, "id", id,
                "metadata",
                metadata, "outputs", outputs, "source", lines(source));
    }

    /// What a run printed is folded, if the reader was asked to predict it; so are the imports.
    private static Map<String, Object> metadata(Cell cell, Chapter chapter) {
        var metadata = new LinkedHashMap<>(tags(cell));
        if (chapter.asks(cell)) {
            metadata.put("jupyter", Map.of("outputs_hidden", true));
        } else if (cell.kind() == Kind.SETUP) {
            metadata.put("jupyter", Map.of("source_hidden", true));
        }
        return metadata;
    }

    private static Map<String, Object> tags(Cell cell) {
        return cell.tags().isEmpty() ? Map.of() : Map.of("tags", cell.tags());
    }

    private static List<Object> outputs(List<CellOutput> outputs, int count) {
        var all = new ArrayList<Object>();
        for (var output : outputs) {
            all.add(switch (output) {
                case CellOutput.Text(var text, var standardError) ->
                        ordered("name", standardError ? "stderr" : "stdout",
                                "output_type",
                                "stream", "text", lines(text));
                case CellOutput.Picture picture ->
                        ordered("data",
                                ordered("text/html", lines(picture.image()), "text/plain",
                                        lines(picture.text())),
                                "metadata", Map.of(), "output_type",
                                "display_data");
                case CellOutput.Value(var text) -> ordered("data",
                        ordered("text/plain", lines(text)), "execution_count", count,
                        "metadata", Map.of(), "output_type", "execute_result");
                case CellOutput.Failure(var name, var message, var trace, _, _) -> {
                    var lines = new ArrayList<>(List.of(name + ": " + message));
                    lines.addAll(trace);
                    yield ordered("ename", name, "evalue", message, "output_type",
                            "error",
                            "traceback", lines);
                }
            });
        }
        return all;
    }

    /// As nbformat wants it: each line with its end, so that a difference is one of lines.
    private static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        int from = 0;
        for (int at; (at = text.indexOf('\n', from)) >= 0; from = at + 1) {
            lines.add(text.substring(from, at + 1));
        }
        if (from < text.length()) {
            lines.add(text.substring(from));
        }
        return lines;
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
