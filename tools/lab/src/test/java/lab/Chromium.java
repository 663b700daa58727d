package lab;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/// A headless Chromium, where one and its driver are installed.
final class Chromium {

    private Chromium() {}

    private static Optional<Path> found(String... names) {
        return Stream.of(names).flatMap(name -> Stream
                .of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))).filter(Files::isExecutable)
                .findFirst();
    }

    static boolean isInstalled() {
        return found("chromedriver").isPresent()
                && found("chromium", "chromium-browser", "google-chrome").isPresent();
    }

    /// Starts one.
    static ChromeDriver start() {
        var options = new ChromeOptions();
        options.setBinary(found("chromium", "chromium-browser", "google-chrome")
                .orElseThrow().toFile());
        options.addArguments("--headless", "--no-sandbox", "--disable-gpu",
                "--disable-background-networking", "--disable-dev-shm-usage",
                "--hide-scrollbars", "--window-size=1280,1600");
        return new ChromeDriver(new ChromeDriverService.Builder()
                .usingDriverExecutable(found("chromedriver").orElseThrow().toFile())
                .usingAnyFreePort().build(), options);
    }
}
