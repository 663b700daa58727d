package chapters;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs every chapter as a reader would, and holds what it prints against its transcript in
/// `src/test/resources/transcripts`. So a chapter that no longer does what its text says fails.
///
/// After a change that is meant: `mvn verify -Dit.test=ChaptersIT -Dtranscripts=write`, and then
/// a look at the difference.
@Execution(ExecutionMode.CONCURRENT) // a chapter mostly waits
class ChaptersIT {

    private static final boolean WRITE =
            "write".equals(System.getProperty("transcripts"));

    @ParameterizedTest
    @ValueSource(strings = {"Step1", "Step4"})
    void aChapterPrintsWhatItsTranscriptSays(String chapter) throws Exception {
        ChapterRun.assumeItRunsHere(chapter);

        check(chapter, "./jbang", ChapterRun.of(Map.of(), ChapterRun.jbang(chapter)));
    }

    /// Compiled already, as jbang would compile the same files again for each of them.
    @ParameterizedTest
    @ValueSource(strings = {"Step2", "Step3", "Step5", "Step6", "Step7", "Step8",
        "Step9", "Step10", "Step11", "Step12"})
    void soDoesOneThatJbangStartsLikeTheFirst(String chapter) throws Exception {
        assertThat(forJbang(chapter)).isEqualTo(forJbang("Step1")).isNotEmpty();

        check(chapter, "java", ChapterRun.of(Map.of(), ChapterRun.compiled(chapter)));
    }

    /// What a chapter tells jbang, like `//SOURCES git/*.java`.
    private static List<String> forJbang(String chapter) throws Exception {
        return Files.readAllLines(ChapterRun.TOP.resolve("chapters/" + chapter + ".java"))
                .stream().filter(line -> line.matches("//[A-Z].*")).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Step1"}) // EndingsIT starts Step 4, the others start like the first
    void plainJavaRunsItToo(String chapter) throws Exception {
        check(chapter, "java", ChapterRun.of(Map.of(), ChapterRun.plainJava(chapter)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Step8"})
    void theReportAsJsonIsNothingElse(String chapter) throws Exception {
        check(chapter + "-json", "java",
                ChapterRun.of(Map.of(), ChapterRun.compiled(chapter, "--json")));
    }

    private static void check(String name, String way, ChapterRun run) throws Exception {
        assertThat(run.complaints()).as(name + " by " + way + ", on standard error")
                .isEmpty();
        assertThat(run.exitCode()).as(name + " by " + way + ", exit code").isZero();

        var file = Path.of("src/test/resources/transcripts", name + ".txt");
        var transcript =
                Transcript.parse(Files.exists(file) ? Files.readString(file) : "");
        var difference = transcript.firstDifference(run.out());
        if (WRITE && difference.isPresent()) {
            var lines = transcript.rewrittenFor(run.out()).lines();
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", lines) + "\n");
        } else {
            assertThat(difference).as(name + " by " + way + " against " + file).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Step5"}) // the notebooks run all of them in JShell
    void aChapterLoadsInJShellAndItsMainCanBeCalled(String chapter,
            @TempDir Path directory)
            throws Exception {
        var input = Files.writeString(directory.resolve("input.jsh"),
                "main(new String[] {\"--help\"})\n/exit\n");

        var run = ChapterRun.of(Map.of(),
                List.of(ChapterRun.JAVA.resolveSibling("jshell").toString(),
                        "-J-XX:TieredStopAtLevel=1", "-R-XX:TieredStopAtLevel=1",
                        "--feedback", "concise",
                        // Its usual second JVM has 5 s to start, too few on a busy machine.
                        "--execution", "local",
                        "--class-path", "chapters/target/classes",
                        "chapters/" + chapter + ".java", input.toString()));

        assertThat(run.complaints()).as("what JShell says of the text").isEmpty();
        assertThat(run.out()).as(run.toString())
                .contains("Usage: ./jbang " + chapter.toLowerCase(Locale.ROOT)
                        + " [options]")
                .doesNotContain("Error:", "Exception", "cannot be");
    }
}
