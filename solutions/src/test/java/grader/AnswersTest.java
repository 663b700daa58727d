package grader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswersTest {

    @TempDir
    Path answers;
    @TempDir
    Path classes;

    @Test
    void whatIsNoAnswerIsToldAndTheOthersAreCompiled() throws Exception {
        Files.writeString(answers.resolve("ConfigReader.java"), "");
        Files.writeString(answers.resolve("WorktreeCache.java"),
                "package workbook; class Cache {}");
        Files.writeString(answers.resolve("RepoMonitor.java"),
                "package workbook; class {");
        Files.copy(Path.of("src/main/java/workbook/BoundedTaskGroup.java"),
                answers.resolve("BoundedTaskGroup.java"));

        Answers.main(new String[] {answers.toString(), "", "../exercises/src/main/java",
            "../exercises/target/test-classes", classes.toString()});

        assertThat(classes.resolve("ConfigReader.error"))
                .hasContent(
                        "There is no class workbook.ConfigReader in ConfigReader.java.");
        assertThat(classes.resolve("WorktreeCache.error"))
                .hasContent(
                        "There is no class workbook.WorktreeCache in WorktreeCache.java.");
        assertThat(classes.resolve("RepoMonitor.error")).content()
                .startsWith("The answer does not compile:\nRepoMonitor.java:1: ");
        assertThat(classes.resolve("BoundedTaskGroup.error")).doesNotExist();
        // The graders name them all.
        assertThat(classes.resolve("workbook"))
                .isDirectoryContaining("glob:**RepoMonitor.class")
                .isDirectoryContaining("glob:**ConfigReader.class")
                .isDirectoryContaining("glob:**ParallelDownloader.class");
    }
}
