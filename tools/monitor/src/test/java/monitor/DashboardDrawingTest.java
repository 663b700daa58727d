package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
import monitor.RepositoryEvent.Kind;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class DashboardDrawingTest {

    private final Dashboard board = new Dashboard(new PausableSleeper());

    private List<AttributedString> lines(int width, int height, boolean colour) {
        return new DashboardDrawing(width, height, colour, "every 5 s").of(board,
                SampleEvents.TIME.plusSeconds(65), ZoneOffset.UTC);
    }

    private List<String> text(int width, int height) {
        return lines(width, height, false).stream()
                .map(line -> line.toString().stripTrailing()).toList();
    }

    private void three() {
        board.hear(SampleEvents.seen("core", "clean on main at 1a2b3c4"));
        board.hear(SampleEvents.seen("web", "clean on main at 2b3c4d5"));
        board.hear(SampleEvents.event(Kind.FOUND, "docs", "", ""));
        board.hear(
                SampleEvents.changed(0, "core", "clean on main at 1a2b3c4", "error: no"));
        board.hear(SampleEvents.changed(60, "web", "clean on main at 2b3c4d5",
                "dirty on main at 2b3c4d5: 1 staged"));
    }

    @Test
    void showsRowsThenTheLogThenTheKeys() {
        three();

        assertThat(text(70, 13)).containsExactly(
                "3 repositories: 1 asking, 1 dirty, 1 error  by latest change",
                "  changed  repository  status",
                ">*5 s      web         dirty on main at 2b3c4d5: 1 staged",
                "  1 min    core        error: no",
                "  -        docs        asking ...",
                "",
                "",
                "",
                "",
                "changes --------------------------------------------------------------",
                "03:05:05  web: clean on main at 2b3c4d5 -> dirty on main at 2b3c4d5:…",
                "03:04:05  core: clean on main at 1a2b3c4 -> error: no",
                "f filter  s sort  p pause  r refresh  o open  ? help  q quit");
    }

    @Test
    void aSmallWindowKeepsTheSelectedRow() {
        three();
        board.press(Key.END);

        assertThat(text(30, 4)).containsExactly(
                "2 of 3 shown  by latest change",
                "  1 min    core        error:…",
                "> -        docs        asking…",
                "f filter  s sort  p pause");
    }

    @Test
    void namesThatAreTooLongAreCutInTheMiddle() {
        for (var name : List.of("billing", "shop", "日本語")) {
            board.hear(SampleEvents.seen("/home/alice/projects/customers/" + name,
                    "clean on main at 1a2b3c4"));
        }
        board.press("s");

        assertThat(text(80, 5).subList(1, 4)).containsExactly(
                "> -        /home/al…customers/billing  clean on main at 1a2b3c4",
                "  -        /home/al…ts/customers/shop  clean on main at 1a2b3c4",
                "  -        /home/al…/customers/日本語  clean on main at 1a2b3c4");
    }

    @Test
    void aPauseAndHiddenRowsAreSeenInAnyWindow() {
        three();
        board.press("p");

        for (var width = 22; width < 120; width++) {
            assertThat(text(width, 4).getFirst()).startsWith("PAUSED  2 of 3 shown");
            assertThat(text(width, 20).getFirst()).startsWith("PAUSED  ")
                    .doesNotContain("shown");
        }
        for (var width = 6; width < 22; width++) {
            assertThat(text(width, 4).getFirst()).startsWith("PAUSED");
        }
    }

    @Test
    void theLogTakesWhatItNeedsAndTheRowsTheRest() {
        for (var i = 0; i < 30; i++) {
            board.hear(SampleEvents.seen("r" + i, "clean on main at 1a2b3c4"));
        }
        assertThat(text(80, 24)).as("nothing has changed").noneMatch(
                line -> line.startsWith("changes"));

        board.note(SampleEvents.TIME, "one");
        assertThat(text(80, 24).subList(21, 24)).satisfiesExactly(
                line -> assertThat(line).startsWith("changes ---"),
                line -> assertThat(line).endsWith("  one"),
                line -> assertThat(line).startsWith("f filter"));

        for (var i = 0; i < 30; i++) {
            board.note(SampleEvents.TIME, "more");
        }
        assertThat(text(80, 24)).as("at most a third, where the rows need the space")
                .filteredOn(line -> line.endsWith("  more")).hasSize(6);
    }

    @Test
    void noWordIsBroken() {
        three();
        for (var width = 20; width < 120; width++) {
            assertThat(text(width, 4).getLast().split(" {2}")).isSubsetOf("f filter",
                    "s sort",
                    "p pause", "r refresh", "o open", "? help", "q quit");
        }
        board.press("?");
        assertThat(text(40, 40)).contains("s          sort by latest change, name",
                "           or state");
    }

    @Test
    void fitsIntoAnyWindow() {
        three();
        board.hear(SampleEvents.seen("例".repeat(50) + "\u001b[2J\n e\u0301👩‍👩‍👧",
                "dirty"));
        for (var mode : List.of("", "?", "o", "f")) {
            if (!mode.isEmpty()) {
                board.press(mode);
            }
            for (var width = 1; width < 60; width++) {
                for (var height = 1; height < 16; height++) {
                    var lines = lines(width, height, true);
                    assertThat(lines).hasSizeLessThanOrEqualTo(height);
                    for (var line : lines) {
                        assertThat(line.columnLength()).isLessThanOrEqualTo(width);
                        assertThat(line.toString()).doesNotContain("\u001b", "\n");
                    }
                }
            }
            board.press(Key.ESCAPE);
        }
    }

    @Test
    void coloursAreLeftOutWhereTheyAreNotWanted() {
        three();

        assertThat(lines(70, 12, true).toString())
                .isEqualTo(lines(70, 12, false).toString());
        assertThat(lines(70, 12, true).get(3).styleAt(20))
                .isNotEqualTo(lines(70, 12, false).get(3).styleAt(20));
        assertThat(lines(70, 12, false)).allSatisfy(line -> {
            for (var i = 0; i < line.length(); i++) {
                assertThat(line.styleAt(i).toAnsi()).doesNotContain("3");
            }
        });
    }

    @Test
    void theShellLineIsShownInFull() {
        board.hear(SampleEvents.seen("it's " + "x".repeat(60), "clean"));
        board.press("o");

        assertThat(String.join("", text(20, 10)))
                .startsWith("cd '/code/it'\\''s " + "x".repeat(60) + "'");
    }

    @Test
    void whatIsTypedAsAFilterIsShown() {
        three();
        board.press("f");
        board.press("w");

        assertThat(text(70, 10)).first().asString().contains("filter: w (1)");
        assertThat(text(70, 10)).last().asString().startsWith("filter: w_");
    }
}
