package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import git.ChangedPath;
import git.Commit;
import git.GitException;
import git.Status;
import git.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import monitor.StatusTable.Column;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                .of(List.of(reports), List.of(), SampleEvents.TIME,
                        new StandardStreams(width, false, false))
                .lines().toList();
    }

    // All that makes a table wide: long and wide names, all kinds of changes and states.
    private static List<Report> thirty() {
        var reports = new ArrayList<Report>();
        var names = List.of("web", "日本語のプロジェクト", "👍🏽 한글 ❤\uFE0F", "e\u0301tude",
                "customers/in/europe/with-a-long-name/billing");
        for (var i = 0; i < 30; i++) {
            var changes = Stream.of(List.of(" M", "M ", "??", "UU"), List.of("??"),
                    List.<String>of()).toList().get(i % 3).stream()
                    .map(xy -> new ChangedPath(xy, "f", Optional.empty())).toList();
            var repository =
                    SampleEvents.repository(names.get(i % 5) + "-" + i + "-main");
            var status = new Status(
                    i % 2 == 0 ? "main" : "feature/PROJ-" + i + "-" + "x".repeat(40),
                    OID, Optional.of(new Upstream("origin/main", i, 0, i % 7 == 0)),
                    i % 4,
                    changes);
            reports.add(i == 11
                    ? new Report(
                            repository, new CheckResult.Failed(new GitException.Failed(
                                    "git status failed in " + repository.path()
                                            + ": it is no use, "
                                            + "and the reason is long")),
                            Optional.empty())
                    : new Report(repository, new CheckResult.Checked(status,
                            i == 5
                                    ? Optional.of(Operation.CHERRY_PICKING)
                                    : Optional.empty()),
                            Optional.of(new Commit(OID, "日本 Round all cents to even " + i,
                                    SampleEvents.TIME))));
        }
        return reports;
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void noLineIsWiderThanTheWindowAndTheColumnsStandBelowEachOther(int width) {
        var terminal = new StandardStreams(width, false, false);
        var reports = thirty();

        var table = StatusTable.of(reports, List.of(), SampleEvents.TIME, terminal);
        var lines = (table + StatusTable.summary(reports, 30, terminal)).lines().toList();

        assertThat(lines)
                .allSatisfy(line -> assertThat(new AttributedString(line).columnLength())
                        .isLessThanOrEqualTo(width));
        assertThat(lines.getFirst()).contains("path", "branch", "state", "changes",
                "upstream");
        var state = lines.getFirst().indexOf("state");
        assertThat(lines.subList(1, 31)).extracting(line -> new AttributedString(line)
                .columnSubSequence(state, state + 3).toString())
                .containsOnly("cle", "dir", "fai");
        assertThat(lines.subList(1, 31)).extracting(line -> line.split(" {2,}")[0])
                .as("paths that differ look different").doesNotHaveDuplicates();
    }

    @Test
    void whatIsLeftOutIsSaidAndHowToGetIt() {
        var text = StatusTable.of(thirty(), List.of(), SampleEvents.TIME,
                new StandardStreams(60, false, false));

        assertThat(text).doesNotContain("last commit\n").contains("+1 ~1 ?1 !1")
                .containsIgnoringWhitespaces(
                        "Changes: + staged, ~ unstaged, ? untracked, "
                                + "! in conflict.")
                .containsIgnoringWhitespaces("age, last commit. --columns chooses.");
    }

    @Test
    void columnsThatSomebodyHasChosenStayHoweverNarrowTheWindowIs() {
        var lines = StatusTable.of(thirty(), List.of(Column.COMMIT, Column.STASHES,
                Column.AGE, Column.BRANCH, Column.PATH, Column.CHANGES),
                SampleEvents.TIME,
                new StandardStreams(60, false, false)).lines().toList();

        assertThat(lines.getFirst())
                .matches("last.* +stashes +age +branch +path +changes");
        assertThat(lines.subList(0, 31))
                .allSatisfy(line -> assertThat(ScreenText.width(line))
                        .isLessThanOrEqualTo(60));
    }

    @Test
    void columnsWithoutValuesAreTheFirstToGo() {
        assertThat(lines(60, report("shop", "main")).getFirst())
                .isEqualTo("path  branch  state  changes  upstream  age  last commit");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void whatIsUnpushedAndLinkedWorktreesFitTheWindowToo(int width) {
        var reports = new ArrayList<Report>();
        for (var report : thirty()) {
            var known = report.repository();
            var linked = new Repository(known.path(), known.name(), known.objects(),
                    false,
                    known.remark(), Optional.of(new LinkedWorktree(
                            SampleEvents.repository("shop").path(), Optional.of(""),
                            true)));
            reports.add(new Report(linked, report.result(), report.lastCommit(),
                    Optional.of(new Unpushed(12, List.of("a", "b"), Optional.empty()))));
        }
        reports.addFirst(report("shop", "main"));

        var lines = StatusTable.of(reports, List.of(), SampleEvents.TIME,
                new StandardStreams(width, false, false)).lines().toList();

        assertThat(lines).allSatisfy(line -> assertThat(ScreenText.width(line))
                .isLessThanOrEqualTo(width));
        assertThat(lines.getFirst()).contains("unpushed");
        assertThat(lines.subList(2, 32)).allSatisfy(line -> assertThat(line)
                .startsWith("  ").containsPattern("\\+12 \\*2|12 commits, 2 branches"));
    }

    @Test
    void whatGitDidNotTellIsNoZero() {
        var unknown = report("shop", "main").with(Unpushed.failed("it took too long"));

        assertThat(lines(0, unknown).get(1)).matches("shop +main +clean +- +- +\\? .*");
        assertThat(lines(0, unknown))
                .contains("shop: unpushed commits are not known: it took too long");
        assertThat(StatusJson.line(unknown)).contains("\"unpushed\":null");
    }

    @Test
    void anErrorThatAllHaveIsToldOnce() {
        var cause =
                new GitException.Failed("git status failed: correct git's configuration");
        var failed = Stream.of("a", "b", "c", "d", "e")
                .map(name -> new Report(SampleEvents.repository(name),
                        new CheckResult.Failed(cause), Optional.empty()))
                .toArray(Report[]::new);

        assertThat(lines(0, failed)).endsWith("",
                "a, b, c and 2 more: git status failed: correct git's configuration");
    }

    @Test
    void aCommandToCopyIsNotBroken() {
        var advice = "git config --global --add safe.directory '/code/a b/c d'";
        var failed = new Report(SampleEvents.repository("shop"), new CheckResult.Failed(
                new GitException.UntrustedOwner(
                        "it belongs to another user: if you trust it, "
                                + advice)),
                Optional.empty());

        assertThat(lines(60, failed)).endsWith("  " + advice);
    }

    @Test
    void whatABareRepositoryIsNotAskedIsNullInJson() {
        var bare = new Report(SampleEvents.repository("shop.git"), new CheckResult.Bare(
                new Status("main", OID, Optional.empty(), 0, List.of())),
                Optional.empty());

        assertThat(StatusJson.line(bare)).contains("\"stashes\":null", "\"staged\":null",
                "\"moreChanges\":null", "\"ahead\":null", "\"unborn\":false");
    }

    @Test
    void moreChangesThanAreKnownAreNotTakenForAll() {
        var status = new Status("main", OID, Optional.empty(), 0,
                List.of(new ChangedPath(" D", "f", Optional.empty())), true);
        var much = new Report(SampleEvents.repository("shop"),
                new CheckResult.Checked(status, Optional.empty()), Optional.empty());

        assertThat(lines(0, much).get(1)).contains("more than 1 unstaged");
        assertThat(StatusJson.line(much)).contains("\"unstaged\":1,",
                "\"moreChanges\":true");
    }

    @Test
    void whatIsBegunAndNotEndedHasTheColourOfWhatIsDirty() {
        var clean = report("shop", "main");
        var merging = new Report(clean.repository(),
                new CheckResult.Checked(clean.status().orElseThrow(),
                        Optional.of(Operation.MERGING)),
                clean.lastCommit());

        var lines = StatusTable.of(List.of(clean, merging), List.of(), SampleEvents.TIME,
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
