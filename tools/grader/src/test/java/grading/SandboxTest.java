package grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SandboxTest {

    private static final String MISSING = "no-such-bwrap";

    @Test
    void noneSaysThatTheAnswersHadAllRights() throws Exception {
        assertThat(Sandbox.choose("none")).isEqualTo(Sandbox.none())
                .matches(sandbox -> !sandbox.isOn() && sandbox.description()
                        .contains("all rights"));
    }

    @Test
    void whereThereIsNoBwrapAutoTakesNoneAndSaysWhy() throws Exception {
        var sandbox = Sandbox.choose("auto", MISSING);

        assertThat(sandbox.isOn()).isFalse();
        assertThat(sandbox.description()).contains("all rights", "does not work here");
    }

    @Test
    void whereThereIsNoBwrapItCannotBeAskedFor() {
        assertThatThrownBy(() -> Sandbox.choose("bwrap", MISSING))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContainingAll("does not work here", "bubblewrap", "container",
                        "--sandbox none");
    }

    @Test
    void thereIsNoOtherSandbox() {
        assertThatThrownBy(() -> Sandbox.choose("firejail"))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining("auto, bwrap or none");
    }
}
