package book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The book in a real browser, opened from the disk.
class BookIT {

    /// Rules of the WCAG, to level AA, and what axe calls good practice.
    private static final String AXE = """
            document.querySelectorAll('details').forEach(one => one.open = true);
            axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',
                'wcag22aa', 'best-practice']}).then(found => found.violations.map(one =>
                one.id + ': ' + one.help + ': '
                + one.nodes.map(node => node.html + ' ' + node.failureSummary).join('; ')
                ).join('\\n'))
            """;

    /// They have their style in common.
    private static final List<String> ONE_OF_EACH_KIND =
            List.of("index.html", "step-5.html", "exercise-3.html", "tables.html");

    @TempDir
    static Path folder;
    @TempDir
    static Path classes;

    private static Browser browser;
    private static Map<String, String> pages;
    private static String axe;

    @BeforeAll
    static void open() throws Exception {
        var program = Browser.installed();
        assumeTrue(program.isPresent(),
                "There is no Chromium here: install one, or name one "
                        + "with CHROMIUM=/path/to/chromium. .ci/prepare does it on Debian.");
        pages = SampleBook.of(SampleBook.timeline(classes)).pages();
        Folder.of(folder).write(pages);
        try (var script = BookIT.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
        browser = new Browser(program.get());
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    private static Browser.Seen open(String page) throws Exception {
        return browser.open(folder.resolve(page).toUri());
    }

    @Test
    void noPageAsksForAnythingOrHasAnErrorInItsConsole() throws Exception {
        browser.reader(1280, 800, false);
        for (var page : pages.keySet()) {
            var seen = open(page);

            assertThat(seen.errors()).as(page).isEmpty();
            assertThat(seen.requests()).as(page).isNotEmpty()
                    .allMatch(request -> request.startsWith("file:")
                            || request.equals("data:,"));
            assertThat(browser.evaluate("document.title"))
                    .as("no script of an output runs")
                    .isNotEqualTo("taken");
        }
    }

    @Test
    void noKindOfPageHasABarrierInLightOnAWideScreen() throws Exception {
        browser.reader(1280, 800, false);
        for (var page : ONE_OF_EACH_KIND) {
            assertBarrierFree(page);
        }
    }

    @Test
    void norInTheDarkOnAPhone() throws Exception {
        browser.reader(360, 800, true);
        for (var page : ONE_OF_EACH_KIND) {
            assertBarrierFree(page);
        }
    }

    @Test
    void andABarrierWouldBeFound() throws Exception {
        open("index.html");
        browser.evaluate("""
                document.querySelector('main').insertAdjacentHTML('beforeend',
                    '<h5 style="color: #ccc; background: #fff">pale</h5><img src="data:,">')
                """);

        assertThat(barriers()).contains("color-contrast", "image-alt", "heading-order");
    }

    private static void assertBarrierFree(String page) throws Exception {
        open(page);

        assertThat(barriers()).as(page).isEmpty();
    }

    private static String barriers() throws Exception {
        browser.evaluate(axe + "; 1");
        return (String) browser.evaluate(AXE);
    }

    @Test
    void noPageIsWiderThanAPhone() throws Exception {
        browser.reader(360, 800, false);
        for (var page : pages.keySet()) {
            open(page);

            assertThat(((Number) browser.evaluate("document.documentElement.scrollWidth"))
                    .intValue()).as(page).isLessThanOrEqualTo(360);
        }
    }

    @Test
    void proseStandsBesideItsCodeOnAWideScreenAndAboveItOnAPhone() throws Exception {
        var script = """
                (row => row.querySelector('.prose').getBoundingClientRect().right
                    <= row.querySelector('.beside').getBoundingClientRect().left)(
                    document.querySelectorAll('.row')[1])
                """;
        browser.reader(1280, 800, false);
        open("step-2.html");
        assertThat(browser.evaluate(script)).isEqualTo(true);

        browser.reader(360, 800, false);
        open("step-2.html");
        assertThat(browser.evaluate(script)).isEqualTo(false);
    }

    @Test
    void theColoursFollowTheReader() throws Exception {
        var script = "getComputedStyle(document.body).backgroundColor + "
                + "getComputedStyle(document.querySelector('.timeline-paper')).fill";
        browser.reader(1280, 800, false);
        open("step-2.html");
        var light = browser.evaluate(script);

        browser.reader(1280, 800, true);
        open("step-2.html");

        assertThat(browser.evaluate(script)).isNotEqualTo(light);
    }
}
