package lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import book.Chromium;
import companion.House;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/// The lab in a real browser.
class LabIT {

    private static final Path WORKBOOK = Path.of("../..").toAbsolutePath().normalize();

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

    private static WebElement cell(String method) {
        return browser.findElements(By.cssSelector(".cell")).stream()
                .filter(one -> one.getText().contains("void " + method + "("))
                .findFirst().orElseThrow();
    }

    @Test
    void aChapterIsPredictedRunChangedAndStopped() throws Exception {
        browser.get(server.link().replaceFirst("/\\?.*", "/step-2.html"));
        await().until(() -> !browser.findElements(By.cssSelector(".cell")).isEmpty());
        var first =
                browser.findElement(By.cssSelector("[data-predicts=allTogether] input"));
        first.sendKeys("0.3" + Keys.TAB);
        var comparison = cell("sequentialAgainstAllAtOnce");
        comparison.findElement(By.cssSelector(".run")).click();
        await().atMost(Duration.ofSeconds(60)).until(() -> !comparison
                .findElements(By.cssSelector("[data-draft]")).isEmpty());
        await().atMost(Duration.ofSeconds(60)).until(() -> comparison
                .findElement(By.cssSelector(".output")).getText()
                .contains("What happened"));
        assertThat(comparison.findElements(By.cssSelector("[data-draft]"))).isEmpty();
        var cell = cell("twoTasksAddOne");

        cell.findElement(By.cssSelector(".run")).click();
        assertThat(browser.findElement(By.cssSelector(".lab-status")).getText())
                .isEqualTo("Predict first: then it runs.");
        assertThat(cell.findElements(By.cssSelector(".output pre"))).isEmpty();

        var predict =
                browser.findElement(By.cssSelector("[data-predicts=twoDirty] input"));
        predict.sendKeys("2" + Keys.TAB);
        cell.findElement(By.cssSelector(".run")).click();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                cell.findElement(By.cssSelector(".output")).getText())
                .contains("Your prediction:  2 dirty", "What happened:    1 dirty"));

        new Actions(browser)
                .moveToElement(cell.findElement(By.cssSelector(".cm-content")))
                .click().keyDown(Keys.CONTROL).sendKeys("a").keyUp(Keys.CONTROL)
                .sendKeys("void twoTasksAddOne() { while (true) { IO.println(42); } }")
                .perform();
        cell.findElement(By.cssSelector(".run")).click();
        await().atMost(Duration.ofSeconds(60)).until(() -> cell
                .findElement(By.cssSelector(".output")).getText().contains("42\n42"));
        browser.findElement(By.xpath("//button[.='Stop']")).click();
        await().atMost(Duration.ofSeconds(60)).until(() -> cell
                .findElement(By.cssSelector(".output")).getText().contains("stopped"));
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

    @Test
    void anExerciseIsSavedGradedAndSolved() throws Exception {
        var file = WORKBOOK.resolve(
                "exercises/src/main/java/workbook/practice/DirtyCount.java");
        var before = Files.readString(file);
        try {
            browser.get(server.link().replaceFirst("/\\?.*", "/practice-2.1.html"));
            await().until(
                    () -> !browser.findElements(By.cssSelector(".answer")).isEmpty());
            var answer = browser.findElement(By.cssSelector(".answer"));
            await().atMost(Duration.ofSeconds(100)).until(() -> answer
                    .findElement(By.cssSelector(".verdict")).getText()
                    .contains("not started"));
            answer.findElement(By.xpath(".//button[.='Hint']")).click();
            Files.writeString(file,
                    before.replace("package workbook", "/* x */ package workbook"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> answer.getText().contains("/* x */"));
            Files.writeString(file, Files.readString(WORKBOOK.resolve(
                    "solutions/src/main/java/workbook/practice/DirtyCount.java")));
            await().atMost(Duration.ofSeconds(100)).until(() -> answer
                    .findElement(By.cssSelector(".verdict")).getText()
                    .contains("solved"));
        } finally {
            Files.writeString(file, before);
        }
    }
}
