package book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import companion.OutputFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/// The book in a real browser, opened from the disk.
@Tag("slow")
class BookIT {

    private static final int DESKTOP = 1280;
    private static final int PHONE = 390;

    @TempDir
    static Path folder;
    @TempDir
    static Path classes;

    private static ChromeDriver browser;
    private static Map<String, String> pages;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Chromium.isInstalled(), Chromium.MISSING);
        pages = SampleBook.of(SampleBook.timeline(classes)).pages();
        OutputFolder.of(folder, "book").write(pages);
        browser = Chromium.start();
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    @BeforeEach
    void aReaderAtADesk() {
        Chromium.reader(browser, DESKTOP, false);
    }

    private static void open(String page) {
        browser.get(folder.resolve("index.html").toUri().resolve(page).toString());
    }

    /// The page that is open, with the place on it.
    private static String page() {
        return browser.getCurrentUrl().replaceFirst(".*/", "");
    }

    private static WebElement element(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    private static void press(CharSequence... keys) {
        new Actions(browser).sendKeys(keys).perform();
    }

    @Test
    void noPageAsksForAnythingOrHasAnErrorInItsConsole() {
        for (var page : pages.keySet()) {
            open(page);

            assertThat(Chromium.complaints(browser)).as(page).isEmpty();
            assertThat((List<?>) browser.executeScript(
                    "return performance.getEntriesByType('resource').map(one => one.name)"))
                    .as(page).isEmpty();
            assertThat(browser.getTitle()).as("no script of an output runs")
                    .isNotEqualTo("taken");
        }
    }

    @Test
    void aScriptThatIsNotOursIsRefused() {
        open("index.html");

        browser.executeScript("""
                const script = document.createElement('script');
                script.textContent = "document.title = 'taken'";
                document.body.append(script);
                """);

        assertThat(browser.getTitle()).isNotEqualTo("taken");
        assertThat(Chromium.complaints(browser)).singleElement().asString()
                .contains("Content Security Policy");
    }

    @Test
    void noPageHasABarrierOnADesk() {
        pages.keySet().forEach(page -> assertBarrierFree(page, DESKTOP, false));
    }

    @Test
    void norInTheDarkOnAPhone() {
        pages.keySet().forEach(page -> assertBarrierFree(page, PHONE, true));
    }

    /// The style is common to all.
    @Test
    void norHasOneOfEachKindTheOtherWayRound() {
        for (var page : List.of("index.html", "step-5.html", "exercise-3.html",
                "tables.html", "search.html?q=lock")) {
            assertBarrierFree(page, DESKTOP, true);
            assertBarrierFree(page, PHONE, false);
        }
    }

    private static void assertBarrierFree(String page, int width, boolean isDark) {
        Chromium.reader(browser, width, isDark);
        open(page);

        assertThat(Chromium.barriers(browser)).as("%s at %d", page, width).isEmpty();
    }

    @Test
    void andABarrierWouldBeFound() {
        open("index.html");
        browser.executeScript("""
                document.querySelector('main').insertAdjacentHTML('beforeend',
                    '<h5 style="color: #ccc; background: #fff">pale</h5><img src="data:,">')
                """);

        assertThat(Chromium.barriers(browser)).contains("color-contrast", "image-alt",
                "heading-order");
    }

    @Test
    void noPageIsWiderThanAPhone() {
        Chromium.reader(browser, PHONE, false);
        for (var page : pages.keySet()) {
            open(page);

            assertThat((Long) browser
                    .executeScript("return document.documentElement.scrollWidth"))
                    .as(page).isLessThanOrEqualTo(PHONE);
        }
    }

    @Test
    void aTimelineIsWhollyThereAndCanBeReadOnAPhone() {
        Chromium.reader(browser, PHONE, false);
        open("step-2.html");
        browser.executeScript(
                "document.querySelectorAll('details').forEach(one => one.open = true)");

        var outside = browser.executeScript("""
                return [...document.querySelectorAll('.picture text')]
                    .filter(text => text.checkVisibility())
                    .filter(text => {
                        const box = text.getBoundingClientRect();
                        const picture = text.closest('.picture').getBoundingClientRect();
                        return box.right > picture.right || box.bottom > picture.bottom;
                    }).map(text => text.textContent)
                """);
        var letters = (Number) browser.executeScript("""
                return Math.max(...[...document.querySelectorAll('.picture .timeline-name')]
                    .map(text => text.getBoundingClientRect().height))
                """);

        assertThat((List<?>) outside).isEmpty();
        assertThat(letters.doubleValue()).isGreaterThan(11);
    }

    @Test
    void proseStandsBesideItsCodeOnAWideScreenAndAboveItOnAPhone() {
        var script = """
                return (row => row.querySelector('.prose').getBoundingClientRect().right
                    <= row.querySelector('.beside').getBoundingClientRect().left)(
                    document.querySelectorAll('.row')[1])
                """;
        open("step-2.html");
        assertThat(browser.executeScript(script)).isEqualTo(true);

        Chromium.reader(browser, PHONE, false);
        assertThat(browser.executeScript(script)).isEqualTo(false);
    }

    private static Object colours() {
        return browser.executeScript("""
                return getComputedStyle(document.body).backgroundColor + getComputedStyle(
                    document.querySelector('.timeline-paper')).fill
                """);
    }

    @Test
    void theColoursFollowTheReadersSystemUntilTheReaderChooses() {
        open("step-2.html");
        var light = colours();
        Chromium.reader(browser, DESKTOP, true);
        var dark = colours();
        assertThat(dark).isNotEqualTo(light);

        try {
            element("#theme option[value=light]").click();
            assertThat(colours()).isEqualTo(light);
            open("step-3.html");
            assertThat(colours()).as("on the next page too").isEqualTo(light);
            assertThat(element("#theme").getDomProperty("value")).isEqualTo("light");

            Chromium.reader(browser, DESKTOP, false);
            element("#theme option[value=dark]").click();
            assertThat(colours()).isEqualTo(dark);
        } finally {
            element("#theme option[value=system]").click();
        }
        assertThat(colours()).isEqualTo(light);
    }

    @Test
    void theArrowKeysTurnThePages() {
        open("index.html");

        press(Keys.ARROW_RIGHT);
        await().until(() -> page().equals("step-1.html"));
        press(Keys.ARROW_RIGHT);
        await().until(() -> page().equals("practice-1.1.html"));
        press(Keys.ARROW_LEFT);
        await().until(() -> page().equals("step-1.html"));
    }

    @Test
    void theArrowKeysTurnNoPageWhereTheyMeanSomethingElse() {
        Chromium.reader(browser, PHONE, false);
        open("step-1.html");

        element("#search").sendKeys("a" + Keys.ARROW_RIGHT);
        var choices = browser.findElements(By.cssSelector(".predict [type=radio]"));
        choices.getFirst().click();
        press(Keys.ARROW_RIGHT);
        var wide = browser.findElements(By.cssSelector("pre.code")).stream()
                .filter(WebElement::isDisplayed)
                .filter(pre -> (Boolean) browser.executeScript(
                        "return arguments[0].scrollWidth > arguments[0].clientWidth",
                        pre))
                .findFirst().orElseThrow();
        browser.executeScript("arguments[0].focus()", wide);
        press(Keys.ARROW_RIGHT);
        new Actions(browser).keyDown(Keys.CONTROL).sendKeys(Keys.ARROW_RIGHT)
                .keyUp(Keys.CONTROL).perform();

        assertThat(choices.get(1).isSelected()).as("a choice").isTrue();
        await().until(() -> (Long) browser
                .executeScript("return Math.round(arguments[0].scrollLeft)", wide) > 0);
        assertThat(page()).isEqualTo("step-1.html");
    }

    @Test
    void codeIsCopied() {
        open("step-1.html");
        var code = browser.findElements(By.cssSelector(".copied")).getFirst();
        browser.executeScript("document.querySelectorAll('details').forEach("
                + "one => one.open = true)");

        new Actions(browser).moveToElement(code).perform();
        code.findElement(By.cssSelector(".copy")).click();

        await().until(() -> element("#said").getDomProperty("textContent")
                .equals("Copied"));
        element("#search").sendKeys(Keys.chord(Keys.CONTROL, "v"));
        assertThat(element("#search").getDomProperty("value"))
                .isEqualTo(code.findElement(By.tagName("pre"))
                        .getDomProperty("textContent").replace("\n", " "));
    }

    @Test
    void aHeadingIsALinkToItself() {
        open("step-5.html");
        var heading = element("main h2 > a");

        heading.click();

        assertThat(page()).isEqualTo("step-5.html"
                + heading.getDomAttribute("href")).contains("#");
    }

    @Test
    void theSearchFindsSectionsAndShowsTheWords() {
        open("step-3.html");

        press("/");
        press("semaphore permit", Keys.ENTER);

        await().until(() -> page().startsWith("search.html?q="));
        assertThat(element("#found").getText()).matches(
                "\\d+ sections have semaphore permit(; the first 40)?:");
        var first = element("#results li");
        assertThat(first.findElements(By.tagName("mark"))).isNotEmpty()
                .allMatch(mark -> List.of("semaphore", "permit")
                        .contains(mark.getText().toLowerCase(java.util.Locale.ROOT)));
        first.findElement(By.tagName("a")).click();
        await().until(() -> !page().startsWith("search.html"));
        assertThat(element("main").getText().toLowerCase(java.util.Locale.ROOT))
                .contains("semaphore", "permit");
    }

    @Test
    void aSearchForMarkupOrForNothingThatIsThereSaysSo() {
        open("search.html?q=%3Cimg+src%3Dx+onerror%3D%22document.title%3D1%22%3E+(");

        assertThat(element("#found").getText())
                .startsWith("Nothing has all of: <img, src=x");
        assertThat(browser.findElements(By.cssSelector("main img"))).isEmpty();
        assertThat(element("#search").getDomProperty("value")).startsWith("<img src=x");
    }

    @Test
    void aPredictionStandsBesideWhatHappened() {
        open("step-1.html");
        var choice = browser.findElements(By.cssSelector(".predict label")).get(1);

        choice.click();
        element("details.reveal > summary").click();

        assertThat(element("details.reveal > .mine").getText())
                .isEqualTo("Your prediction: " + choice.getText());
    }
}
