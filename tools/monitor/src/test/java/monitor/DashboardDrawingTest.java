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
                "3 repositories: 1 asking, 1 dirty, 1 error  by latest change  every 5…",
                "  changed  repository  status",
                ">*5 s      web         dirty on main at 2b3c4d5: 1 staged",
                "  1 min    core        error: no",
                "  -        docs        asking ...",
                "",
                "",
                "",
                "",
                "changes --------------------------------------------------------------",
                "03:05:05  web: clean on main at 2b3c4d5 -> dirty on main at 2b3c4d5: …",
                "03:04:05  core: clean on main at 1a2b3c4 -> error: no",
                "f filter  s sort  p pause  r refresh  o open  ? help  q quit");
    }

    @Test
    void aSmallWindowKeepsTheSelectedRow() {
        three();
        board.press(Key.END);

        assertThat(text(30, 4)).containsExactly(
                "3 repositories: 1 asking, 1 d…",
                "  1 min    core        error:…",
                "> -        docs        asking…",
                "f filter  s sort  p pause  r …");
    }

    @Test
    void namesThatAreTooLongLoseTheirBeginning() {
        for (var name : List.of("billing", "shop", "日本語")) {
            board.hear(SampleEvents.seen("/home/alice/projects/customers/" + name,
                    "clean on main at 1a2b3c4"));
        }
        board.press("s");

        assertThat(text(80, 5).subList(1, 4)).containsExactly(
                "> -        …rojects/customers/billing  clean on main at 1a2b3c4",
                "  -        …e/projects/customers/shop  clean on main at 1a2b3c4",
                "  -        …projects/customers/日本語  clean on main at 1a2b3c4");
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
