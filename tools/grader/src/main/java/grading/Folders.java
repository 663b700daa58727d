package grading;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;

/// What `java.nio.file` has no method for.
public final class Folders {

    private Folders() {}

    /// Deletes a folder and all in it, if it is there.
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// The same, as well as it goes: of what can be made again, or is temporary. An answer may have put
    /// something there that cannot be deleted.
    static void deleteIfPossible(Path folder) {
        try {
            delete(folder);
        } catch (IOException | UncheckedIOException e) {
            // It stays.
        }
    }

    /// Writes what belongs into a folder.
    public interface Content {

        void writeTo(Path folder) throws IOException;
    }

    /// Makes a folder whole, or not at all: Ctrl+C may come in the middle. If it is there in the end,
    /// another program has been as quick, and its folder stays.
    ///
    /// @param folder what is made; nothing is there yet
    public static void createWhole(Path folder, Content content) throws IOException {
        var half = Files.createTempDirectory(
                Files.createDirectories(folder.getParent()), "half-");
        try {
            content.writeTo(half);
            Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.exists(folder)) {
                throw e;
            }
        } finally {
            delete(half);
        }
    }

    /// Copies a folder with all that is in it to a place where nothing is yet.
    public static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
    }
}
