package timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static timeline.Samples.row;
import static timeline.Samples.run;
import static timeline.Samples.timeline;

import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class SvgTest {

    @Test
    void itIsXmlWhateverTheNames() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);

            var svg = draw(Samples.random(random), Samples.random(random));

            assertThat(parse(svg).getTagName()).as("seed %d", seed).isEqualTo("svg");
        }
    }

    @Test
    void namesAreTextAndNeverMarkup() throws Exception {
        var name = "</text><script>alert('&lt;')</script>";

        var svg = parse(draw(timeline(name, row(name, 0, run(name, 0, 10)))));

        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo(name);
    }

    @Test
    void itNeedsNothingElse() {
        var svg = draw(Samples.IN_A_ROW, Samples.TWO_AT_A_TIME, Samples.PIPELINE);

        assertThat(svg)
                .doesNotContain("<script", "href", "url(", "@import", "@font-face");
    }

    @Test
    void severalOnOnePageDoNotClash() {
        var svg = draw(Samples.IN_A_ROW, Samples.TWO_AT_A_TIME, Samples.PIPELINE);

        assertThat(svg).doesNotContainPattern("\\sid=");
        assertThat(Pattern.compile("class='([^']*)'").matcher(svg).results())
                .allSatisfy(found -> assertThat(found.group(1).split(" "))
                        .allSatisfy(name -> assertThat(name).startsWith("timeline")));
    }

    @Test
    void aReaderWhoCannotSeeItIsToldWhatItShows() throws Exception {
        var svg = parse(draw(Samples.TWO_AT_A_TIME));

        assertThat(svg.getAttribute("role")).isEqualTo("img");
        assertThat(texts(svg, "title")).first().isEqualTo("two at a time");
        assertThat(texts(svg, "desc")).singleElement().isEqualTo(
                "two at a time: at most 2 at once, 0.35 s in all. "
                        + "main: 0.0 ms to 0.20 s; "
                        + "billing: 0.0 ms to 0.10 s, 0.15 s to 0.30 s; "
                        + "checkout: 0.20 s to 0.35 s, cancelled; login: never ran");
    }

    @Test
    void whatColourSaysIsSaidInOtherWaysToo() throws Exception {
        var svg = drawing("timeline-wide", draw(Samples.TWO_AT_A_TIME));

        assertThat(texts(svg, "text")).contains("cancelled", "never ran", "waiting");
        assertThat(count(svg, "circle", "timeline-failed"))
                .as("a failed run has its mark, and so has the legend").isEqualTo(2);
        assertThat(count(svg, "circle", "timeline-cancelled")).isEqualTo(2);
        assertThat(count(svg, "line", "timeline-waiting"))
                .as("three lanes wait at some time, and the legend says so").isEqualTo(4);
    }

    @Test
    void theLegendExplainsOnlyWhatOccurs() throws Exception {
        var onlyRuns = timeline("plain", row("main", 0, run(0, 9)));

        var plain = texts(parse(draw(onlyRuns)), "text");
        var phases = texts(parse(draw(Samples.PIPELINE)), "text");

        assertThat(plain).contains("running")
                .doesNotContain("waiting", "failed", "cancelled");
        assertThat(phases).contains("status", "diff", "log").doesNotContain("running");
    }

    @Test
    void ofAThousandLanesFortyAreDrawnAndTheOthersCounted() throws Exception {
        var rows = IntStream.range(0, 1_000)
                .mapToObj(i -> row("job " + i, 0, run(i, i + 9)))
                .toArray(LaneSnapshot[]::new);

        var texts = texts(
                drawing("timeline-wide", draw(timeline("many", rows))), "text");

        assertThat(texts).filteredOn(text -> text.startsWith("job ")).hasSize(40);
        assertThat(texts).contains("… and 960 more");
    }

    @Test
    void everythingStaysWithinTheImage() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            var svg = draw(Samples.random(new Random(seed)));

            for (var kind : List.of("timeline-wide", "timeline-narrow")) {
                var drawing = drawing(kind, svg);
                double width = elements(drawing, "rect")
                        .mapToDouble(paper -> number(paper, "width"))
                        .findFirst().orElseThrow();
                double furthest = elements(drawing, "line")
                        .mapToDouble(line -> number(line, "x2"))
                        .max().orElse(0);
                assertThat(furthest).as("seed %d, %s", seed, kind).isLessThan(width);
            }
        }
    }

    @Test
    void theNarrowDrawingHasAllThatTheWideOneHas() throws Exception {
        var svg = draw(Samples.TWO_AT_A_TIME, Samples.PIPELINE);

        var wide = drawing("timeline-wide", svg);
        var narrow = drawing("timeline-narrow", svg);

        assertThat(texts(narrow, "text")).containsAll(texts(wide, "text").stream()
                .filter(text -> !text.matches("[\\d.]+ m?s")).toList());
        assertThat(count(narrow, "line", "timeline-bar"))
                .isEqualTo(count(wide, "line", "timeline-bar"));
        assertThat(texts(narrow, "text")).as("the total").contains("0.35 s");
    }

    @Test
    void aTitleThatLeavesNoRoomHasALineOfItsOwn() throws Exception {
        var svg = draw(
                timeline("a title of thirty-three letters!!", row("main", 0, run(0, 9))));

        assertThat(lineOf(drawing("timeline-narrow", svg), "at most 1 at once"))
                .isGreaterThan(lineOf(drawing("timeline-narrow", svg),
                        "a title of thirty-three letters!!"));
        assertThat(lineOf(drawing("timeline-wide", svg), "at most 1 at once"))
                .isEqualTo(lineOf(drawing("timeline-wide", svg),
                        "a title of thirty-three letters!!"));
    }

    private static double lineOf(Element drawing, String words) {
        return elements(drawing, "text")
                .filter(text -> text.getTextContent().equals(words))
                .mapToDouble(text -> number(text, "y")).findFirst().orElseThrow();
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static Element drawing(String kind, String svg) throws Exception {
        return elements(parse(svg), "g")
                .filter(group -> group.getAttribute("class").equals(kind))
                .findFirst().orElseThrow();
    }

    @Test
    void numbersHaveAPointWhereverTheReaderLives() {
        var here = draw(Samples.PIPELINE);
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));

            assertThat(draw(Samples.PIPELINE)).isEqualTo(here);
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String draw(Snapshot... timelines) {
        return SvgDrawing.of(List.of(timelines));
    }

    private static Element parse(String svg) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
    }

    private static List<String> texts(Element svg, String tag) {
        return elements(svg, tag).map(Element::getTextContent).toList();
    }

    private static long count(Element svg, String tag, String name) {
        return elements(svg, tag)
                .filter(element -> List.of(element.getAttribute("class").split(" "))
                        .contains(name))
                .count();
    }

    private static Stream<Element> elements(Element svg, String tag) {
        var found = svg.getElementsByTagName(tag);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i));
    }
}
