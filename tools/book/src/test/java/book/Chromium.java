package book;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/// A headless Chromium, where one and its driver are installed. Nothing is downloaded: Selenium
/// does that only if it is not told where the driver is.
public final class Chromium {

    /// Why tests are skipped without it.
    public static final String MISSING =
            "There is no Chromium with its driver, chromedriver: "
                    + ".ci/prepare installs both on Debian.";

    /// Rules of the WCAG, to level AA, and what axe calls good practice.
    private static final String AXE = """
            const tell = arguments[arguments.length - 1];
            document.querySelectorAll('details').forEach(one => one.open = true);
            axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',
                'wcag22aa', 'best-practice']}).then(found => tell(found.violations.map(one =>
                one.id + ': ' + one.help + ': '
                + one.nodes.map(node => node.html + ' ' + node.failureSummary).join('; ')
                ).join('\\n')), problem => tell('' + problem))
            """;

    private Chromium() {}

    public static boolean isInstalled() {
        return driver().isPresent();
    }

    /// Where its driver is. The driver knows its browser; on Debian it brings it.
    private static Optional<Path> driver() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "chromedriver"))
                .filter(Files::isExecutable).findFirst();
    }

    /// Starts one, with a profile of its own. It has to be quit.
    public static ChromeDriver start() {
        var options = new ChromeOptions();
        options.addArguments("--headless", "--disable-gpu",
                "--disable-background-networking", "--disable-dev-shm-usage",
                "--hide-scrollbars", "--window-size=1280,1600");
        if ("root".equals(System.getProperty("user.name"))) {
            options.addArguments("--no-sandbox"); // it refuses to start otherwise
        }
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        return new ChromeDriver(new ChromeDriverService.Builder()
                .usingDriverExecutable(driver().orElseThrow().toFile())
                .usingAnyFreePort().build(), options);
    }

    /// What the reader has: a window of this width, and a wish for light or dark.
    public static void reader(ChromeDriver browser, int width, boolean isDark) {
        browser.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width",
                width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features",
                List.of(Map.of("name", "prefers-color-scheme", "value",
                        isDark ? "dark" : "light"))));
    }

    /// What the browser's console says since the last time: errors and warnings, those about
    /// what a content security policy refused among them.
    public static List<String> complaints(ChromeDriver browser) {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage).toList();
    }

    /// What keeps somebody from using the page that is open, one barrier in a line. What is
    /// folded is opened first.
    public static String barriers(ChromeDriver browser) {
        try (var script = Chromium.class.getResourceAsStream("/axe.min.js")) {
            browser.executeScript(
                    new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (String) browser.executeAsyncScript(AXE);
    }
}
