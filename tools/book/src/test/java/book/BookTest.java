package book;

import static org.assertj.core.api.Assertions.assertThat;

import cells.Cell.Kind;
import cells.Chapter;
import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The pages as markup.
class BookTest {

    private static Book book;
    private static Map<String, String> texts;
    private static final Map<String, Document> PAGES = new LinkedHashMap<>();

    @BeforeAll
    static void make() throws Exception {
        book = SampleBook
                .of("<svg class='timeline' role='img'><title>a timeline</title></svg>");
        texts = book.pages();
        texts.forEach((name, text) -> PAGES.put(name, Jsoup.parse(text)));
    }

    private static Document page(String name) {
        return PAGES.get(name);
    }

    /// The row whose prose begins so.
    private static Element row(String page, String prose) {
        return page(page).select(".row").stream()
                .filter(row -> row.select(".prose").text().startsWith(prose))
                .findFirst().orElseThrow();
    }

    @Test
    void thereIsAPageForEachChapterAndEachExercise() {
        assertThat(PAGES.keySet()).filteredOn(page -> !page.startsWith("practice-"))
                .as("each exercise after the chapters that it builds on")
                .containsExactly("index.html", "step-1.html", "step-2.html",
                        "exercise-1.html", "step-3.html", "exercise-2.html",
                        "step-4.html", "step-5.html", "exercise-4.html", "step-6.html",
                        "exercise-5.html", "step-7.html", "exercise-3.html",
                        "step-8.html", "step-9.html", "step-10.html", "step-11.html",
                        "step-12.html", "tables.html", "search.html");
        assertThat(PAGES.keySet()).containsSubsequence("step-2.html",
                "practice-2.4.html", "exercise-1.html");
    }

    @Test
    void theFirstPageAnswersNoPrediction() {
        assertThat(page("step-2.html").select(".timeline")).isNotEmpty();
        assertThat(page("index.html").select(".timeline, .printed")).isEmpty();
    }

    @Test
    void everyLinkLeadsToAPageAndToAPlaceThatIsThere() {
        PAGES.forEach((name, page) -> {
            for (var link : page.select("a[href]")) {
                var target = link.attr("href");
                if (target.matches("https?://.*")) {
                    continue;
                }
                var parts = target.split("#", 2);
                var there = page(parts[0].isEmpty() ? name : parts[0]);
                assertThat(there).as("%s: %s", name, link).isNotNull();
                if (parts.length == 2) {
                    assertThat(there.getElementById(parts[1])).as("%s: %s", name, link)
                            .isNotNull();
                }
            }
        });
    }

    @Test
    void thePagesFollowOneAnother() {
        var order = new ArrayList<>(PAGES.keySet());
        assertThat(order.removeLast()).isEqualTo("search.html");
        for (var i = 0; i < order.size(); i++) {
            var page = page(order.get(i));
            assertThat(page.select("a[rel=prev]").eachAttr("href"))
                    .isEqualTo(i == 0 ? List.of() : List.of(order.get(i - 1)));
            assertThat(page.select("a[rel=next]").eachAttr("href")).isEqualTo(
                    i + 1 == order.size() ? List.of() : List.of(order.get(i + 1)));
        }
    }

    @Test
    void headingsAreInOrderAndIdsOccurOnce() {
        PAGES.forEach((name, page) -> {
            var before = 0;
            for (var heading : page.select("h1, h2, h3, h4, h5, h6")) {
                var level = heading.tagName().charAt(1) - '0';
                assertThat(level).as("%s: %s", name, heading)
                        .isLessThanOrEqualTo(before + 1);
                before = level;
            }
            assertThat(page.select("h1")).as(name).hasSize(1);
            assertThat(page.select("html").attr("lang")).isEqualTo("en");
            assertThat(page.select("[id]").eachAttr("id")).as(name)
                    .doesNotHaveDuplicates();
        });
    }

    @Test
    void thePagesHaveEveryLineOfTheChapters() {
        for (var execution : book.chapters()) {
            var page = page(Links.chapter(execution.chapter().number()));
            var code = page.select("pre.code").eachText();
            for (var executed : execution.cells()) {
                if (executed.cell().kind() != Kind.PROSE
                        && executed.cell().kind() != Kind.PREDICT) {
                    assertThat(page.select("pre.code").stream().map(Element::wholeText))
                            .contains(executed.cell().source());
                }
            }
            assertThat(code).hasSizeGreaterThan(3);
        }
    }

    @Test
    void proseStandsBesideItsCode() {
        var row = row("step-2.html", "And all at once.");

        assertThat(row.select(".beside pre.code").text())
                .startsWith("Map<Path, Outcome> allAtOnce(");
    }

    @Test
    void whatIsSaidOfAnOutputStandsBesideItAndIsReadAfterIt() {
        var row = row("step-5.html", "Both limits hold.");

        assertThat(row.select(".beside pre.printed")).isNotEmpty();
        assertThat(row.select(".beside svg")).hasSize(1);
        assertThat(row.child(0).className()).isEqualTo("beside");
    }

    @Test
    void proseThatLeadsToTheNextCodeStandsThere() {
        var row = row("step-5.html", "Compare it with the semaphore.");

        assertThat(row.select(".beside pre.code").text()).contains("theOneLiner");
    }

    @Test
    void noOtherScriptRunsOnAPage() throws Exception {
        var hash = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256")
                .digest(page("index.html").select("script").first().data()
                        .getBytes(StandardCharsets.UTF_8)));

        PAGES.forEach((name, page) -> assertThat(
                page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
                .as(name).startsWith("default-src 'none'; script-src 'sha256-" + hash
                        + "'; "));
    }

    @Test
    void everyHeadingBelowTheTitleIsALinkToItself() {
        PAGES.forEach((name, page) -> assertThat(page.select("h2, h3")).as(name)
                .allMatch(heading -> heading.child(0).attr("href")
                        .equals("#" + heading.id())));
        assertThat(page("step-5.html").select("h2, h3")).isNotEmpty();
    }

    @Test
    void theSearchKnowsWhatCanBeReadAndNothingThatAnswersAQuestion() throws Exception {
        var index = JSON.std.listOfFrom(Object.class,
                page("search.html").getElementById("index").data()).toString();

        assertThat(index).contains("Semaphore(", "The contract, and the stub",
                "id=contract", "for (var worktree : worktrees)", "Map<Path, Outcome>")
                .doesNotContain("Ten checks compute for 10 ms", "<span", "&gt;",
                        "oh <dear>");
        assertThat(page("search.html").select(".sections a").eachAttr("href"))
                .contains("step-1.html", "practice-2.1.html", "step-5.html#three-ways")
                .doesNotContain("exercise-1.html#contract");
    }

    @Test
    void theReaderPredictsBeforeTheOutputIsUnfolded() {
        var page = page("step-1.html");
        var asked = page.select(".predict").getLast();

        assertThat(asked.select("p").text()).startsWith("One check takes");
        assertThat(asked.select("label").text()).isEqualTo("s");
        assertThat(page.select(".predict").first().select("[type=radio]")).hasSize(3);
        assertThat(page.select("details.reveal:not([open])")).hasSize(2)
                .allMatch(folded -> !folded.select("pre.printed").isEmpty());
        assertThat(page.select("pre.printed").stream()
                .filter(printed -> printed.closest("details") == null))
                .as("what nobody was asked about").isNotEmpty();
    }

    @Test
    void theAnswerToAQuestionIsFoldedAway() {
        var row = row("step-1.html", "Question 1.");

        assertThat(row.select(".prose li")).hasSize(3);
        assertThat(row.select("details:not([open])").text())
                .startsWith("The answer 1: c. Ten checks compute");
    }

    @Test
    void importsAndMainAreFoldedAway() {
        var page = page("step-1.html");

        assertThat(page.select("details:not([open]) > summary").eachText())
                .contains("Imports", "The script's main");
        assertThat(page.select("details pre.code").first().text()).contains("//JAVA 25");
    }

    @Test
    void filesStepsAndExercisesAreLinks() {
        assertThat(page("step-2.html").select(".prose a").eachAttr("href"))
                .contains("step-1.html", "step-3.html", "step-5.html", "exercise-1.html",
                        "practice-2.1.html")
                .doesNotContain("step-2.html");
        assertThat(page("exercise-3.html").select(".prose a").eachAttr("href"))
                .contains("step-5.html", "exercise-3.html#hints");
        assertThat(page("tables.html").select("pre a").eachAttr("href"))
                .contains("step-6.html", "exercise-4.html");
    }

    @Test
    void anExerciseHasItsContractItsStubAndItsHintsFoldedAway() {
        var page = page("exercise-1.html");

        assertThat(page.select(".contract ol > li")).hasSize(7);
        assertThat(page.select("pre.code").stream().map(Element::wholeText))
                .anyMatch(text -> text.contains("throw new NotStarted("));
        assertThat(page.select(".hints > details:not([open])")).hasSize(3);
        assertThat(page.select(".tests li").eachText())
                .contains("everyFilesTextIsReadAsUtf8").hasSizeGreaterThan(10);
    }

    @Test
    void tablesSayWhatTheirHeadersAreFor() {
        var tables = page("tables.html").select("table");

        assertThat(tables).hasSizeGreaterThan(1);
        assertThat(tables.select("th")).isNotEmpty()
                .allMatch(header -> List.of("col", "row").contains(header.attr("scope")));
    }

    @Test
    void whereATableIsStackedEachCellSaysOfWhichColumnItIs() {
        var table = page("tables.html").select("table.stacked").first();

        assertThat(table.select("tbody tr").first().select("td").eachAttr("data-column"))
                .isEqualTo(table.select("thead th").eachText());
    }

    @Test
    void whatAProgramPrintsIsTextAndNothingElse() {
        PAGES.forEach((name, page) -> {
            assertThat(page.select("iframe, object, embed, img, base")).as(name)
                    .isEmpty();
            assertThat(page.select("form").eachAttr("action")).as(name)
                    .containsExactly("search.html");
            assertThat(page.select("script:not([type=application/json])")).as(name)
                    .singleElement().extracting(Element::data).isEqualTo(Assets.SCRIPT);
            assertThat(page.select("script[type=application/json]")).as(name)
                    .hasSize(name.equals("search.html") ? 1 : 0);
            assertThat(page.getAllElements().stream().flatMap(element -> element
                    .attributes().asList().stream()).map(attribute -> attribute.getKey()))
                    .as(name).noneMatch(attribute -> attribute.startsWith("on")
                            || attribute.equals("src"));
            assertThat(texts.get(name).chars()).as(name).noneMatch(c -> c < ' '
                    && c != '\n' || c == 0x7f || c == 0x202e || c == 0xfffe);
        });
        assertThat(page("step-1.html").select("pre.printed").first().wholeText())
                .contains("  before </samp></pre><script>").contains("red \u2400")
                .doesNotContain("[31m");
    }

    @Test
    void aCellThatFailedSaysSoOnItsPage() {
        assertThat(page("step-1.html").select(".failure").text())
                .startsWith("This cell failed: java.io.IOException: </samp>");
    }

    @Test
    void thePagesLoadNothing() {
        texts.forEach((name, text) -> {
            var page = page(name);
            assertThat(page.select("link[href]").eachAttr("href")).as(name)
                    .containsExactly("data:,");
            assertThat(page.select("style").html()).as(name)
                    .doesNotContain("url(", "@import", "@font-face");
        });
    }

    private static String html(String markdown) {
        return new Markdown(new Links(book.chapters(), book.exercises()), "chapters",
                "step-1.html").html(markdown);
    }

    @Test
    void htmlInMarkdownIsText() {
        assertThat(html("a <b onclick='x'>bold</b>\n\n<script>alert(1)</script>\n"))
                .doesNotContain("<b ", "<script")
                .contains("&lt;script&gt;");
    }

    @Test
    void aLinkThatLeadsNowhereIsText() {
        assertThat(html("[git](git), [x](javascript:alert(1)), [y](Step99.java), "
                + "![z](https://example.org/z.png)")).doesNotContain("<a", "<img")
                .contains("git, x, y, ").contains("z");
        assertThat(html("[five](./Step5.java) and [it](../exercises/guides/"
                + "1-config-reader.md)")).contains("<a href=\"step-5.html\">five</a>",
                        "<a href=\"exercise-1.html\">it</a>");
    }

    @Test
    void coloursChangeNoLetterOfTheCode() {
        var java = """
                /// A <doc> comment.
                record A<T extends B & C>(int x) { // "no string"
                    static final String S = \"""
                        text // no comment & <b>
                        \""" + "a\\"b" + 'c' + 0x1F + 1_000L;
                    @Override public String toString() { return null; }
                }
                """;

        var page = Jsoup.parse("<pre>" + Highlighter.html(java) + "</pre>");

        assertThat(page.select("pre").first().wholeText()).isEqualTo(java);
        assertThat(page.select(".keyword").eachText())
                .contains("record", "static", "null");
        assertThat(page.select(".comment").eachText())
                .containsExactly("/// A <doc> comment.", "// \"no string\"");
        assertThat(page.select(".string").eachText())
                .contains("text // no comment & <b>", "\"a\\\"b\"", "'c'");
        assertThat(page.select(".number").eachText()).containsExactly("0x1F", "1_000L");
        assertThat(page.select(".annotation").eachText()).containsExactly("@Override");
    }

    @Test
    void aWordIsAKeywordOnlyWhereItIsOne() {
        var names = """
                int permits = record.permits(open.to(module), with);
                permits.acquire();
                var sealed = exports + requires + opens + transitive + uses + provides;
                Thread.yield();
                String var = "", yield = var;
                """;
        var keywords = """
                sealed interface Shape<T>
                        permits Circle, Square {}
                public sealed abstract class A permits B {}
                record Circle(int r) implements Shape {}
                record Box<T>(T t) {}
                var x = switch (y) { default -> { yield 3; } };
                """;

        assertThat(keywords(names)).containsExactly("int", "var");
        assertThat(keywords(keywords)).containsExactly("sealed", "interface", "permits",
                "public", "sealed", "abstract", "class", "permits", "record", "int",
                "implements", "record", "var", "switch", "default", "yield");
    }

    private static List<String> keywords(String java) {
        return Jsoup.parse("<pre>" + Highlighter.html(java) + "</pre>")
                .select(".keyword").eachText();
    }

    @Test
    void aChapterThatChangesChangesItsPage() throws Exception {
        var first = book.chapters().getFirst();
        var cell = first.cells().stream().filter(one -> one.cell().isExecuted())
                .skip(1).findFirst().orElseThrow();
        var changed = new cells.Cell(cell.cell().kind(), "var changed = 1;", "", 1,
                cell.cell().line(), List.of());
        var cells = new ArrayList<>(first.cells());
        cells.set(cells.indexOf(cell),
                new notebook.Execution.Executed(changed, cell.outputs()));

        var pages = new Book(book.readme(), book.tables(),
                List.of(new notebook.Execution(new Chapter(1, first.chapter().title(),
                        first.chapter().file(), List.of(), first.chapter().answers()),
                        cells)),
                List.of()).pages();

        assertThat(Jsoup.parse(pages.get("step-1.html")).select("pre.code").eachText())
                .contains("var changed = 1;");
    }
}
