package companion;

import static org.assertj.core.api.Assertions.assertThat;

import grading.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The commands as they are typed: `./jbang check 1`, in a fresh copy of the workbook, whose
/// first start builds the companion.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has jbang.cmd")
@Tag("slow")
class CompanionIT {

    @TempDir
    Path folder;

    private record Run(int exitCode, String text) {}

    private Run run(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("./jbang"));
        command.addAll(List.of(arguments));
        var text = folder.resolve("text");
        var builder = new ProcessBuilder(command).directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(text.toFile());
        builder.environment().remove("JAVA_HOME");
        var process = builder.start();
        process.getOutputStream().close();
        return new Run(process.waitFor(), Files.readString(text));
    }

    @Test
    void aFreshCopyIsGradedByJbang() throws Exception {
        var house = Houses.preparedCopy(folder);
        for (var file : List.of("jbang", "jbang-catalog.json", "pom.xml",
                "tools/Start.java", "tools/companion/pom.xml", "tools/grader/pom.xml")) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.copy(Houses.WORKBOOK.resolve(file), folder.resolve(file));
        }
        // The copy has no other modules.
        var pom = folder.resolve("pom.xml");
        Files.writeString(pom, Files.readString(pom)
                .replaceAll("<module>(?!exercises/given|tools/(grader|companion)).*",
                        ""));
        Folders.copy(Houses.WORKBOOK.resolve("tools/companion/src/main"),
                folder.resolve("tools/companion/src/main"));
        if (Files.exists(Houses.WORKBOOK.resolve(".jbang"))) {
            Folders.copy(Houses.WORKBOOK.resolve(".jbang"), folder.resolve(".jbang"));
        }

        var stub = run("check", "1");
        assertThat(stub.text()).contains("1   Config reader         not started");
        assertThat(stub.exitCode()).isZero();

        var reader = house.exercise("1");
        Files.writeString(reader.stub(), Houses.mistake(reader, "check-then-act"));
        var wrong = run("check", "1");
        assertThat(wrong.text()).contains("failing", "aPathThatAppearsTwiceIsReadOnce",
                "Next: fix exercise 1").doesNotContain("Preparing");
        assertThat(wrong.exitCode()).isEqualTo(1);

        var riddles = run("mistakes", "1");
        assertThat(riddles.text())
                .contains("Not yet: exercise 1",
                        "\nAll the same: ./jbang mistakes 1 --peek\n")
                .doesNotContain("Which test");
        assertThat(riddles.exitCode()).isEqualTo(1);

        var board = run("progress", "--json");
        assertThat(board.text()).contains("\"state\" : \"failing\"");
        assertThat(board.exitCode()).isZero();
    }
}
