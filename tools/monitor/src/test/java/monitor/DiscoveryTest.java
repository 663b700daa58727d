package monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {

    @TempDir
    Path temp;

    private Path top;

    @BeforeEach
    void realPath() throws Exception {
        top = temp.toRealPath();
    }

    // What discovery looks at, without git.
    private Path fake(String path) throws Exception {
        var git = Files.createDirectories(top.resolve(path).resolve(".git"));
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
        return top.resolve(path);
    }

    private Path fakeBare(String path) throws Exception {
        for (var part : List.of("objects", "refs")) {
            Files.createDirectories(top.resolve(path).resolve(part));
        }
        Files.writeString(top.resolve(path).resolve("HEAD"), "ref: refs/heads/main\n");
        return top.resolve(path);
    }

    private void fakeWorktree(Path gitDirectory, String name, Path worktree)
            throws Exception {
        var admin =
                Files.createDirectories(gitDirectory.resolve("worktrees").resolve(name));
        Files.writeString(admin.resolve("gitdir"), worktree.resolve(".git") + "\n");
        Files.writeString(admin.resolve("commondir"), "../..\n");
        Files.createDirectories(worktree);
        Files.writeString(worktree.resolve(".git"), "gitdir: " + admin + "\n");
    }

    private static OutputStream damage(Path repository, int number) throws Exception {
        return Files.newOutputStream(Files
                .createDirectories(repository.resolve(".git/worktrees/damaged" + number))
                .resolve("gitdir"));
    }

    private List<String> found(Discovery discovery, Path... starts) throws Exception {
        return discovery.find(List.of(starts)).repositories().stream()
                .map(repository -> top.relativize(repository.path()).toString()).toList();
    }

    private static Discovery usual() {
        return new Discovery(3, List.of(), false);
    }

    @Test
    void repositoriesAreFoundInTheOrderOfTheirPaths() throws Exception {
        fake("z");
        fake("a/b/c");
        fakeBare("m.git");
        Files.createDirectories(top.resolve("plain/empty"));

        assertThat(found(usual(), top)).containsExactly("a/b/c", "m.git", "z");
    }

    @Test
    void theDepthCountsTheLevelsBelowTheStart() throws Exception {
        fake("a");
        fake("x/a");
        fake("x/y/a");

        assertThat(found(new Discovery(1, List.of(), false), top)).containsExactly("a");
        assertThat(found(new Discovery(2, List.of(), false), top))
                .containsExactly("a", "x/a");
    }

    @Test
    void insideARepositoryIsLookedAtOnlyIfAsked() throws Exception {
        fake("a");
        fake("a/vendor/b");

        assertThat(found(usual(), top)).containsExactly("a");
        assertThat(found(new Discovery(3, List.of(), true), top))
                .containsExactly("a", "a/vendor/b");
    }

    @Test
    void whatIsExcludedByNameOrByPathIsPassedBy() throws Exception {
        fake("keep/a");
        fake("node_modules/b");
        fake("keep/old/c");

        assertThat(
                found(new Discovery(3, List.of("node_modules", "keep/o*"), false), top))
                .containsExactly("keep/a");
    }

    @Test
    void whatIsExcludedIsNotEvenTouched() throws Exception {
        fake("keep/a");
        var dead = Files.createDirectories(top.resolve("keep/dead"));
        var touched = new ArrayList<Path>();

        new Discovery(3, List.of("dead"), false).find(List.of(top), touched::add);

        assertThat(touched).contains(top, top.resolve("keep/a")).doesNotContain(dead);
    }

    @Test
    void whateverKeepsSilentIsToldAndTheRestIsFound() throws Exception {
        var main = fake("code/main");
        fakeWorktree(main.resolve(".git"), "w1", top.resolve("code/w1"));
        fakeWorktree(main.resolve(".git"), "w2", top.resolve("far/w2"));
        fakeWorktree(fake("out/main").resolve(".git"), "in", top.resolve("code/in"));
        fakeBare("code/bare.git");
        fake("z");
        var places = new LinkedHashSet<Path>();
        var all = usual().find(List.of(top, top.resolve("z")), place -> {
            places.add(place);
            return true;
        });
        assertThat(all.repositories()).hasSize(7);

        for (var silent : places) {
            var without = usual().find(List.of(top, top.resolve("z")),
                    place -> !place.equals(silent));

            assertThat(without.repositories()).extracting(Repository::path)
                    .as("%s", silent).containsAll(all.repositories().stream()
                            .map(Repository::path)
                            .filter(path -> !path.startsWith(silent)).toList());
            if (silent.endsWith("worktrees") || silent.endsWith("bare.git/HEAD")) {
                // They are looked at one by one then, and not all together. And for a hint, nobody
                // has to know.
                assertThat(without).isEqualTo(all);
            } else {
                assertThat(without.unreadable()).as("%s", silent)
                        .containsExactly(Map.entry(silent, Discovery.Why.SILENT));
            }
        }
    }

    @Test
    void linksAreNotFollowedSoALoopDoesNoHarm() throws Exception {
        var repository = fake("a");
        Files.createSymbolicLink(top.resolve("again"), repository);
        Files.createDirectories(top.resolve("dir"));
        Files.createSymbolicLink(top.resolve("dir/loop"), top);

        assertThat(found(usual(), top)).containsExactly("a");
        assertThat(found(usual(), top.resolve("again"))).as("named itself")
                .containsExactly("a");
    }

    @Test
    void startsThatOverlapGiveEachRepositoryOnce() throws Exception {
        fake("a/b");

        assertThat(found(usual(), top, top.resolve("a"), top.resolve("a/b")))
                .containsExactly("a/b");
    }

    @Test
    void aWorktreeBelowTheStartIsFoundHoweverDeepAndOnce() throws Exception {
        var repository = fake("main");
        fakeWorktree(repository.resolve(".git"), "deep",
                top.resolve("main/.worktrees/deep"));
        fakeWorktree(repository.resolve(".git"), "beside", top.resolve("beside"));

        assertThat(found(usual(), top))
                .containsExactly("beside", "main", "main/.worktrees/deep");
    }

    @Test
    void aWorktreeOutsideIsFoundIfTheStartIsItsRepository() throws Exception {
        var repository = fake("in/main");
        fakeWorktree(repository.resolve(".git"), "far", top.resolve("far"));
        fakeWorktree(repository.resolve(".git"), "gone", top.resolve("gone"));
        Files.delete(top.resolve("gone/.git"));
        Files.delete(top.resolve("gone"));

        assertThat(found(usual(), repository)).as("also the one that is gone")
                .containsExactly("far", "gone", "in/main");
        assertThat(found(usual(), top.resolve("in"))).containsExactly("in/main");
        assertThat(found(usual(), top.resolve("far"))).as("a worktree is itself alone")
                .containsExactly("far");
    }

    @Test
    void worktreesShareTheObjectsOfTheirRepository() throws Exception {
        var bare = fakeBare("repo.git");
        fakeWorktree(bare, "one", top.resolve("one"));

        var repositories = usual().find(List.of(top)).repositories();

        assertThat(repositories).extracting(Repository::objects)
                .allSatisfy(objects -> assertThat(objects)
                        .contains(bare.resolve("objects")));
        assertThat(repositories).extracting(Repository::bare).containsExactly(false,
                true);
    }

    @Test
    void aRepositoryInADirectoryCalledWorktreesHasItsOwnObjects() throws Exception {
        var repository = fake("worktrees");
        var submodule = Files.createDirectories(
                top.resolve("super/.git/modules/worktrees/part"));
        Files.createDirectories(top.resolve("super/part"));
        Files.writeString(top.resolve("super/part/.git"), "gitdir: " + submodule + "\n");

        assertThat(objects(repository)).contains(repository.resolve(".git/objects"));
        assertThat(objects(top.resolve("super/part")))
                .contains(submodule.resolve("objects"));
    }

    private Optional<Path> objects(Path start) throws Exception {
        return usual().find(List.of(start)).repositories().getFirst().objects();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no such files there")
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // if it hangs
    void onlyRegularFilesAreRead() throws Exception {
        var repository = fake("a");
        fakeWorktree(repository.resolve(".git"), "sound", top.resolve("sound"));
        var admin = Files.createDirectories(repository.resolve(".git/worktrees/pipe"));
        TestRepositories.run(admin, "mkfifo", "gitdir");
        TestRepositories.run(Files.createDirectory(top.resolve("pipe")), "mkfifo",
                ".git");
        TestRepositories.run(fake("shares").resolve(".git"), "mkfifo", "commondir");
        var endless = Files.createSymbolicLink(
                Files.createDirectory(top.resolve("device")).resolve(".git"),
                Path.of("/dev/zero"));

        assertThat(found(usual(), top)).containsExactly("a", "device", "pipe", "shares",
                "sound");
        assertThat(objects(top.resolve("pipe"))).isEmpty();
        Files.delete(endless);
    }

    @Test
    void aFileLongerThanGitReadsIsNotRead() throws Exception {
        var directory = Files.createDirectory(top.resolve("long"));
        var text = "gitdir: " + "x/".repeat(600_000);
        Files.writeString(directory.resolve(".git"), text);

        assertThat(found(usual(), top)).as("for git to judge").containsExactly("long");
        assertThat(objects(directory).isPresent()).isFalse();

        Files.writeString(directory.resolve(".git"), text.substring(0, 100));
        assertThat(objects(directory).isPresent()).as("a short one is").isTrue();
    }

    @Test
    void aDamagedListOfWorktreesLeavesAllElseAlone() throws Exception {
        var repository = fake("a");
        fakeWorktree(repository.resolve(".git"), "sound", top.resolve("sound"));
        var texts = List.of("/", "/\n", "\n", "", "gitdir: ", ".", "..", "../../../..",
                "../".repeat(100) + "\n", "x", "x/.git\n", "nu\0l/.git\n",
                "\u00E9/.git\n");
        for (var text : texts) {
            damage(repository, texts.indexOf(text)).write(text.getBytes(UTF_8));
        }
        damage(repository, texts.size()).write(new byte[] {'/', (byte) 0xFF, '/', 'x'});

        assertThat(found(usual(), top)).contains("a", "sound");
        assertThat(found(usual(), repository)).contains("a", "sound");
    }

    @Test
    void aDamagedPointerIsLeftForGitToJudge() throws Exception {
        var directory = Files.createDirectory(top.resolve("a"));
        for (var text : List.of("", "\n", "/", "gitdir: ", "gitdir: /\n", "gitdir: nu\0l",
                "gitdir: ../gone", "gitdir: \u00E9", "nonsense\n")) {
            Files.writeString(directory.resolve(".git"), text);

            assertThat(found(usual(), top)).as(text).containsExactly("a");
        }
    }

    @Test
    void aPlaceInsideARepositoryStandsForIt() throws Exception {
        fake("a");
        Files.createDirectories(top.resolve("a/src/main"));

        assertThat(found(usual(), top.resolve("a/src"))).containsExactly("a");
    }

    @Test
    void aStartThatLeadsNowhereIsKeptForGitToJudge() throws Exception {
        Files.createDirectories(top.resolve("empty"));

        assertThat(found(usual(), top.resolve("empty"), top.resolve("missing")))
                .containsExactly("empty", "missing");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no such permissions there")
    void whereNobodyMayLookIsTold() throws Exception {
        var repository = fake("in/a");
        var deepest = fake("1/2/b");
        fakeWorktree(repository.resolve(".git"), "far", top.resolve("far"));
        for (var permissions : List.of("---------", "rw-------")) {
            for (var closed : List.of(top.resolve("in"), repository, deepest,
                    repository.resolve(".git"))) {
                close(closed, permissions);
                assertThat(new Discovery(3, List.of(), false).find(List.of(top))
                        .unreadable()).as(permissions)
                        .containsExactly(Map.entry(closed, Discovery.Why.FORBIDDEN));
                open(closed);
            }
        }

        close(top, "---------");
        var found = usual().find(List.of(top.resolve("in")));
        open(top);
        assertThat(found.unreadable()).containsOnlyKeys(top.resolve("in"));
        assertThat(usual().find(List.of(top)).unreadable()).isEmpty();
    }

    private static void close(Path directory, String permissions) throws Exception {
        Files.setPosixFilePermissions(directory,
                PosixFilePermissions.fromString(permissions));
        if (Files.isExecutable(directory)) {
            open(directory);
            assumeTrue(false, "permissions are nothing to this user");
        }
    }

    private static void open(Path directory) throws Exception {
        Files.setPosixFilePermissions(directory,
                PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void whatIsGoneOrAFileIsNoPlaceToAllow() throws Exception {
        Files.writeString(top.resolve("file"), "");

        var found = usual().find(List.of(top.resolve("file"), top.resolve("gone"),
                top.resolve("file/in")));

        assertThat(found.unreadable()).isEmpty();
        assertThat(found.repositories()).hasSize(3);
    }

    @Test
    void namesAreAsTheStartWasSaid() throws Exception {
        fake("a");

        var absolute = usual().find(List.of(top)).repositories().getFirst();
        var here = usual().find(List.of(Path.of(""))).repositories().getFirst();

        assertThat(absolute.name()).isEqualTo(top.resolve("a").toString());
        assertThat(Path.of(here.name())).isRelative();
    }

    @Test
    void whatIsNoGlobIsSaidBeforeAnythingIsLookedAt() {
        assertThatThrownBy(() -> new Discovery(1, List.of("{"), false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Discovery(-1, List.of(), false))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("-1");
    }

    private List<String> hints(Discovery discovery) throws Exception {
        return discovery.find(List.of(top)).hints();
    }

    @Test
    void whatGitTakesForNoRepositoryHidesNothing() throws Exception {
        Files.createDirectories(top.resolve("volume/.git"));
        fake("volume/a");
        Files.createDirectories(top.resolve("outer/.git"));
        Files.createDirectories(top.resolve("outer/inner/.git/objects"));
        fake("outer/inner/b");
        Files.writeString(Files.createDirectory(top.resolve("file")).resolve(".git"), "");
        fake("file/c");
        Files.createDirectories(top.resolve("alone/.git"));

        assertThat(found(usual(), top)).containsExactly("alone", "file", "file/c",
                "outer/inner", "outer/inner/b", "volume/a");
        assertThat(found(usual(), top.resolve("volume"))).containsExactly("volume/a");
    }

    @Test
    void anEmptyDotGitAboveIsPassedByOnTheWayUp() throws Exception {
        fake("a");
        Files.createDirectories(top.resolve("a/b/.git"));
        Files.createDirectories(top.resolve("a/b/c"));

        assertThat(found(usual(), top.resolve("a/b/c"))).containsExactly("a");
        assertThat(found(usual(), top.resolve("a/b"))).containsExactly("a");
    }

    @Test
    void aHintSaysWhichOptionShowsWhatIsDeeper() throws Exception {
        fake("a");
        fake("1/2/3/4/b");

        assertThat(hints(usual())).singleElement().asString()
                .contains(top + "/1/2/3/4/b", "use --depth 5");
        assertThat(hints(new Discovery(3, List.of("3"), false))).isEmpty();
        assertThat(hints(new Discovery(5, List.of(), false))).isEmpty();
    }

    @Test
    void whereAllIsDeeperNobodyHasToCheckThePath() throws Exception {
        fake("1/2/3/b");

        var found = usual().find(List.of(top));

        assertThat(found.hints()).isEmpty();
        assertThat(found.repositories()).singleElement().extracting(Repository::remark)
                .extracting(remark -> remark.orElseThrow().words()).asString()
                .contains("within 3 levels", top + "/1/2/3/b: use --depth 4");
    }

    @Test
    void aHintSaysThatThereAreSomeInsideOthers() throws Exception {
        fakeWorktree(fake("a").resolve(".git"), "known", top.resolve("a/known"));
        assertThat(hints(usual())).as("a worktree is shown").isEmpty();

        fake("a/vendor/b");

        assertThat(hints(usual())).singleElement().asString()
                .contains(top + "/a/vendor/b: use --nested").doesNotContain("--depth");
        assertThat(hints(new Discovery(1, List.of(), false))).singleElement().asString()
                .contains("use --nested --depth 3");
        assertThat(hints(new Discovery(3, List.of(), true))).isEmpty();
    }

    @Test
    void aBareRepositoryHidesThoseInsideLikeAnyOther() throws Exception {
        fakeBare("home");
        fake("home/code/a");
        fakeBare("home/modules/git's own");

        assertThat(found(usual(), top)).containsExactly("home");
        assertThat(hints(usual())).singleElement().asString().contains("home/code/a");
        assertThat(found(new Discovery(3, List.of(), true), top)).containsExactly("home",
                "home/code/a");
    }

    @Test
    void whatAToolKeepsForItselfIsShownOnlyIfAsked() throws Exception {
        fake("a/x");
        fake("a/.repo/repo");
        fakeBare("a/.repo/manifests");
        fake("b/.repo/mine");

        assertThat(found(usual(), top)).containsExactly("a/x", "b/.repo/mine");
        assertThat(hints(usual())).singleElement().asString().contains("/.repo/",
                "--nested");
        assertThat(found(new Discovery(3, List.of(), true), top))
                .contains("a/.repo/repo", "a/.repo/manifests");
        assertThat(found(usual(), top.resolve("a/.repo"))).contains("a/.repo/repo");
    }

    @Test
    void theOrderOfReadingChangesNothing() throws Exception {
        for (var name : List.of("z", "a", "m")) {
            fakeWorktree(fake(name).resolve(".git"), "w", top.resolve(name + "-tree"));
            fake(name + "/inside");
            fake("deep/er/than/three/" + name);
        }

        var all = usual().find(List.of(top.resolve("z"), top, top.resolve("a")));
        var again = usual().find(List.of(top.resolve("a"), top, top.resolve("z")));

        assertThat(all.repositories()).extracting(Repository::path)
                .isEqualTo(again.repositories().stream().map(Repository::path).toList());
        assertThat(all.hints()).isEqualTo(again.hints()).hasSize(2)
                .anyMatch(hint -> hint.contains("/a/inside"))
                .anyMatch(hint -> hint.contains("/three/a"));
    }
}
