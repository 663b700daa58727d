package playground;

import static org.assertj.core.api.Assertions.assertThat;

import git.Commit;
import git.GitException;
import git.Outcome;
import git.Worktree;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportRowTest {

    @Test
    void whatIsNotKnownIsNullAndTextIsQuoted() {
        var worktree = new Worktree(Path.of("a\"b"), "", Optional.empty(), false, true,
                Optional.empty(), Optional.empty());
        var commit = new Commit("", "tab\t and \\", Instant.EPOCH);
        var row = new ReportRow(worktree,
                new Outcome.Failed(new GitException.NoDirectory("gone")),
                Optional.of(commit));

        assertThat(row.json()).isEqualTo("{\"path\": \"a\\\"b\", \"branch\": null, "
                + "\"state\": \"missing\", \"changes\": null, \"ahead\": null, "
                + "\"behind\": null, \"lastCommit\": \"tab\\u0009 and \\\\\"}");
    }
}
