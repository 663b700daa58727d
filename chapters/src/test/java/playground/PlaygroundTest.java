package playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import git.Git;
import git.Outcome;
import git.Worktree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaygroundTest {

    @Test
    void tenWorktreesAreCleanAndDirtyInEveryWay() throws Exception {
        var git = Git.find();
        try (var playground = Playground.create(git, 10)) {

            var worktrees = git.worktrees(playground.repository());

            assertThat(worktrees).extracting(Worktree::name).containsExactly("main",
                    "billing",
                    "checkout", "docs", "hotfix", "login", "payments", "reports",
                    "search",
                    "user profile");
            var states = new ArrayList<String>();
            for (var worktree : worktrees) {
                states.add(git.check(worktree.path()).inWords());
            }
            assertThat(states).containsExactly("clean", "dirty (1 change)", "clean",
                    "dirty (1 change)", "clean", "dirty (1 change)", "clean",
                    "not a repository", "clean", "clean");
            assertThat(worktrees.get(4).detached()).as("hotfix is detached").isTrue();
            assertThat(worktrees.get(6).locked()).contains("on a USB disk");
        }
    }

    @Test
    void thereIsSomethingToReportOfTheUpstreams() throws Exception {
        var git = Git.find();
        try (var playground = Playground.create(git, 10)) {

            var main = git.status(playground.repository()).upstream().orElseThrow();
            var search = git.status(playground.directory().resolve("search"))
                    .upstream().orElseThrow();

            assertThat(List.of(main.ahead(), main.behind())).containsExactly(1, 0);
            assertThat(List.of(search.ahead(), search.behind())).containsExactly(0, 2);
        }
    }

    @Test
    void thePlaygroundIsTheSameAtEveryRun() throws Exception {
        var git = Git.find();
        try (var one = Playground.create(git, 3); var two = Playground.create(git, 3)) {

            var heads =
                    git.worktrees(one.repository()).stream().map(Worktree::head).toList();

            assertThat(git.worktrees(two.repository())).extracting(Worktree::head)
                    .as("ids of the commits depend on their dates, which must not change")
                    .isEqualTo(heads);
        }
    }

    @Test
    void oneWorktreeIsEnoughAndMoreThanTenAreTold() throws Exception {
        var git = Git.find();
        try (var one = Playground.create(git, 1);
                var twelve = Playground.create(git, 12)) {

            assertThat(git.worktrees(one.repository())).hasSize(1);
            assertThat(git.worktrees(twelve.repository())).hasSize(12)
                    .last().extracting(Worktree::name).isEqualTo("wip-0012");
            assertThat(git.check(twelve.directory().resolve("wip-0012")))
                    .isInstanceOf(Outcome.Clean.class);
        }
    }

    @Test
    void closingDeletesEverythingAndClosingTwiceIsHarmless() throws Exception {
        var playground = Playground.create(Git.find(), 2);

        playground.close();
        playground.close();

        assertThat(playground.directory()).doesNotExist();
    }

    @Test
    void anInterruptDoesNotKeepCloseFromDeleting() throws Exception {
        var playground = Playground.create(Git.find(), 2);

        Thread.currentThread().interrupt();
        playground.close();

        assertThat(Thread.interrupted()).as("the interrupt is kept for the caller")
                .isTrue();
        assertThat(playground.directory()).doesNotExist();
    }

    @Test
    void whatIsWrittenWhileItClosesIsDeletedToo() throws Exception {
        var playground = Playground.create(Git.find(), 2);
        var objects = playground.directory().resolve("main/.git/objects");
        var writing = new CountDownLatch(1);
        // As git's children do when git is ended: they write a little more, and end.
        var late = Thread.ofPlatform().start(() -> {
            for (var i = 0; i < 200; i++) {
                try {
                    Files.createDirectories(objects.resolve("late"));
                    Files.writeString(objects.resolve("late/" + i), "late\n");
                } catch (IOException e) {
                    // Deleted between the two.
                }
                writing.countDown();
            }
        });
        writing.await();

        playground.close();
        late.join();
        playground.close();

        assertThat(playground.directory()).doesNotExist();
    }

    @Test
    void anInterruptedBuildLeavesNothingBehind(@TempDir Path parent) throws Exception {
        var git = Git.find();
        var directory = Files.createDirectory(parent.resolve("playground"));

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Playground.create(git, 2, directory))
                .isInstanceOf(InterruptedException.class);

        assertThat(directory).doesNotExist();
    }
}
