package book;

import static org.assertj.core.api.Assertions.assertThat;

import companion.House;
import grading.Folders;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./jbang book`, from the chapters' texts to the pages, in a workbook with two small chapters.
class BookCommandIT {

    @TempDir
    Path root;

    private record Run(int exitCode, String text) {}

    private Run book(Path folder) throws Exception {
        var printed = new ByteArrayOutputStream();
        var exitCode = BookCommand.write(new House(root), folder,
                new PrintStream(printed, true, StandardCharsets.UTF_8));
        return new Run(exitCode, printed.toString(StandardCharsets.UTF_8));
    }

    private void chapter(int number, String code) throws Exception {
        Files.writeString(root.resolve("chapters/Step" + number + ".java"), """
                // %%%% tags=["setup"]
                //JAVA 25
                import timeline.Timeline;

                // %%%% [markdown]
                // # Step %d: small
                //
                // *Is it?*

                // %%%% run
                void it() throws Exception {
                    %s
                }

                // %%%%
                void main(String[] args) throws Exception {
                    it();
                }
                """.formatted(number, code));
    }

    @Test
    void chaptersAreRunAndShownAlsoTheOneThatFails() throws Exception {
        for (var part : List.of("exercises", "chapters")) {
            Folders.copy(SampleBook.WORKBOOK.resolve(part), root.resolve(part));
        }
        for (var number : new House(root).chapters()) {
            Files.delete(root.resolve(new House(root).chapter(number)));
        }
        Files.delete(root.resolve("chapters/ANSWERS.md"));
        Files.copy(SampleBook.WORKBOOK.resolve("README.md"), root.resolve("README.md"));
        chapter(1, """
                var timeline = new Timeline("mine");
                    timeline.run("lane", () -> 1);
                    timeline.print();
                    IO.println("six times seven: " + 6 * 7);""");
        chapter(2, "throw new java.io.IOException(\"disk full\");");
        var folder = root.resolve("pages");

        var run = book(folder);

        assertThat(run.text()).containsSubsequence("Step 1: running ... done",
                "Step 2: running ... failed: java.io.IOException: disk full",
                "Open " + folder.resolve("index.html"));
        assertThat(run.exitCode()).as("a cell failed").isEqualTo(1);
        var first = Jsoup.parse(Files.readString(folder.resolve("step-1.html")));
        assertThat(first.select("pre.printed").text()).isEqualTo("six times seven: 42");
        assertThat(first.select("svg title").first().text()).isEqualTo("mine");
        assertThat(Jsoup.parse(Files.readString(folder.resolve("step-2.html")))
                .select(".failure").text()).contains("disk full");

        chapter(2, "IO.println(\"better\");");
        assertThat(book(folder).exitCode()).isZero();
        assertThat(folder.resolve("step-2.html")).content().contains("better");
    }
}
