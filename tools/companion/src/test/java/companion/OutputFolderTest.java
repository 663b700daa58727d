package companion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A book never touches what is not its own.
class OutputFolderTest {

    @TempDir
    Path parent;

    private void write(Path folder, String... names) throws Exception {
        var files = new TreeMap<String, String>();
        for (var name : names) {
            files.put(name, "new " + name);
        }
        OutputFolder.of(folder, "book").write(files);
    }

    private static Map<String, String> texts(Path folder) throws IOException {
        var texts = new TreeMap<String, String>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                texts.put(folder.relativize(file).toString().replace('\\', '/'),
                        Files.readString(file));
            }
        }
        return texts;
    }

    @Test
    void aFolderThatIsNotThereIsMade() throws Exception {
        var folder = parent.resolve("a/b");

        write(folder, "index.html");

        assertThat(texts(folder)).containsOnlyKeys(".book", "index.html");
    }

    @Test
    void aLaterBookTakesThePlaceOfAnEarlierOne() throws Exception {
        write(parent, "index.html", "old.html");
        Files.writeString(parent.resolve("index.html"), "old");

        write(parent, "index.html", "new.html");

        assertThat(texts(parent)).containsOnlyKeys(".book", "index.html", "new.html")
                .containsEntry("index.html", "new index.html");
    }

    @Test
    void aFileThatNoBookPutThereIsRefusedAndNothingIsTouched() throws Exception {
        Files.writeString(parent.resolve("index.html"), "mine");

        assertThatThrownBy(() -> OutputFolder.of(parent, "book"))
                .isInstanceOf(OutputFolder.NotOurs.class)
                .hasMessageContainingAll(parent.toString(), "index.html",
                        "Name a folder");
        assertThat(texts(parent)).containsExactly(Map.entry("index.html", "mine"));
    }

    @Test
    void aFileOfTheReadersBesideAnEarlierBookIsRefusedToo() throws Exception {
        write(parent, "index.html");
        Files.writeString(parent.resolve("notes.txt"), "mine");

        assertThatThrownBy(() -> OutputFolder.of(parent, "book"))
                .isInstanceOf(OutputFolder.NotOurs.class)
                .hasMessageContaining("notes.txt");
    }

    @Test
    void aFileIsNoFolder() throws Exception {
        var file = Files.writeString(parent.resolve("file"), "mine");

        assertThatThrownBy(() -> OutputFolder.of(file, "book"))
                .isInstanceOf(OutputFolder.NotOurs.class)
                .hasMessageContaining("is a file");
    }

    @Test
    void whatFailsWhileWritingLeavesTheOldBookWhole() throws Exception {
        write(parent, "index.html", "step-1.html");
        var before = texts(parent);

        // The second page cannot be written: half of a surrogate pair is no text.
        var files = new TreeMap<>(Map.of("index.html", "half", "page.html", "\ud800"));
        assertThatThrownBy(() -> OutputFolder.of(parent, "book").write(files))
                .isInstanceOf(IOException.class);

        assertThat(texts(parent)).containsEntry("index.html", before.get("index.html"))
                .containsEntry("step-1.html", before.get("step-1.html"))
                .containsOnlyKeys(".book", "index.html", "step-1.html");
        write(parent, "index.html");
        assertThat(texts(parent)).containsOnlyKeys(".book", "index.html");
    }

    @Test
    void aListThatNamesFilesElsewhereDeletesNone() throws Exception {
        var mine = Files.writeString(parent.resolve("mine"), "mine");
        var folder = Files.createDirectory(parent.resolve("book"));
        Files.writeString(folder.resolve(".book"), "../mine\n..\n" + mine + "\n");

        write(folder, "index.html");

        assertThat(mine).hasContent("mine");
    }

    @Test
    void filesInFoldersComeAndGoWithTheirFolders() throws Exception {
        write(parent, "index.html", "students/ada.html", "junit/ada/1.xml");

        write(parent, "index.html", "students/bob.html");

        assertThat(texts(parent)).containsOnlyKeys(".book", "index.html",
                "students/bob.html");
        assertThat(parent.resolve("junit")).doesNotExist();
    }

    @Test
    void aFolderOfTheReadersInOneOfOursIsRefused() throws Exception {
        write(parent, "students/ada.html");
        Files.createDirectory(parent.resolve("students/mine"));

        assertThatThrownBy(() -> OutputFolder.of(parent, "book"))
                .isInstanceOf(OutputFolder.NotOurs.class)
                .hasMessageContaining("students/mine");
    }

    @Test
    void aFolderOfOursThatIsALinkNowIsRefused() throws Exception {
        var folder = parent.resolve("book");
        write(folder, "students/ada.html");
        var elsewhere = Files.move(folder.resolve("students"), parent.resolve("there"));
        Files.createSymbolicLink(folder.resolve("students"), elsewhere);

        assertThatThrownBy(() -> OutputFolder.of(folder, "book"))
                .isInstanceOf(OutputFolder.NotOurs.class);
        assertThat(elsewhere.resolve("ada.html")).hasContent("new students/ada.html");
    }

    @Test
    void oneFileTakesThePlaceOfAnEarlierOneAndTheOthersStay() throws Exception {
        write(parent, "a/1", "a/2");
        var folder = OutputFolder.of(parent, "book");

        folder.put("a/2", "newer");
        folder.put("b/3", "first");

        assertThat(texts(parent)).containsEntry("a/1", "new a/1")
                .containsEntry("a/2", "newer").containsEntry("b/3", "first");
        assertThat(OutputFolder.of(parent, "book").text("b/3")).isEqualTo("first");
        assertThat(folder.text("b/4")).isNull();
    }
}
