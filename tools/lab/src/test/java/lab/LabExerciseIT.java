package lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import book.Chromium;
import com.fasterxml.jackson.jr.ob.JSON;
import companion.CompanionMain;
import companion.Hints;
import companion.House;
import companion.Houses;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/// A learner at the exercises, in a real browser, and in a copy of the workbook.
@Tag("slow")
class LabExerciseIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private House house;
    private LabServer server;
    private ChromeDriver browser;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(Chromium.isInstalled(), Chromium.MISSING);
        house = Houses.preparedCopy(folder);
        server = new LabServer(house, 0);
        browser = Chromium.start();
        browser.get(server.link());
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.quit();
        }
        if (server != null) {
            server.close();
        }
    }

    private void go(String page) {
        browser.get(server.link().replaceFirst("/\\?.*", "/" + page));
    }

    private void exercise(String page) {
        go(page);
        await().atMost(PATIENCE).until(() -> !browser
                .findElements(By.cssSelector(".answer .cm-content")).isEmpty());
    }

    private WebElement element(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    private void awaitText(String selector, String... parts) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(
                () -> assertThat(element(selector).getText()).contains(parts));
    }

    private void click(String button) {
        browser.findElements(By.cssSelector("main button")).stream()
                .filter(one -> one.isDisplayed() && one.getText().equals(button))
                .findFirst().orElseThrow(() -> new AssertionError("no button " + button))
                .click();
    }

    /// Writes a text in the editor, in place of what is there, as if it was pasted.
    private void write(String text) {
        element(".answer .cm-content").click();
        new Actions(browser).keyDown(Keys.CONTROL).sendKeys("a").keyUp(Keys.CONTROL)
                .sendKeys(Keys.DELETE).perform();
        browser.executeScript("document.execCommand('insertText', false, arguments[0])",
                text);
    }

    private void save() {
        new Actions(browser).keyDown(Keys.CONTROL).sendKeys("s").keyUp(Keys.CONTROL)
                .perform();
    }

    private String text() {
        // The editor draws only the lines in sight.
        return (String) browser.executeScript("return document.querySelector("
                + "'.answer .cm-content').cmView.view.state.doc.toString()");
    }

    /// On a wide screen in light, and on a phone in the dark.
    private void assertBarrierFree(String page) {
        assertThat(Chromium.barriers(browser)).as(page).isEmpty();
        Chromium.reader(browser, 390, true);
        assertThat(Chromium.barriers(browser)).as(page + " on a phone").isEmpty();
        assertThat((Long) browser.executeScript(
                "return document.documentElement.scrollWidth - window.innerWidth"))
                .as("what is outside of the window on " + page).isNotPositive();
        Chromium.reader(browser, 1280, false);
    }

    @Test
    void aTaskIsFailedHintedAndSolvedAndAnExerciseEarnsItsFirstStar() throws Exception {
        var count = house.exercise("2.1");
        exercise("practice-2.1.html");
        awaitText(".answer .score", "not started");
        assertThat(element("#hints").getText()).isEmpty();

        write(Houses.mistake(count, "get-in-the-same-loop"));
        awaitText(".answer .lab-status", "Not saved.");
        save();
        awaitText(".answer .lab-status", "Saved.");
        awaitText(".answer .score", "failing: ☆ 2 of 3 points kept");
        awaitText(".answer .details", "point 1: aHundredStatusesAreLoadedAtTheSameTime");
        assertThat(element(".answer .cm-content"))
                .as("has the focus all the time")
                .isEqualTo(browser.switchTo().activeElement());

        click("Hint 1 of 3");
        awaitText("#hints", "Hint 1");
        assertThat(element("#hints").getText()).doesNotContain("Hint 2");
        assertThat(Hints.of(house, count).shown()).isOne();
        assertBarrierFree("practice");

        write(Houses.solution(count));
        save();
        awaitText(".answer .score", "solved: ★ 3 of 3 points kept");
        awaitText(".answer .onwards", "Next: Practice 2.2");
        click("Our answer");
        awaitText(".after", "Other right answers");
        click("Mistakes others make");
        awaitText(".after", "Which test catches it?");
        assertBarrierFree("riddles");

        var reader = house.exercise("1");
        exercise("exercise-1.html");
        awaitText(".answer .score", "not started");
        write(reader.shipped().replaceFirst("throw new NotStarted.*;", "return 7;"));
        save();
        awaitText(".answer .score", "it cannot be compiled");
        assertThat(browser.findElements(By.cssSelector(".cm-lintRange-error")))
                .hasSize(1);
        write(Houses.mistake(reader, "invoke-all-waits-for-all"));
        save();
        awaitText(".answer .score", "failing: ★☆☆");
        assertThat(browser.findElements(By.cssSelector(".cm-lintRange-error"))).isEmpty();
        assertBarrierFree("exercise");

        go("index.html");
        awaitText(".next-stop", "1 of " + house.exercises().size()
                + " solved. Next: Exercise 1: Config reader");
        awaitText("[data-exercise='2.1']", "solved ★");
        awaitText("[data-exercise='1']", "failing ★☆☆");
        assertBarrierFree("first page");
        var progress = JSON.std.listFrom(progress()).stream()
                .map(one -> (Map<?, ?>) one)
                .filter(one -> !one.get("state").equals("not started"))
                .map(one -> one.get("number") + " " + one.get("state") + " "
                        + one.get("stars") + " of " + one.get("allStars"));
        assertThat(progress).containsExactly("2.1 solved 1 of 1",
                "1 failing 1 of 3");
    }

    @Test
    void noTextIsLostHereOrInAnotherEditor() throws Exception {
        var count = house.exercise("2.1");
        exercise("practice-2.1.html");
        awaitText(".answer .score", "not started");

        Files.writeString(count.stub(), "// theirs\n");
        awaitText(".answer .cm-content", "// theirs");

        write("// mine");
        Files.writeString(count.stub(), "// theirs again\n");
        awaitText(".answer .question", "Which text do you want?");
        save();
        assertThat(count.stub()).hasContent("// theirs again");
        click("Keep mine and save it");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(count.stub()).hasContent("// mine"));

        write("// not saved");
        awaitText(".answer .lab-status", "Not saved.");
        exercise("practice-2.1.html");
        awaitText(".answer .question", "You had not saved this text");
        assertThat(text()).isEqualTo("// not saved");
        click("Take the file's text");
        awaitText(".answer .cm-content", "// mine");

        click("Reset");
        click("Cancel");
        assertThat(text()).isEqualTo("// mine");
        click("Reset");
        browser.findElement(By.cssSelector("dialog [value=reset]")).click();
        awaitText(".answer .notice", "Your text is in exercises/backups");
        assertThat(text()).isEqualTo(count.shipped());

        write("// the server is gone");
        server.close();
        save();
        awaitText(".answer .notice", "Not saved; your text is kept in this browser.");
        assertThat(text()).isEqualTo("// the server is gone");
    }

    private String progress() throws Exception {
        var text = folder.resolve("progress.json");
        var process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dworkbook.root=" + folder, "-cp",
                System.getProperty("java.class.path"), CompanionMain.class.getName(),
                "progress", "--json").redirectOutput(text.toFile())
                .redirectError(new File("/dev/null")).start();
        assertThat(process.waitFor()).isZero();
        return Files.readString(text);
    }
}
