package cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cells.Cell.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChapterTest {

    private static final String GOOD = """
            // %% tags=["setup"]
            //JAVA 25

            import java.util.List;

            // %% [markdown]
            // # Step 3: some fail
            //
            // A table:
            //
            // | a |

            // %%
            int twice(int n) {
                return 2 * n;
            }

            // %% run tags=["slow", "wide"]
            void seeIt() throws Exception {
                var text = \"""
                        a text
                          block\""";

                List.of(1).forEach(n -> {
                    return;
                });
                System.out.println(text);
            }

            // %%
            void main(String[] args) throws Exception {
                seeIt();
            }
            """;

    @Test
    void aChapterWithPreviewsSaysSoInItsFirstCell() throws Exception {
        var without = parse(GOOD.replace("//JAVA 25", "//JAVA 25+"));
        var with = parse(GOOD.replace("//JAVA 25", "//JAVA 25\n//PREVIEW"));

        assertThat(without.usesPreview()).isFalse();
        assertThat(without.runsHere()).isTrue();
        assertThat(with.usesPreview()).isTrue();
        assertThat(with.runsHere()).isEqualTo(Runtime.version().feature() == 25);
    }

    @Test
    void aChapterIsItsCells() throws Exception {
        var chapter = parse(GOOD);

        assertThat(chapter.number()).isEqualTo(3);
        assertThat(chapter.title()).isEqualTo("some fail");
        assertThat(chapter.cells()).extracting(Cell::kind).containsExactly(Kind.SETUP,
                Kind.PROSE, Kind.CODE, Kind.RUN, Kind.MAIN);
        assertThat(chapter.cells()).extracting(Cell::line).containsExactly(2, 7, 14, 19,
                31);
        assertThat(chapter.cells().get(1).source())
                .isEqualTo("# Step 3: some fail\n\nA table:\n\n| a |");
        assertThat(chapter.cells().get(2).code())
                .isEqualTo("int twice(int n) {\n    return 2 * n;\n}");
    }

    @Test
    void aRunCellIsAMethodAndInANotebookACallOfIt() throws Exception {
        var run = parse(GOOD).cells().get(3);

        assertThat(run.tags()).containsExactly("slow", "wide");
        assertThat(run.line()).isEqualTo(19);
        assertThat(run.codeLine()).isEqualTo(19);
        assertThat(run.source()).startsWith("void seeIt() throws Exception {")
                .endsWith("}");
        assertThat(run.code()).isEqualTo(run.source() + "\nseeIt();");
    }

    private static final String PREDICT = """
            // %% predict
            final Prediction time = lesson.predict(\"""
                    How long,
                    at once?
                    a) a second (or two)
                    b) `n` seconds
                    \""");

            // %% run tags""";

    private static final String ASKS = GOOD.replace("// %% run tags", PREDICT)
            .replace("    System.out",
                    "    time.ask();\n    time.measured(1);\n    System.out");

    @Test
    void aPredictionIsAFormBeforeTheRunThatAsksIt() throws Exception {
        var chapter = parse(ASKS);
        var cell = chapter.cells().get(3);

        assertThat(cell.kind()).isEqualTo(Kind.PREDICT);
        assertThat(cell.code()).isEqualTo(cell.source());
        assertThat(PredictCell.of(cell)).isEqualTo(new PredictCell("time",
                "How long, at once?", List.of("a second (or two)", "`n` seconds"), ""));
        assertThat(chapter.asks(chapter.cells().get(4))).isTrue();
        assertThat(chapter.asks(chapter.cells().get(2))).isFalse();
    }

    @Test
    void aPredictionMayAskForANumber() throws Exception {
        var cell =
                parse(ASKS.replaceAll("(?s) a\\) a second.*?`n` seconds", " ___ ms"))
                        .cells().get(3);

        assertThat(PredictCell.of(cell).choices()).isEmpty();
        assertThat(PredictCell.of(cell).unit()).isEqualTo("ms");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "time.ask();|time.print();|no run cell has both `time.ask();`",
        "time.measured(1)|time.print(1)|no run cell has both",
        "b) `n` seconds|`n` seconds|a prediction is written so",
        "b) `n` seconds|___ s|a prediction is written so",
        "lesson.predict|lesson.ask|a prediction is written so",
        "// %% predict|// %% [markdown] predict|prose cannot run"})
    void aPredictionOfAnotherFormIsRefused(String right, String wrong, String words) {
        assertThat(ASKS).contains(right);

        assertThatThrownBy(() -> parse(ASKS.replace(right, wrong)))
                .isInstanceOf(BadChapter.class).hasMessageContaining(words);
    }

    @Test
    void answersStandBelowTheirChaptersHeading() {
        var text = """
                # Answers

                ## Step 1

                **1: b.** One
                of them.

                Still one.

                **2: a.** Two.

                ## Step 12

                **1: c.** Twelve.
                """;

        assertThat(Answers.of(text, 1)).containsExactly(
                "**1: b.** One\nof them.\n\nStill one.", "**2: a.** Two.");
        assertThat(Answers.of(text.replace("\n", "\r\n"), 12))
                .containsExactly("**1: c.** Twelve.");
        assertThat(Answers.of(text, 2)).isEmpty();
    }

    @Test
    void eachQuestionHasItsAnswer(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("Step3.java"),
                GOOD.replace("// %% [markdown]\n// # Step 3: some fail",
                        "// %% [markdown]\n// # Step 3: some fail\n\n"
                                + "// %% [markdown] tags=[\"question\"]\n// Why?"));
        var answers = Files.writeString(folder.resolve("ANSWERS.md"),
                "## Step 3\n\n**1: a.** So.\n");

        assertThat(Chapter.read(folder, Path.of("Step3.java")).answers())
                .containsExactly("**1: a.** So.");
        Files.writeString(answers, "## Step 4\n\n**1: a.** So.\n");
        assertThatThrownBy(() -> Chapter.read(folder, Path.of("Step3.java")))
                .isInstanceOf(BadChapter.class)
                .hasMessageContaining("1 questions, and ANSWERS.md 0 answers");
    }

    @Test
    void windowsLinesAreLinesToo() throws Exception {
        assertThat(parse(GOOD.replace("\n", "\r\n"))).isEqualTo(parse(GOOD));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void eachChapterOfTheWorkbookCanBeRead(int number) throws Exception {
        var chapter = Chapter.read(Path.of("../.."),
                Path.of("chapters/Step" + number + ".java"));

        assertThat(chapter.cells()).extracting(Cell::kind).contains(Kind.RUN, Kind.CODE);
        assertThat(chapter.title()).isNotBlank();
        assertThat(chapter.cells()).filteredOn(cell -> cell.kind() == Kind.PREDICT)
                .hasSizeBetween(2, 3);
        var questions = chapter.cells().stream().filter(Cell::isQuestion).toList();
        assertThat(questions).hasSize(2);
        for (var i = 0; i < questions.size(); i++) {
            var letter = chapter.answers().get(i).substring(5, 6);
            assertThat(chapter.answers().get(i)).startsWith("**" + (i + 1) + ": ");
            assertThat(questions.get(i).source())
                    .startsWith("**Question " + (i + 1) + ".** ")
                    .contains("\n- " + letter + ") ");
        }
    }

    static List<Object[]> mistakes() {
        return List.of(new Object[][] {
            {"// %% tags=[\"setup\"]", "import java.util.Map;", 1, "begins with a cell"},
            {"// %% tags=[\"setup\"]", "// %%", 1, "tags=[\"setup\"]"},
            {"// %%\nint", "//%%\nint", 13, "`//%%` begins no cell"},
            {"// %%\nint", "// %% runs\nint", 13, "`// %% runs` begins no cell"},
            {"tags=[\"slow\", \"wide\"]", "tags=[slow]", 18, "`slow` is no tag"},
            {"// %% [markdown]\n", "// %% [markdown] run\n", 6, "prose cannot run"},
            {"// A table:", "A table:", 9, "begins with `// `"},
            {"// # Step 3: some fail", "// # Step 4: some fail", 7,
                "# Step 3: its title"},
            {"int twice(int n) {\n    return 2 * n;\n}\n", "", 13, "this cell is empty"},
            {"void seeIt()", "void seeIt(int n)", 19, "without parameters"},
            {"System.out.println(text);", "System.out.println(text)", 27, "';' expected"},
            {"void main(String[] args)", "void begin()", 33, "the last cell has to be"},
            {"int twice(int n) {", "void main() {", 14, "has to be the last cell"},
        });
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldWithItsLine(String right, String wrong, int line, String words) {
        assertThat(GOOD).contains(right);

        assertThatThrownBy(() -> parse(GOOD.replace(right, wrong)))
                .isInstanceOf(BadChapter.class)
                .hasMessageStartingWith("chapters/Step3.java:" + line + ": ")
                .hasMessageContaining(words);
    }

    @Test
    void aMissingFileIsTold() {
        assertThatThrownBy(() -> Chapter.read(Path.of("../.."), Path.of("no/Step1.java")))
                .isInstanceOf(BadChapter.class)
                .hasMessage("no/Step1.java:1: there is no such file.");
    }

    private static Chapter parse(String text) throws BadChapter {
        return Chapter.parse(Path.of("chapters/Step3.java"), text);
    }
}
