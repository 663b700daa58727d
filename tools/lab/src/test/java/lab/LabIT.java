package lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import book.Chromium;
import companion.House;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/// The lab in a real browser.
@Tag("slow")
class LabIT {

    private static final Path WORKBOOK = Path.of("../..").toAbsolutePath().normalize();

    /// Rules of the WCAG, to level AA, and what axe calls good practice.
    private static final String AXE = """
            const done = arguments[arguments.length - 1];
            document.querySelectorAll('details').forEach(one => one.open = true);
            axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',
                'wcag22aa', 'best-practice']}).then(found => done(found.violations.map(
                one => one.id + ': ' + one.help + ': ' + one.nodes.map(node =>
                node.html + ' ' + node.failureSummary).join('; ')).join('\\n')))
            """;

    private static LabServer server;
    private static ChromeDriver browser;

    @BeforeAll
    static void open() throws Exception {
        assumeTrue(Chromium.isInstalled(), Chromium.MISSING);
        server = new LabServer(new House(WORKBOOK), 0);
        browser = Chromium.start();
        browser.get(server.link());
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
        if (server != null) {
            server.close();
        }
    }

    private static void openPage(String page) {
        browser.get(server.link().replaceFirst("/\\?.*", "/" + page));
        await().until(() -> !browser.findElements(By.cssSelector(".cell")).isEmpty());
    }

    /// A chapter as it is for a reader who opens it for the first time.
    private static void openNew(String page) {
        openPage(page);
        browser.executeScript("localStorage.clear()");
        browser.navigate().refresh();
        await().until(() -> !browser.findElements(By.cssSelector(".lab-bar")).isEmpty());
    }

    private static WebElement cell(String method) {
        return browser.findElements(By.cssSelector(".cell")).stream()
                .filter(one -> one.getText().contains("void " + method + "("))
                .findFirst().orElseThrow();
    }

    private static void write(WebElement cell, String code) {
        new Actions(browser)
                .moveToElement(cell.findElement(By.cssSelector(".cm-content")))
                .click().keyDown(Keys.CONTROL).sendKeys("a").keyUp(Keys.CONTROL)
                .sendKeys(code).perform();
    }

    private static void press(String button) {
        var found = browser.findElement(By.xpath("//button[.=\"" + button + "\"]"));
        // Not under the bar, as a person would have it.
        browser.executeScript("arguments[0].scrollIntoView({block: 'center'})", found);
        found.click();
    }

    private static void awaitText(WebElement within, String selector, String... texts) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                within.findElement(By.cssSelector(selector)).getText()).contains(texts));
    }

    private static WebElement page() {
        return browser.findElement(By.tagName("body"));
    }

    @Test
    void aChapterIsPredictedRunChangedStoppedAndRunAgain() {
        openNew("step-2.html");
        var comparison = cell("sequentialAgainstAllAtOnce");
        comparison.findElement(By.cssSelector(".run")).click();
        awaitText(page(), ".lab-status", "Predict first: then it runs.");
        assertThat(comparison.findElements(By.cssSelector(".output *"))).isEmpty();

        browser.findElement(By.cssSelector("[data-predicts=allTogether] input"))
                .sendKeys("0.3" + Keys.TAB);
        comparison.findElement(By.cssSelector(".run")).click();
        awaitText(comparison, ".state", "runs ...");
        await().atMost(Duration.ofSeconds(60)).until(() -> !comparison
                .findElements(By.cssSelector("[data-draft]")).isEmpty());
        awaitText(comparison, ".output", "Your prediction:  0.3 s", "What happened:");
        assertThat(comparison.findElements(By.cssSelector("[data-draft]"))).isEmpty();

        var cell = cell("twoTasksAddOne");
        browser.findElement(By.cssSelector("[data-predicts=twoDirty] input"))
                .sendKeys("2" + Keys.TAB);
        write(cell, "void twoTasksAddOne() { while (true) { IO.println(42); } }");
        new Actions(browser).keyDown(Keys.CONTROL).sendKeys(Keys.ENTER)
                .keyUp(Keys.CONTROL).perform();
        awaitText(cell, ".output", "42\n42");
        press("Stop");
        awaitText(page(), ".lab-status", "Stopped.");
        awaitText(cell, ".state", "stopped");

        cell.findElement(By.xpath(".//button[.='Reset']")).click();
        cell.findElement(By.cssSelector(".run")).click();
        awaitText(cell, ".output", "Your prediction:  2 dirty",
                "What happened:    1 dirty");
        assertThat(cell.findElement(By.cssSelector(".output")).getText())
                .doesNotContain("42");
    }

    @Test
    void allCellsRunUpToTheFirstOpenPrediction() {
        openNew("step-5.html");

        press("Run all");

        awaitText(page(), ".lab-status", "Runs to the first open prediction");
        assertThat(browser.switchTo().activeElement().getDomAttribute("name"))
                .isEqualTo("faster");
        await().atMost(Duration.ofSeconds(60)).until(() -> browser
                .findElements(By.cssSelector(".cell.waiting, .cell.running")).isEmpty()
                && !browser.findElements(By.cssSelector(".cell.ended")).isEmpty());
        assertThat(cell("threeWays").getDomAttribute("class")).contains("idle");
    }

    @Test
    void aChangedValueIsThatOfTheNextRun() {
        openNew("step-5.html");
        var cell = cell("threeWays");
        browser.findElements(By.name("faster")).getFirst().click();
        write(cell, "void threeWays() throws Exception {"
                + " IO.println(lesson.conditions() + \", limit \" + LIMIT); }");
        cell.findElement(By.cssSelector(".run")).click();
        awaitText(cell, ".output",
                "10 worktrees, simulated latency 0.20 s a command, limit 3");

        for (var value : List.of("Latency", "Worktrees", "Limit")) {
            browser.findElement(By.xpath("//label[contains(., '" + value + "')]/input"))
                    .sendKeys(Keys.ARROW_LEFT);
        }
        awaitText(page(), ".lab-note", "Figures in the text are for the book's values.");
        cell.findElement(By.cssSelector(".run")).click();
        awaitText(cell, ".output",
                "9 worktrees, simulated latency 0.15 s a command, limit 2");

        press("The book's values");
        cell.findElement(By.cssSelector(".run")).click();
        awaitText(cell, ".output",
                "10 worktrees, simulated latency 0.20 s a command, limit 3");
        assertThat(browser.findElement(By.cssSelector(".lab-note")).getText()).isEmpty();
    }

    @Test
    void aPageThatComesLaterShowsWhatRuns() {
        openNew("step-2.html");
        var code = "void withoutLatency() throws Exception { IO.println(\"begun\"); "
                + "Thread.sleep(Long.MAX_VALUE); }";
        var cell = cell("withoutLatency");
        write(cell, code);
        cell.findElement(By.cssSelector(".run")).click();
        awaitText(cell, ".output", "begun");
        var first = browser.getWindowHandle();

        browser.switchTo().newWindow(WindowType.TAB);
        openPage("step-2.html");

        var same = cell("withoutLatency");
        awaitText(same, ".output", "begun");
        awaitText(same, ".state", "runs ...");
        press("Stop");
        awaitText(same, ".state", "stopped");
        browser.close();
        browser.switchTo().window(first);
        awaitText(cell, ".state", "stopped");
    }

    @Test
    void aFailureIsShownAtItsLine() {
        openNew("step-2.html");
        var cell = cell("withoutLatency");
        // The editor closes what it has opened.
        write(cell, "void withoutLatency() {" + Keys.ENTER + "int n = true;");

        cell.findElement(By.cssSelector(".run")).click();

        awaitText(page(), ".lab-status", "at its line 2.");
        awaitText(cell, ".output", "incompatible types");
        assertThat(cell.findElements(By.cssSelector(".cm-lintRange-error"))).isNotEmpty();
    }

    @Test
    void whenTheLabHasEndedThePageSaysSoAndKeepsWhatWasWritten() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var house = new House(WORKBOOK);
        var other = new LabServer(house, port);
        try {
            browser.get(other.link());
            browser.get("http://127.0.0.1:" + port + "/step-2.html");
            write(cell("withoutLatency"), "// mine");
            other.close();
            awaitText(page(), ".lab-lost",
                    "The lab has ended. Start it again: ./jbang lab");

            other = new LabServer(house, port);
            awaitText(page(), ".lab-lost", "Open the link that it has printed.");
            browser.get(other.link());
            browser.get("http://127.0.0.1:" + port + "/step-2.html");

            assertThat(browser.findElements(By.cssSelector(".cm-content")))
                    .anyMatch(one -> one.getText().equals("// mine"));
        } finally {
            other.close();
        }
    }

    @Test
    void aChapterCanBeUsedByKeysAndHasNoBarrier() throws Exception {
        openNew("step-5.html");
        var editor = cell("threeWays").findElement(By.cssSelector(".cm-content"));
        editor.click();
        var before = editor.getText();

        new Actions(browser).sendKeys(Keys.ESCAPE, Keys.TAB).perform();

        assertThat(browser.switchTo().activeElement().getText()).isEqualTo("Run");
        assertThat(editor.getText()).isEqualTo(before);
        try (var script = LabIT.class.getResourceAsStream("/axe.min.js")) {
            browser.executeScript(
                    new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertThat((String) browser.executeAsyncScript(AXE)).isEmpty();
    }

    @Test
    void theAnswerToAQuestionOpensWhenTheReaderHasChosen() throws Exception {
        browser.get(server.link().replaceFirst("/\\?.*", "/step-1.html"));
        await().until(() -> !browser.findElements(By.name("question-0")).isEmpty());
        var solution = browser.findElement(By.cssSelector("details.solution"));
        assertThat(solution.isDisplayed()).isFalse();

        browser.findElements(By.name("question-0")).getFirst().click();

        assertThat(solution.getText()).contains("Ten checks compute for 10 ms");
        assertThat(
                solution.findElement(By.xpath("./ancestor::div[@class='row']")).getText())
                .contains("You chose a; right is c.");
        browser.navigate().refresh();
        await().until(() -> browser.findElement(By.cssSelector("details.solution"))
                .getText().contains("Ten checks compute for 10 ms"));
    }
}
