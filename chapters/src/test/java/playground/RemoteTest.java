package playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import git.Git;
import git.GitException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60) // only against a hang
class RemoteTest {

    @TempDir
    Path directory;

    @Test
    void aFlakyServerFailsAsOftenAsItWasToldAndThenAnswers() throws Exception {
        var exitCodes = new ArrayList<Integer>();
        try (var remote = Remote.flaky(2)) {
            for (var attempt = 0; attempt < 4; attempt++) {
                exitCodes.add(Git.find().run(directory, remote.question()).exitCode());
            }

            assertThat(exitCodes).containsExactly(128, 128, 0, 0);
            assertThat(remote.connections()).isEqualTo(4);
        }
    }

    @Test
    void anAnsweringServerHasAHeadAndABranch() throws Exception {
        try (var remote = Remote.flaky(0)) {

            var answer = Git.find().run(directory, remote.question());

            assertThat(answer.text().lines().map(line -> line.split("\t")[1]))
                    .containsExactly("HEAD", "refs/heads/main");
        }
    }

    @Test
    void aRefusingServerSaysWhy() throws Exception {
        try (var remote = Remote.refusing("access denied")) {

            var answer = Git.find().run(directory, remote.question());

            assertThat(answer.exitCode()).isEqualTo(128);
            assertThat(answer.errText()).contains("remote error: access denied");
        }
    }

    @Test
    void aHangingServerIsAskedAndNeverAnswers() throws Exception {
        try (var remote = Remote.hanging()) {
            // Nobody knows how long git takes today until it asks.
            var limit = Duration.ofMillis(500);
            while (remote.connections() == 0) {
                limit = limit.multipliedBy(2);
                var git = Git.find().withTimeLimit(limit);
                assertThatThrownBy(() -> git.run(directory, remote.question()))
                        .isInstanceOf(GitException.TimedOut.class);
            }

            remote.awaitQuestion();
            assertThat(remote.connections()).isEqualTo(1);
        }
    }
}
