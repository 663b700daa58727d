package playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    private static Options parse(String... arguments) throws Options.BadArgument {
        return Options.parse(List.of(arguments), Set.of("--json"));
    }

    @Test
    void nothingGivenLeavesEverythingToTheDefaults() throws Exception {
        assertThat(parse()).isEqualTo(Options.NONE);
    }

    @Test
    void aValueMayFollowABlankOrAnEqualsSign(@TempDir Path directory) throws Exception {
        var blank = parse("--repo", directory.toString(), "--worktrees", "5");
        var equals = parse("--repo=" + directory, "--worktrees=5");

        assertThat(blank).isEqualTo(equals);
        assertThat(blank.repo()).contains(directory);
        assertThat(blank.worktrees()).hasValue(5);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0ms, 0", "200ms, 200", "1s, 1000", "1.5s, 1500", "0.5ms, 0.5",
        "60s, 60000"})
    void latencyIsADurationWithAUnit(String text, double millis) throws Exception {
        assertThat(parse("--latency", text).latency())
                .contains(Duration.ofNanos(Math.round(millis * 1_000_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "200", "-1s", "1m", "61s", "1e3ms", "NaNs",
        "99999999999s"})
    void aBadLatencyIsNamedWithWhatToWriteInstead(String text) {
        assertThatThrownBy(() -> parse("--latency", text))
                .isInstanceOf(Options.BadArgument.class)
                .hasMessage("--latency: '" + text + "' is not a duration from 0 to 60s; "
                        + "write 200ms, 1.5s or 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "ten", "1001", "1.5", "99999999999"})
    void aBadNumberOfWorktreesIsNamedWithTheRange(String text) {
        assertThatThrownBy(() -> parse("--worktrees", text))
                .isInstanceOf(Options.BadArgument.class)
                .hasMessage("--worktrees: '" + text + "' is not a number from 1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no-such-directory", "nul\0character"})
    void aRepositoryThatIsNoDirectoryIsNamed(String text) {
        assertThatThrownBy(() -> parse("--repo", text))
                .isInstanceOf(Options.BadArgument.class)
                .hasMessage("--repo: there is no directory '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--repo", "--worktrees", "--latency"})
    void anOptionWithoutItsValueIsNamed(String option) {
        assertThatThrownBy(() -> parse(option))
                .isInstanceOf(Options.BadArgument.class)
                .hasMessage(option + " needs a value");
    }

    @Test
    void whatNobodyKnowsIsNamed() {
        assertThatThrownBy(() -> parse("--latancy", "1s"))
                .hasMessage("unknown option --latancy");
        assertThatThrownBy(() -> parse("--json=yes"))
                .hasMessage("unknown option --json=yes");
        assertThatThrownBy(() -> parse("main"))
                .hasMessage("unexpected argument 'main'");
    }

    @Test
    void aChaptersOwnFlagIsKnownToThatChapterOnly() throws Exception {
        assertThat(parse("--json").flags()).containsExactly("--json");
        assertThatThrownBy(() -> Options.parse(List.of("--json"), Set.of()))
                .hasMessage("unknown option --json");
    }

    @Test
    void ofAnOptionGivenTwiceTheLastCounts() throws Exception {
        assertThat(parse("--worktrees", "2", "--worktrees", "3").worktrees()).hasValue(3);
    }
}
