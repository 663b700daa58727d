package book;

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
class FolderTest {

    @TempDir
    Path parent;

    private void write(Path folder, String... names) throws Exception {
        var files = new TreeMap<String, String>();
        for (var name : names) {
            files.put(name, "new " + name);
        }
        Folder.of(folder).write(files);
    }

    private static Map<String, String> texts(Path folder) throws IOException {
        var texts = new TreeMap<String, String>();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file));
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

        assertThatThrownBy(() -> Folder.of(parent)).isInstanceOf(Folder.NotOurs.class)
                .hasMessageContainingAll(parent.toString(), "index.html",
                        "Name a folder");
        assertThat(texts(parent)).containsExactly(Map.entry("index.html", "mine"));
    }

    @Test
    void aFileOfTheReadersBesideAnEarlierBookIsRefusedToo() throws Exception {
        write(parent, "index.html");
        Files.writeString(parent.resolve("notes.txt"), "mine");

        assertThatThrownBy(() -> Folder.of(parent)).isInstanceOf(Folder.NotOurs.class)
                .hasMessageContaining("notes.txt");
    }

    @Test
    void aFileIsNoFolder() throws Exception {
        var file = Files.writeString(parent.resolve("file"), "mine");

        assertThatThrownBy(() -> Folder.of(file)).isInstanceOf(Folder.NotOurs.class)
                .hasMessageContaining("is a file");
    }

    @Test
    void whatFailsWhileWritingLeavesTheOldBookWhole() throws Exception {
        write(parent, "index.html", "step-1.html");
        var before = texts(parent);

        // The second page cannot be written: there is no such folder in it.
        var files = new TreeMap<>(Map.of("index.html", "half", "no/page.html", ""));
        assertThatThrownBy(() -> Folder.of(parent).write(files))
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
}
