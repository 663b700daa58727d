package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import git.Commit;
import git.Status;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import timeline.TerminalText;

class StatusTableTest {

    private static final String OID = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d";

    private static Report report(String name, String branch) {
        return new Report(SampleEvents.repository(name),
                new CheckResult.Checked(
                        new Status(branch, OID, Optional.empty(), 0, List.of()),
                        Optional.empty()),
                Optional.of(new Commit(OID, "Begin the shop", SampleEvents.TIME)));
    }

    private static List<String> lines(int width, Report... reports) {
        return StatusTable
                .of(List.of(reports), SampleEvents.TIME,
                        new StandardStreams(width, false, false))
                .lines().toList();
    }

    @Test
    void aLongPathLosesItsBeginningAndALongBranchItsEnd() {
        var parent = "/home/alice/projects/customers/in/europe/";
        var branch = "feature/" + "x".repeat(60);

        var lines = lines(200, report(parent + "billing", branch),
                report(parent + "shop", branch), report(parent + "日本語", branch));

        assertThat(lines.subList(1, 4)).extracting(line -> line.split(" ")[0])
                .containsExactly("…ce/projects/customers/in/europe/billing",
                        "…alice/projects/customers/in/europe/shop",
                        "…ice/projects/customers/in/europe/日本語");
        assertThat(lines.subList(1, 4)).allSatisfy(
                line -> assertThat(line).contains(" " + branch.substring(0, 39) + "… "));
        assertThat(Stream.of(1, 2, 3).map(lines::get)
                .map(line -> TerminalText
                        .width(line.substring(0, line.indexOf("feature")))))
                .containsOnly(lines.get(0).indexOf("branch"));
    }

    @Test
    void eightyCellsAreEnoughForALongPath() {
        assertThat(lines(80, report("/home/alice/projects/customers/billing", "main")))
                .allSatisfy(line -> assertThat(TerminalText.width(line))
                        .isLessThanOrEqualTo(80))
                .anyMatch(line -> line.startsWith("…rojects/customers/billing  main "));
    }

    @Test
    void whatIsBegunAndNotEndedHasTheColourOfWhatIsDirty() {
        var clean = report("shop", "main");
        var merging = new Report(clean.repository(),
                new CheckResult.Checked(clean.status().orElseThrow(),
                        Optional.of(Operation.MERGING)),
                clean.lastCommit());

        var lines = StatusTable.of(List.of(clean, merging), SampleEvents.TIME,
                new StandardStreams(0, true, false)).lines().toList();

        assertThat(lines.get(1)).contains("\033[32mclean\033[0m");
        assertThat(lines.get(2)).contains("\033[33mclean, merging\033[0m");
    }

    @Test
    void inAPipeNothingIsCut() {
        assertThat(lines(0, report("x/".repeat(60), "main")).get(1))
                .startsWith("x/".repeat(60));
    }
}
