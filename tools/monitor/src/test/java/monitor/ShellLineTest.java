package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import git.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class ShellLineTest {

    @Test
    void aPathIsQuoted() {
        assertThat(ShellLine.cd(Path.of("/a b"))).isEqualTo("cd '/a b'");
        assertThat(ShellLine.quoted("it's")).isEqualTo("'it'\\''s'");
        assertThat(ShellLine.quoted("a\nb\u001b2'\\"))
                .isEqualTo("$'a\\012b\\0332\\'\\\\'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "a b", "it's", "$(touch x)`y`\"", "*;&|<>\\", "-n", "~",
                "naïve 例", "new\nline", "esc\u001b[2J7", "tab\t'quoted'\\n"})
    void aShellReadsTheSameWordBack(String word) throws Exception {
        var shell = Path.of("/bin/bash");
        assumeTrue(Files.isExecutable(shell));

        var output = Command.run(Path.of(""),
                List.of(shell.toString(), "--norc", "-c",
                        "printf %s " + ShellLine.quoted(word)),
                environment -> environment.put("LC_ALL", "C.UTF-8"), new byte[0],
                Duration.ofSeconds(30));

        assertThat(output.text()).isEqualTo(word);
    }
}
