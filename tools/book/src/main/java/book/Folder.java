package book;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The folder that a book is written to. A list in it says which files are the book's: so a
/// later book takes the place of this one, and nothing else is ever touched.
public final class Folder {

    /// The folder holds what is not of a book of ours; the message says what, and what to do.
    public static final class NotOurs extends Exception {
        private static final long serialVersionUID = 1;

        NotOurs(String message) {
            super(message);
        }
    }

    private static final String LIST = ".book";
    /// Where the pages are written before they take their places.
    private static final String NEW = ".book-new";

    private final Path folder;

    private Folder(Path folder) {
        this.folder = folder;
    }

    /// The folder, which need not exist. Nothing is written yet.
    ///
    /// @throws NotOurs     if it is a file, or holds a file that no book put there
    /// @throws IOException if it cannot be read
    public static Folder of(Path path) throws IOException, NotOurs {
        var folder = new Folder(path);
        if (!Files.exists(path)) {
            return folder;
        }
        if (!Files.isDirectory(path)) {
            throw new NotOurs(path + " is a file: name a folder.");
        }
        var ours = folder.listed();
        try (var files = Files.list(path)) {
            for (var file : files.sorted().toList()) {
                var name = file.getFileName().toString();
                if (!ours.contains(name) || Files.isDirectory(file,
                        LinkOption.NOFOLLOW_LINKS) && !name.equals(NEW)) {
                    throw new NotOurs(path + " holds " + name
                            + ", which is not of a book. "
                            + "Name a folder that is empty, or is not there yet; nothing was "
                            + "changed in this one.");
                }
            }
        }
        return folder;
    }

    /// Writes these files, and deletes those of an earlier book. They are all written
    /// beside the old ones first, so what goes wrong with that leaves the old book as it is.
    public void write(Map<String, String> files) throws IOException {
        Files.createDirectories(folder);
        var old = listed();
        var staging = folder.resolve(NEW);
        // Before anything else: what is left after a crash is then known as ours.
        var all = new HashSet<>(old);
        all.addAll(files.keySet());
        list(all);
        try {
            delete(staging);
            Files.createDirectory(staging);
            for (var file : files.entrySet()) {
                Files.writeString(staging.resolve(file.getKey()), file.getValue());
            }
            for (var name : files.keySet()) {
                Files.move(staging.resolve(name), folder.resolve(name),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            delete(staging);
        }
        for (var name : old) {
            if (!files.containsKey(name) && !name.equals(LIST) && !name.equals(NEW)) {
                Files.deleteIfExists(folder.resolve(name));
            }
        }
        list(files.keySet());
    }

    private Set<String> listed() throws IOException {
        var list = folder.resolve(LIST);
        if (!Files.isRegularFile(list)) {
            return Set.of();
        }
        var names = new HashSet<>(Files.readAllLines(list));
        names.addAll(List.of(LIST, NEW));
        // No name leads out of the folder, whoever wrote the list.
        names.removeIf(name -> !name.matches("[\\w.-]+") || name.matches("\\.+"));
        return names;
    }

    private void list(Set<String> names) throws IOException {
        var lines = new ArrayList<>(names);
        lines.remove(LIST);
        lines.remove(NEW);
        lines.sort(null);
        Files.write(folder.resolve(LIST), lines, StandardCharsets.UTF_8);
    }

    private static void delete(Path staging) throws IOException {
        if (!Files.isDirectory(staging, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(staging);
            return;
        }
        try (var files = Files.list(staging)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(staging);
    }
}
