package timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static timeline.Samples.failed;
import static timeline.Samples.row;
import static timeline.Samples.run;
import static timeline.Samples.timeline;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawingTest {

    private static final ScreenSettings WIDE = new ScreenSettings(80, true, false);
    private static final ScreenSettings NARROW = new ScreenSettings(40, true, false);
    private static final ScreenSettings ASCII = new ScreenSettings(80, false, false);

    @Test
    void severalTimelinesShareOneScaleSoThatLengthsCompare() {
        assertThat(draw(WIDE, Samples.IN_A_ROW, Samples.AT_ONCE)).isEqualTo("""
one after another                                              at most 1 at once
main      ████████████████
billing                   ███████████████
checkout                                 ███████████████✘ failed
login                                                    ███████████████
          ├────────────────────────────────────────────────────────────┤ 0.82 s

all at once                                                    at most 4 at once
main      ████████████████
billing   ████████████████
checkout  █████████████✘ failed
login     █████████████████
          ├───────────────┤ 0.22 s

          ╵0 s           ╵0.2 s         ╵0.4 s          ╵0.6 s         ╵0.8 s
█ running  ✘ failed
""");
    }

    @Test
    void waitingFailedCancelledAndNeverRanAreToldApart() {
        assertThat(draw(WIDE, Samples.TWO_AT_A_TIME)).isEqualTo("""
two at a time                                                  at most 2 at once
main      ██████████████████████████████████
billing   ████████████████✘░░░░░░░░██████████████████████████
checkout  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░████████████████████████⊘ cancelled
login     ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ never ran
          ├─────────────────────────────────────────────────────────┤ 0.35 s
          ╵0 s             ╵0.1 s           ╵0.2 s           ╵0.3 s
█ running  ░ waiting  ✘ failed  ⊘ cancelled
""");
    }

    @Test
    void fortyCellsAreEnough() {
        assertThat(draw(NARROW, Samples.TWO_AT_A_TIME)).isEqualTo("""
two at a time          at most 2 at once
main      ███████████
billing   ████✘░░░████████
checkout  ░░░░░░░░░░░███████⊘ cancelled
login     ░░░░░░░░░░░░░░░░░░░ never ran
          ├─────────────────┤ 0.35 s
          ╵0 s       ╵0.2 s
█ running  ░ waiting  ✘ failed
⊘ cancelled
""");
    }

    @Test
    void asciiSaysTheSame() {
        assertThat(draw(ASCII, Samples.TWO_AT_A_TIME)).isEqualTo("""
two at a time                                                  at most 2 at once
main      ##################################
billing   ################x........##########################
checkout  ..................................########################! cancelled
login     ........................................................... never ran
          |---------------------------------------------------------| 0.35 s
          '0 s             '0.1 s           '0.2 s           '0.3 s
# running  . waiting  x failed  ! cancelled
""");
    }

    @Test
    void phasesHaveGlyphsOfTheirOwnAndTheLegendNamesThem() {
        assertThat(draw(WIDE, Samples.PIPELINE)).isEqualTo("""
status, then diff                                              at most 3 at once
main    ██████████████████████████▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓
login   ░░░░░░░░░░█████████████████████░░░░░░░▓▓▓▓▓▓▓▓▓▓▓▓✘ failed
search  ░░░░░░░░░░░░░░░░░░░░█████████████░░░░░▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓░░░░░▒▒▒▒▒
        ├──────────────────────────────────────────────────────────────┤ 0.25 s
        ╵0 s         ╵0.05 s      ╵0.10 s     ╵0.15 s      ╵0.20 s      ╵0.25 s
█ status  ▓ diff  ▒ log  ░ waiting  ✘ failed
""");
    }

    @Test
    void coloursAreSparing() {
        var drawn = draw(new ScreenSettings(40, true, true), Samples.TWO_AT_A_TIME);

        assertThat(drawn.lines().skip(2).limit(2)).containsExactly(
                "billing   \u001b[32m████\u001b[0m\u001b[31m✘\u001b[0m"
                        + "\u001b[2m░░░\u001b[0m\u001b[32m████████\u001b[0m",
                "checkout  \u001b[2m░░░░░░░░░░░\u001b[0m\u001b[32m███████\u001b[0m"
                        + "\u001b[33m⊘\u001b[0m cancelled");
    }

    @Test
    void aRunShorterThanACellIsSeen() {
        var drawn = draw(NARROW, timeline("short",
                row("long", 0, run(0, 1000)),
                row("short", 500, run(500, 501)),
                row("last", 999, run(999, 1000)),
                row("no time", 1000, run(1000, 1000)),
                row("retry", 500, failed(500, 501), run(501, 502))));

        assertThat(drawn).isEqualTo("""
short                  at most 3 at once
long     ███████████████████████
short                █
last                           █
no time                        █
retry                ✘
         ├─────────────────────┤ 1.00 s
         ╵0 s        ╵0.5 s     ╵1.0 s
█ running  ✘ failed
""");
    }

    @Test
    void whatStillGoesOnIsDrawnUpToNow() {
        var open = run("", 0, 100, Ending.RUNNING);

        assertThat(draw(NARROW, timeline("now", row("main", 0, open))))
                .contains("main  ███████████████████ still running\n");
    }

    @Test
    void whereNothingRanTheWaitingGoesOnUntilNow() {
        var rows = List.of(row("main", 0), row("late", 100));

        assertThat(draw(NARROW, new Snapshot("none", Duration.ofMillis(120), rows)))
                .isEqualTo("""
none                     nothing has run
main  ░░░░░░░░░░░░░░░░░░░░░░░ never ran
late                     ░░░░ never ran
      ╵0 s               ╵0.1 s
░ waiting
""");
    }

    @Test
    void aTimelineWithoutLanesIsOnlyATitle() {
        assertThat(draw(NARROW, timeline("empty")))
                .isEqualTo("empty                    nothing has run\n");
        assertThat(draw(NARROW)).isEmpty();
    }

    @Test
    void longNamesAreCutAndWideOnesStillLineUp() {
        var drawn = draw(NARROW, timeline("names",
                row("feature/a-very-long-name", 0, run(0, 10)),
                row("測試測試測試測試", 0, run(0, 10)),
                row("cafe\u0301", 0, run(0, 10))));

        assertThat(drawn.lines().skip(1).limit(3)).containsExactly(
                "feature/a-ve…  ██████████████████",
                "測試測試測試…  ██████████████████",
                "cafe\u0301           ██████████████████");
    }

    @Test
    void aNameCannotCommandTheTerminal() {
        var drawn = draw(WIDE, timeline("title\r\n\u001b]0;owned\u0007",
                row("a\nb\u001b[2J", 0, run("c\u009b", 0, 10)),
                row("\u202egnp.exe", 0, run(0, 10))));

        assertThat(drawn.lines())
                .anyMatch(line -> line.startsWith("title\\r\\n\\u001b]0;owned\\u0007 "))
                .anyMatch(line -> line.startsWith("a\\nb\\u001b[2J "))
                .anyMatch(line -> line.startsWith("\\u202egnp.exe "))
                .anyMatch(line -> line.contains("c\\u009b"));
    }

    @Test
    void aShortWaitIsNotMadeAWholeCellByRounding() {
        // 0.2 ms, but across the middle of a cell: 1000 ms have some 23 cells.
        var drawn = draw(NARROW, timeline("rounding",
                row("main", 0, run(0, 1000)),
                new LaneSnapshot("login", Duration.ofNanos(499_900_000),
                        List.of(new Span("",
                                Duration.ofNanos(500_100_000), Duration.ofMillis(900),
                                Ending.DONE)))));

        assertThat(drawn).doesNotContain("░").doesNotContain("waiting");
    }

    @Test
    void ofAThousandLanesFortyAreDrawnAndTheOthersCounted() {
        var rows = IntStream.range(0, 1_000)
                .mapToObj(i -> switch (i % 100) {
                    case 99 -> row("job " + i, 0);
                    case 49 -> row("job " + i, 0, failed(i, i + 9));
                    default -> row("job " + i, 0, run(i, i + 9));
                })
                .toArray(LaneSnapshot[]::new);

        var lines = draw(WIDE, timeline("many", rows)).lines().toList();

        assertThat(lines).filteredOn(line -> line.startsWith("job ")).hasSize(40);
        assertThat(lines).contains("… and 960 more: 10 failed, 10 never ran");
        assertThat(lines).anyMatch(line -> line.endsWith("┤ 1.01 s"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noLineIsEverWiderThanTheScreen(boolean unicode) {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var screen = new ScreenSettings(40 + random.nextInt(120), unicode, false);
            var one = Samples.random(random);
            var other = Samples.random(random);

            var drawn = draw(screen, one, other);

            int rows = one.shown().size() + other.shown().size();
            assertThat(drawn.lines().count()).as("seed %d", seed)
                    .isGreaterThanOrEqualTo(rows + 2);
            assertThat(drawn.lines().mapToInt(TerminalText::width).max().getAsInt())
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(screen.width());
            assertThat(drawn).as("seed %d", seed)
                    .doesNotContainPattern("[\\p{Cc}&&[^\n]]");
        }
    }

    @Test
    void coloursChangeNothingElse() {
        for (int seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            var timeline = Samples.random(random);

            var coloured = draw(new ScreenSettings(60, true, true), timeline);

            assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", ""))
                    .as("seed %d", seed)
                    .isEqualTo(draw(new ScreenSettings(60, true, false), timeline));
        }
    }

    private static String draw(ScreenSettings screen, Snapshot... timelines) {
        return new TextDrawing(List.of(timelines), screen).draw();
    }
}
