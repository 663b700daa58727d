package cells;

import cells.Cell.Kind;
import grading.AnswerCompiler;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A chapter: one text that is a script, a JShell session, a notebook and a page.
///
/// Its cells are in the percent format, as Jupytext and editors know it: a line `// %%` begins
/// one, `// %% [markdown]` one with prose, `// %% run` one that a notebook calls,
/// and `// %% predict` one that asks the reader. `tags=["setup"]` may stand behind
/// it; prose with `tags=["question"]` is a question at the chapter's end.
///
/// @param number its number: that of the file's name, `Step5.java`
/// @param title  its first heading, without the `Step 5: ` before it
/// @param file   where it was read from
/// @param answers to its questions, in their order, as Markdown
public record Chapter(int number, String title, Path file, List<Cell> cells,
        List<String> answers) {

    private static final Pattern NAME = Pattern.compile("Step(\\d+)\\.java");
    private static final Pattern MARKER = Pattern.compile(
            "// %%(?<prose> \\[markdown])?(?<code> run| predict)?(?: tags=\\[(?<tags>[^\\]]*)])?");
    private static final Pattern TAG = Pattern.compile("\\s*\"([\\w-]+)\"\\s*");
    private static final Pattern HEADING = Pattern.compile("# Step (\\d+): (\\S.*)");
    private static final Pattern MAIN = Pattern.compile("(?m)^void main\\(");

    public Chapter {
        cells = List.copyOf(cells);
        answers = List.copyOf(answers);
    }

    /// Whether its script asks for the previews of the JDK.
    public boolean usesPreview() {
        return cells.getFirst().source().lines().anyMatch("//PREVIEW"::equals);
    }

    /// Whether it runs on this JDK: later previews differ.
    public boolean runsHere() {
        return !usesPreview()
                || Runtime.version().feature() == AnswerCompiler.PREVIEW_JDK;
    }

    /// Whether the reader is asked for a prediction before this cell runs.
    public boolean asks(Cell run) {
        return cells.stream().filter(cell -> cell.kind() == Kind.PREDICT)
                .anyMatch(cell -> PredictCell.of(cell).isAskedBy(run));
    }

    /// Reads a chapter.
    ///
    /// @param root the workbook's folder
    /// @param file the chapter's path in it, by which messages name it: `chapters/Step5.java`
    /// @throws BadChapter  if it is missing, no UTF-8, or its cells are not as they should be
    /// @throws IOException if it cannot be read
    public static Chapter read(Path root, Path file) throws IOException, BadChapter {
        try {
            var path = root.resolve(file);
            var chapter = parse(file, Files.readString(path));
            return chapter.with(Answers.read(path, chapter.number));
        } catch (NoSuchFileException e) {
            throw new BadChapter(file, 1, "there is no such file.");
        } catch (MalformedInputException e) {
            throw new BadChapter(file, 1, "it is not UTF-8.");
        }
    }

    private Chapter with(List<String> answers) throws BadChapter {
        var questions = cells.stream().filter(Cell::isQuestion).count();
        if (questions != answers.size()) {
            throw new BadChapter(file, 1,
                    "it has %d questions, and ANSWERS.md %d answers."
                            .formatted(questions, answers.size()));
        }
        return new Chapter(number, title, file, cells, answers);
    }

    /// The chapter that this text is, without answers.
    ///
    /// @throws BadChapter if its cells are not as they should be
    static Chapter parse(Path file, String text) throws BadChapter {
        var name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new BadChapter(file, 1, "a chapter's name is StepN.java.");
        }
        var cells = cells(file, text.lines().toList());
        var number = Integer.parseInt(name.group(1));
        return new Chapter(number, title(file, number, cells), file, cells,
                List.of());
    }

    private static List<Cell> cells(Path file, List<String> lines) throws BadChapter {
        var cells = new ArrayList<Cell>();
        for (int at = 0, end; at < lines.size(); at = end) {
            end = at + 1;
            while (end < lines.size() && !isMarker(lines.get(end))) {
                end++;
            }
            cells.add(cell(file, at, lines.subList(at, end), cells.isEmpty()));
        }
        if (cells.isEmpty() || cells.getLast().kind() != Kind.MAIN) {
            throw new BadChapter(file, Math.max(1, lines.size()),
                    "the last cell has to be `void main(String[] args)`.");
        }
        for (var cell : cells.subList(0, cells.size() - 1)) {
            if (cell.kind() == Kind.MAIN) {
                throw new BadChapter(file, cell.line(),
                        "`main` has to be the last cell: a notebook leaves it out.");
            }
            if (cell.kind() == Kind.PREDICT
                    && cells.stream().noneMatch(PredictCell.of(cell)::isAskedBy)) {
                throw new BadChapter(file, cell.line(), "no run cell has both `"
                        + PredictCell.of(cell).variable() + ".ask();` and `"
                        + PredictCell.of(cell).variable() + ".measured(`.");
            }
        }
        return withMethods(file, cells);
    }

    /// Each run cell with its method, and a call of it, as its code.
    private static List<Cell> withMethods(Path file, List<Cell> cells) throws BadChapter {
        var sources = new TreeMap<Integer, String>();
        cells.stream().filter(cell -> cell.kind() == Kind.RUN)
                .forEach(cell -> sources.put(cell.line(), cell.source()));
        var methods = RunCell.parse(file, sources);
        return cells.stream().map(cell -> cell.kind() != Kind.RUN
                ? cell
                : new Cell(Kind.RUN, cell.source(),
                        methods.get(cell.line()).code(cell.source()), cell.line(),
                        cell.codeLine(), cell.tags()))
                .toList();
    }

    /// Also what was meant to be one: the error then names it.
    private static boolean isMarker(String line) {
        return line.matches("\\s*//\\s*%%.*");
    }

    private static Cell cell(Path file, int at, List<String> lines, boolean first)
            throws BadChapter {
        var marker = MARKER.matcher(lines.getFirst());
        if (!marker.matches()) {
            throw new BadChapter(file, at + 1, isMarker(lines.getFirst())
                    ? "`" + lines.getFirst().strip()
                            + "` begins no cell. Known are `// %%`, "
                            + "`// %% [markdown]`, `// %% run`, `// %% predict`, each with "
                            + "tags=[\"name\"] behind it or not."
                    : "a chapter begins with a cell: `// %% tags=[\"setup\"]`.");
        }
        var tags = tags(file, at, marker.group("tags"));
        if (first != tags.contains("setup")) {
            throw new BadChapter(file, at + 1,
                    "the first cell, and no other, has tags=[\"setup\"].");
        }
        int from = 1;
        int to = lines.size();
        while (from < to && lines.get(from).isBlank()) {
            from++;
        }
        while (to > from && lines.get(to - 1).isBlank()) {
            to--;
        }
        if (from == to) {
            throw new BadChapter(file, at + 1, "this cell is empty.");
        }
        var line = at + from + 1;
        var body = lines.subList(from, to);
        if (marker.group("prose") != null) {
            if (marker.group("code") != null) {
                throw new BadChapter(file, at + 1, "prose cannot run.");
            }
            return new Cell(Kind.PROSE, prose(file, line, body), "", line, line, tags);
        }
        var source = String.join("\n", body);
        if (" predict".equals(marker.group("code"))) {
            if (PredictCell.parse(source).isEmpty()) {
                throw new BadChapter(file, line, "a prediction is written so: `final "
                        + "Prediction name = lesson.predict(\"\"\"`, the question, its "
                        + "choices `a) ...` or a line `___ unit`, `\"\"\");`.");
            }
            return new Cell(Kind.PREDICT, source, source, line, line, tags);
        }
        if (marker.group("code") != null) {
            return new Cell(Kind.RUN, source,
                    "" /* withMethods gives it one */, line, line, tags);
        }
        var kind =
                first ? Kind.SETUP : MAIN.matcher(source).find() ? Kind.MAIN : Kind.CODE;
        return new Cell(kind, source, kind == Kind.MAIN ? "" : source, line, line,
                tags);
    }

    private static List<String> tags(Path file, int at, String list) throws BadChapter {
        var tags = new ArrayList<String>();
        if (list != null) {
            for (var quoted : list.split(",")) {
                var tag = TAG.matcher(quoted);
                if (!tag.matches()) {
                    throw new BadChapter(file, at + 1, "`" + quoted.strip()
                            + "` is no tag: each is a word in double quotes.");
                }
                tags.add(tag.group(1));
            }
        }
        return tags;
    }

    private static String prose(Path file, int line, List<String> lines)
            throws BadChapter {
        var prose = new ArrayList<String>();
        for (var text : lines) {
            if (!text.equals("//") && !text.startsWith("// ")) {
                throw new BadChapter(file, line + prose.size(),
                        "a line of prose begins with `// `. For code, begin a cell: `// %%`.");
            }
            prose.add(text.substring(Math.min(3, text.length())));
        }
        return String.join("\n", prose);
    }

    private static String title(Path file, int number, List<Cell> cells)
            throws BadChapter {
        for (var cell : cells) {
            if (cell.kind() == Kind.PROSE) {
                var heading =
                        HEADING.matcher(cell.source().lines().findFirst().orElse(""));
                if (!heading.matches() || Integer.parseInt(heading.group(1)) != number) {
                    throw new BadChapter(file, cell.line(),
                            "the first prose begins with a heading: `# Step " + number
                                    + ": its title`.");
                }
                return heading.group(2);
            }
        }
        throw new BadChapter(file, 1, "there is no prose in it.");
    }
}
