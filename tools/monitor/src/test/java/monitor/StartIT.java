package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/// The command as a user gets it, from a copy of the workbook.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has jbang.cmd")
@Timeout(600)
@ResourceLock(value = "processors", mode = ResourceAccessMode.READ)
@Tag("slow")
class StartIT {

    private static final Path WORKBOOK = Path.of("../..").toAbsolutePath().normalize();

    @TempDir
    Path temp;

    private record CommandResult(int exitCode, String text) {
    }

    private CommandResult run(Path directory, Map<String, String> variables,
            String... command)
            throws Exception {
        var text = temp.resolve("text");
        var builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectErrorStream(true).redirectOutput(text.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(Map.of("HOME", temp.resolve("home").toString(),
                "JBANG_DIR", temp.resolve("jbang").toString(),
                // What is installed looks for jbang there.
                "PATH", temp.resolve("workbook") + ":" + System.getenv("PATH")));
        builder.environment().putAll(variables);
        var process = builder.start();
        process.getOutputStream().close();
        return new CommandResult(process.waitFor(), Files.readString(text));
    }

    private static void copy(String what, Path to) throws IOException {
        try (var files = Files.walk(WORKBOOK.resolve(what))) {
            for (var file : files.toList()) {
                var copy = to.resolve(WORKBOOK.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
    }

    @Test
    void aLinkToTheStartScriptIsACommandThatWorksAnywhereWithoutJbang() throws Exception {
        var workbook = temp.resolve("workbook");
        for (var what : List.of("jbang", "jbang-catalog.json", "pom.xml",
                "tools/monitor/Monitor.java", "tools/monitor/start.sh",
                "tools/monitor/src/main", "solutions/src/main", "chapters/git",
                "chapters/timeline", "exercises/given")) {
            copy(what, workbook);
        }
        if (Files.exists(WORKBOOK.resolve(".jbang"))) {
            copy(".jbang", workbook);
        }
        // The copy has no modules.
        var pom = workbook.resolve("pom.xml");
        Files.writeString(pom,
                Files.readString(pom).replaceAll("(?s)<modules>.*</modules>", ""));
        Files.createDirectories(temp.resolve("home"));
        var repository = TestRepositories.repository(temp.resolve("elsewhere"));

        var first = run(workbook, Map.of(), "./jbang", "status", "--json",
                repository.toString());
        assertThat(first.text()).contains("Preparing the monitor, once",
                "\"state\":\"clean\"");
        assertThat(first.exitCode()).isZero();

        // No jbang on the PATH; and the JVM refuses to start if its cache is of no use.
        var command = Files.createSymbolicLink(temp.resolve("status"),
                workbook.resolve("tools/monitor/target/monitor/start")).toString();
        var second = run(repository, Map.of("PATH", "/usr/bin:/bin",
                "JDK_JAVA_OPTIONS", "-XX:AOTMode=on"), command, "--json", "gone");
        assertThat(second.text()).contains("\"state\":\"missing\"")
                .doesNotContain("Preparing", "jbang");
        assertThat(second.exitCode()).isEqualTo(1);

        assertThat(run(repository, Map.of(), command, "--help").text())
                .startsWith("Usage: status ");

        // When a source is newer, it is built again. This one ends that soon.
        Files.writeString(workbook
                .resolve("tools/monitor/src/main/java/monitor/PausableSleeper.java"),
                "no Java");
        var third = run(repository, Map.of(), command, "--json");
        assertThat(third.text()).contains("Preparing the monitor, once",
                "PausableSleeper.java:1: ", "javac could not build the monitor");
        assertThat(third.exitCode()).isEqualTo(2);

        assertThat(TestRepositories.git(repository, "status", "--porcelain", "--ignored"))
                .as("nothing is written into the repository").isEmpty();
    }
}
