package lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cells.Cell;
import cells.Chapter;
import chapters.ChapterRun;
import com.fasterxml.jackson.jr.ob.JSON;
import companion.House;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The lab as a process, ended while a cell runs and a grader waits for an answer.
@Tag("slow")
class LabEndIT {

    private static final Path WORKBOOK = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("The lab: (\\S+)");

    @TempDir
    Path temp;

    private final HttpClient client = HttpClient.newHttpClient();
    private String lab;
    private String cookie;

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no kill")
    void itEndsWithAllThatItHasStarted(String signal, int exitCode) throws Exception {
        var out = temp.resolve("out");
        var playgrounds = Files.createDirectory(temp.resolve("playgrounds"));
        var process = ChapterRun.start(
                Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + playgrounds),
                ChapterRun.respondingToCtrlC(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString(),
                        "-XX:TieredStopAtLevel=1", "-Dworkbook.root=" + WORKBOOK, "-cp",
                        System.getProperty("java.class.path"), "lab.LabMain", "lab",
                        "--no-open", "--port", "0")),
                out, temp.resolve("err"));
        try {
            await().atMost(Duration.ofSeconds(60)).until(
                    () -> LINK.matcher(Files.readString(out)).find()
                            || !process.isAlive());
            enter(Files.readString(out));
            runACellThatDoesNotEnd();
            client.send(request("/file?number=1").build(), BodyHandlers.discarding());
            // The JVMs of cells and of a grader.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> process.descendants().count() > 1);
            var all = process.descendants().toList();
            assertThat(playgrounds).isNotEmptyDirectory();

            new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .start().waitFor();

            assertThat(process.waitFor()).as("exit code").isEqualTo(exitCode);
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(all).noneMatch(ChapterRun::isRunning);
                assertThat(playgrounds).isEmptyDirectory();
            });
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private void enter(String printed) throws Exception {
        var link = LINK.matcher(printed);
        assertThat(link.find()).as(printed).isTrue();
        lab = "http://" + URI.create(link.group(1)).getAuthority();
        cookie = client.send(HttpRequest.newBuilder(URI.create(link.group(1))).build(),
                BodyHandlers.discarding()).headers().firstValue("Set-Cookie")
                .orElseThrow().replaceFirst(";.*", "");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(lab + path)).header("Cookie", cookie);
    }

    private void post(String path, Map<String, Object> content) throws Exception {
        var answer = client.send(request(path).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.std.asString(content))).build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    /// In the chapter's playground, whose JVM then has something to remove.
    private void runACellThatDoesNotEnd() throws Exception {
        var cells = Chapter.read(WORKBOOK, new House(WORKBOOK).chapter(2)).cells();
        var cell = cells.indexOf(cells.stream().filter(one -> one.kind() == Cell.Kind.RUN)
                .findFirst().orElseThrow());
        var events = client.send(request("/events?chapter=2").build(),
                BodyHandlers.ofLines());
        try (var lines = events.body()) {
            post("/run", Map.of("chapter", 2, "cells", List.of(cell), "edits",
                    Map.of(cell, """
                            void sequentialAgainstAllAtOnce() throws Exception {
                                IO.println("of " + lesson.worktrees().size());
                                Thread.sleep(Long.MAX_VALUE);
                            }""")));
            assertThat(lines.anyMatch(line -> line.contains("of 10"))).isTrue();
        }
    }
}
