package git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What the installed git really tells about the worktrees of a repository.
@Timeout(60)
class WorktreesTest {

    @TempDir
    Path temp;

    private Path directory;
    private Path repo;
    private Git git;

    @BeforeEach
    void aRepository() throws Exception {
        // Git answers with real paths; on a Mac, the temp directory is a link.
        directory = temp.toRealPath();
        repo = SampleRepositories.repository(directory.resolve("repo"));
        git = Git.find();
    }

    @Test
    void theMainWorktreeComesFirst() throws Exception {
        add("linked", "-b", "topic/one");

        List<Worktree> worktrees = git.worktrees(repo);

        String head = SampleRepositories.git(repo, "rev-parse", "HEAD").strip();
        assertThat(worktrees).extracting(Worktree::path)
                .containsExactly(repo, directory.resolve("linked"));
        assertThat(worktrees).extracting(Worktree::head).containsExactly(head, head);
        assertThat(worktrees.getFirst().branch()).contains("main");
        assertThat(worktrees.getLast().branch()).contains("topic/one");
        assertThat(worktrees).noneMatch(Worktree::bare).noneMatch(Worktree::detached)
                .allMatch(worktree -> worktree.locked().isEmpty())
                .allMatch(worktree -> worktree.prunable().isEmpty());
    }

    @Test
    void anyDirectoryInsideTheRepositoryWillDo() throws Exception {
        Path linked = add("linked", "--detach");
        Path below = Files.createDirectories(repo.resolve("a/b"));

        List<Worktree> worktrees = git.worktrees(repo);

        assertThat(git.worktrees(linked)).isEqualTo(worktrees);
        assertThat(git.worktrees(below)).isEqualTo(worktrees);
        assertThat(git.worktrees(repo.resolve(".git"))).isEqualTo(worktrees);
    }

    @Test
    void aBareMainRepositoryHasNoHead() throws Exception {
        Path bare = directory.resolve("bare.git");
        SampleRepositories.git(directory, "clone", "-q", "--bare", repo.toString(),
                bare.toString());
        SampleRepositories.git(bare, "worktree", "add", "-q", "../of-bare", "main");

        List<Worktree> worktrees = git.worktrees(bare);

        assertThat(worktrees.getFirst().bare()).isTrue();
        assertThat(worktrees.getFirst().head()).isEmpty();
        assertThat(worktrees.getFirst().branch()).isEmpty();
        assertThat(worktrees.getLast().name()).isEqualTo("of-bare");
        assertThat(worktrees.getLast().bare()).isFalse();
    }

    @Test
    void aDetachedWorktreeHasNoBranch() throws Exception {
        add("linked", "--detach");

        Worktree linked = git.worktrees(repo).getLast();

        assertThat(linked.detached()).isTrue();
        assertThat(linked.branch()).isEmpty();
    }

    @Test
    void aLockIsToldWithItsReasonIfItHasOne() throws Exception {
        add("silent", "--detach");
        add("told", "--detach");
        SampleRepositories.git(repo, "worktree", "lock", "../silent");
        String reason = "on a stick,\nnot \"here\"";
        SampleRepositories.git(repo, "worktree", "lock", "--reason", reason, "../told");

        List<Worktree> worktrees = git.worktrees(repo);

        assertThat(worktrees).extracting(Worktree::name, Worktree::locked)
                .containsExactlyInAnyOrder(tuple("repo", Optional.empty()),
                        tuple("silent", Optional.of("")),
                        tuple("told", Optional.of(reason)));
    }

    @Test
    void aWorktreeWhoseDirectoryIsGoneIsPrunable() throws Exception {
        Path linked = add("linked", "--detach");
        Files.move(linked, directory.resolve("elsewhere"));

        List<Worktree> worktrees = git.worktrees(repo);

        assertThat(worktrees.getLast().path()).isEqualTo(linked);
        assertThat(worktrees.getLast().prunable().orElse("")).isNotEmpty();
    }

    @Test
    void anUnbornBranchHasAHeadOfZeros() throws Exception {
        Path empty = SampleRepositories.empty(directory.resolve("empty"));

        Worktree worktree = git.worktrees(empty).getFirst();

        assertThat(worktree.branch()).contains("main");
        assertThat(worktree.head()).matches("0{40,64}");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no such file names there")
    void pathsComeBackAsTheyAre() throws Exception {
        var added = new ArrayList<Path>();
        for (String name : List.of(" space ", "\"quote\"", "new\nline", "Grüße-日本",
                "a:b")) {
            added.add(add(name, "--detach"));
        }

        List<Worktree> worktrees = git.worktrees(repo);

        assertThat(worktrees).extracting(Worktree::path).containsAll(added);
        for (Worktree worktree : worktrees) {
            assertThat(git.check(worktree.path())).as(worktree.name())
                    .isInstanceOf(Outcome.Clean.class);
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "needs a locale that is not UTF-8")
    void aPathThatThisJvmCannotExpressIsAClearError() throws Exception {
        add("Grüße", "--detach");

        String answer = inAnotherJvm(Map.of("LC_ALL", "C"), repo);

        assertThat(answer).startsWith("Failed the worktree ").contains("LANG=C.UTF-8");
    }

    @Test
    void anInheritedGitDirIsNotObeyed() throws Exception {
        Path other = SampleRepositories.repository(directory.resolve("other"));

        String answer = inAnotherJvm(Map.of("GIT_DIR", other.resolve(".git").toString(),
                "GIT_WORK_TREE", other.toString(), "GIT_CEILING_DIRECTORIES", "/",
                "GIT_INDEX_FILE", "/nowhere/index"), repo);

        assertThat(answer).isEqualTo("Answer " + repo + " clean");
    }

    @Test
    void aDirectoryInNoRepositoryIsAnErrorOfItsOwn() {
        assertThatThrownBy(() -> git.worktrees(directory))
                .isInstanceOf(GitException.NotARepository.class)
                .hasMessageContaining(directory.toString());
    }

    private Path add(String name, String... options) {
        Path path = directory.resolve(name);
        var arguments = new ArrayList<>(List.of("worktree", "add", "-q"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--", path.toString()));
        SampleRepositories.git(repo, arguments.toArray(String[]::new));
        return path;
    }

    /// Asks in a JVM whose environment is another one, as ours cannot be changed.
    private static String inAnotherJvm(Map<String, String> variables, Path repository)
            throws IOException, InterruptedException, URISyntaxException {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-cp", codeOf(Git.class) + System.getProperty("path.separator")
                        + codeOf(Asker.class),
                Asker.class.getName(), repository.toString());
        builder.environment().putAll(variables);
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(),
                StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    private static Path codeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /// Runs in the other JVM.
    static final class Asker {

        private Asker() {
        }

        static void main(String[] arguments) throws Exception {
            var git = Git.find();
            try {
                for (Worktree worktree : git.worktrees(Path.of(arguments[0]))) {
                    IO.println("Answer " + worktree.path() + " "
                            + git.check(worktree.path()).inWords());
                }
            } catch (GitException e) {
                IO.println(e.getClass().getSimpleName() + " " + e.getMessage());
            }
        }
    }
}
