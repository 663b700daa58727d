package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import monitor.RepositoryEvent.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DashboardTest {

    private final Dashboard board = new Dashboard(new PausableSleeper());

    @BeforeEach
    void four() {
        board.hear(SampleEvents.seen("core", "clean on main"));
        board.hear(SampleEvents.seen("web", "error: no"));
        board.hear(SampleEvents.seen("api", "clean on dev"));
        board.hear(SampleEvents.event(Kind.FOUND, "docs", "", ""));
    }

    private List<String> names() {
        return board.shown().stream().map(row -> row.repository().name()).toList();
    }

    private void press(String... keys) {
        for (var key : keys) {
            assertThat(board.press(key)).isTrue();
        }
    }

    @Test
    void whatHasChangedLastComesFirst() {
        board.hear(SampleEvents.changed(1, "core", "clean", "dirty"));
        board.hear(SampleEvents.changed(2, "docs", "clean", "dirty"));

        assertThat(names()).containsExactly("docs", "core", "api", "web");
    }

    @Test
    void sortsByNameAndByStateToo() {
        board.hear(SampleEvents.changed(1, "docs", "clean", "dirty on main"));
        press("s");
        assertThat(names()).containsExactly("api", "core", "docs", "web");
        press("s");
        assertThat(names()).containsExactly("web", "docs", "api", "core");
        press("s");
        assertThat(names()).containsExactly("docs", "api", "core", "web");
    }

    @Test
    void filtersByNameAndStatusWhileItIsTyped() {
        press("f", "O");
        assertThat(names()).containsExactly("api", "core", "docs", "web");
        press("n", " ", "m");
        assertThat(names()).containsExactly("core");
        press(Key.BACKSPACE, Key.BACKSPACE, Key.BACKSPACE, "R", Key.ENTER);
        assertThat(names()).as("'or' is in core and error").containsExactly("core",
                "web");
        assertThat(board.mode()).isEqualTo(Dashboard.Mode.LIST);
        press(Key.ESCAPE);
        assertThat(names()).hasSize(4);
    }

    @Test
    void aFilterTakesLettersThatAreKeysElsewhere() {
        press("/", "q", "s", "p", Key.UP);

        assertThat(board.filter()).isEqualTo("qsp");
        assertThat(board.paused()).isFalse();
    }

    @Test
    void theSelectionFollowsItsRepository() {
        press(Key.DOWN);
        assertThat(board.selectedRow().orElseThrow().repository().name())
                .isEqualTo("core");

        board.hear(SampleEvents.changed("web", "error: no", "clean"));

        assertThat(names()).first().isEqualTo("web");
        assertThat(board.selectedRow().orElseThrow().repository().name())
                .isEqualTo("core");
        press(Key.END, Key.DOWN);
        assertThat(board.selectedRow().orElseThrow().repository().name())
                .isEqualTo("docs");
        press(Key.HOME, Key.UP);
        assertThat(board.selectedRow().orElseThrow().repository().name())
                .isEqualTo("web");
    }

    @Test
    void oneThatIsGoneLeavesALineInTheLog() {
        board.hear(SampleEvents.event(Kind.GONE, "core", "clean", ""));

        assertThat(names()).doesNotContain("core");
        assertThat(board.log()).first().extracting(Dashboard.LogEntry::text)
                .isEqualTo("core: gone, was: clean");
    }

    @Test
    void theFirstSightIsNoChange() {
        assertThat(board.log()).isEmpty();
        assertThat(board.shown()).allMatch(row -> row.changed() == null);
    }

    @Test
    void theLogHasAnEnd() {
        for (var i = 0; i < 10_000; i++) {
            board.hear(SampleEvents.changed(i, "core", "" + i, "" + (i + 1)));
        }

        assertThat(board.log()).hasSize(Dashboard.LONGEST_LOG);
        assertThat(board.log().getFirst().text()).isEqualTo("core: 9999 -> 10000");
    }

    @Test
    void opensTheSelectedOneIfThereIsOne() {
        press("o");
        assertThat(board.mode()).isEqualTo(Dashboard.Mode.SHELL_LINE);
        press("x", "f", "n", "o", "n", "e", Key.ENTER);
        assertThat(names()).isEmpty();
        press("o", Key.DOWN);
        assertThat(board.mode()).isEqualTo(Dashboard.Mode.LIST);
    }

    @Test
    void qEndsIt() {
        assertThat(board.press("q")).isFalse();
    }
}
