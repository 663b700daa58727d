package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import git.ChangedPath;
import git.GitException;
import git.Status;
import git.Upstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTextTest {

    private static final String OID = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d";

    private static String text(String branch, String oid, Upstream upstream, int stashes,
            String... changes) throws GitException {
        return text(Optional.empty(), branch, oid, upstream, stashes, changes);
    }

    private static String text(Optional<Operation> operation, String branch, String oid,
            Upstream upstream, int stashes, String... changes) throws GitException {
        var status = new Status(branch, oid, Optional.ofNullable(upstream), stashes,
                List.of(changes).stream()
                        .map(xy -> new ChangedPath(xy, "f", Optional.empty())).toList());
        return StatusText.of(new CheckResult.Checked(status, operation));
    }

    @Test
    void saysTheStateInWordsWithBranchAndCounts() throws Exception {
        assertThat(text("main", OID, null, 0)).isEqualTo("clean on main at 1a2b3c4");
        assertThat(text("main", OID, null, 0, "M ", "??", "??", "UU", " M", "MM"))
                .isEqualTo("dirty on main at 1a2b3c4: "
                        + "2 staged, 2 unstaged, 2 untracked, 1 in conflict");
        assertThat(text("(detached)", OID, null, 1))
                .isEqualTo("clean, detached at 1a2b3c4; 1 stash");
        assertThat(text("main", "(initial)", null, 0)).isEqualTo("unborn on main");
        assertThat(text("main", "(initial)", null, 0, "??"))
                .isEqualTo("dirty on main, no commit yet: 1 untracked");
    }

    @Test
    void saysWhatHasBegunAndNotEnded() throws Exception {
        assertThat(text(Optional.of(Operation.REBASING), "(detached)", OID, null, 0))
                .isEqualTo("clean, rebasing, detached at 1a2b3c4");
        assertThat(
                text(Optional.of(Operation.CHERRY_PICKING), "main", OID, null, 0, "UU"))
                .isEqualTo("dirty, cherry-picking on main at 1a2b3c4: 1 in conflict");
    }

    @Test
    void saysHowFarTheUpstreamIs() throws Exception {
        assertThat(text("main", OID, new Upstream("origin/main", 2, 3, false), 2))
                .isEqualTo("clean on main at 1a2b3c4; 2 ahead, 3 behind origin/main; "
                        + "2 stashes");
        assertThat(text("main", OID, new Upstream("origin/main", 0, 0, false), 0))
                .isEqualTo("clean on main at 1a2b3c4");
        assertThat(text("main", OID, new Upstream("origin/main", 0, 0, true), 0))
                .isEqualTo("clean on main at 1a2b3c4; origin/main is gone");
    }

    @Test
    void aFailureIsThrownForTheMonitorToTell() {
        var cause = new GitException.TimedOut("status", Path.of("a"),
                Duration.ofSeconds(10));

        assertThatThrownBy(() -> StatusText.of(new CheckResult.Failed(cause)))
                .isSameAs(cause);
    }
}
