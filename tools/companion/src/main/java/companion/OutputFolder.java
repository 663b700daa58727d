package companion;

import grading.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The folder that a command writes its files to. A list in it says which files are the
/// command's: so later ones take the place of these, and nothing else is ever touched. Files are
/// named from the folder, like `index.html` or `students/ada.html`.
///
/// Threads may share one of these; programs may not share the folder.
public final class OutputFolder {

    /// The folder holds what is not of this command; the message says what, and what to do.
    public static final class NotOurs extends Exception {
        private static final long serialVersionUID = 1;

        NotOurs(String message) {
            super(message);
        }
    }

    private final Path folder;
    private final String kind;
    private final Path list;
    /// Where files are written before they take their places.
    private final Path staging;
    /// What the list says.
    private final Set<String> ours;

    private OutputFolder(Path folder, String kind) throws IOException {
        this.folder = folder;
        this.kind = kind;
        list = folder.resolve("." + kind);
        staging = folder.resolve("." + kind + "-new");
        ours = listed();
    }

    /// The folder, which need not exist. Nothing is written yet.
    ///
    /// @param kind        what its files are of, like `book`
    /// @throws NotOurs     if it is a file, or holds a file that this command did not put there
    /// @throws IOException if it cannot be read
    public static OutputFolder of(Path path, String kind) throws IOException, NotOurs {
        var folder = new OutputFolder(path, kind);
        if (!Files.exists(path)) {
            return folder;
        }
        if (!Files.isDirectory(path)) {
            throw new NotOurs(path + " is a file: name a folder.");
        }
        var other = folder.firstOther();
        if (other != null) {
            throw new NotOurs(path + " holds " + other + ", which is not of a " + kind
                    + ". Name a folder that is empty, or is not there yet; nothing was "
                    + "changed in this one.");
        }
        return folder;
    }

    /// The name of a file or folder that is not ours, or null.
    private String firstOther() throws IOException {
        var folders = new HashSet<Path>();
        for (var name : ours) {
            for (var parent = folder.resolve(name).getParent(); !parent.equals(folder);
                    parent = parent.getParent()) {
                folders.add(parent);
            }
        }
        var other = new String[1];
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes of) {
                if (path.equals(staging) && Files.exists(list)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return path.equals(folder) || folders.contains(path)
                        ? FileVisitResult.CONTINUE
                        : found(path);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes of) {
                return path.equals(list) || ours.contains(name(path))
                        ? FileVisitResult.CONTINUE
                        : found(path);
            }

            private FileVisitResult found(Path path) {
                other[0] = name(path);
                return FileVisitResult.TERMINATE;
            }
        });
        return other[0];
    }

    private String name(Path path) {
        return folder.relativize(path).toString().replace('\\', '/');
    }

    /// Writes these files, and deletes those of an earlier time. They are all written beside the
    /// old ones first, so what goes wrong with that leaves the old ones as they are.
    public synchronized void write(Map<String, String> files) throws IOException {
        // Before anything else: what is left after a crash is then known as ours.
        claim(files.keySet());
        try {
            stage();
            for (var file : files.entrySet()) {
                Files.writeString(staged(file.getKey()), file.getValue());
            }
            for (var name : files.keySet()) {
                take(name);
            }
        } finally {
            Folders.delete(staging);
        }
        keepOnly(files.keySet());
    }

    /// Writes one file, whole or not at all, in the place of an earlier one.
    public synchronized void put(String name, String text) throws IOException {
        claim(Set.of(name));
        stage();
        Files.writeString(staged(name), text);
        take(name);
        Folders.delete(staging);
    }

    /// The text of one of our files, or null if there is none.
    public synchronized String text(String name) throws IOException {
        var file = folder.resolve(name);
        return ours.contains(name)
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        ? Files.readString(file)
                        : null;
    }

    /// Deletes all that is ours but these files, and folders that are empty then.
    public synchronized void keepOnly(Set<String> names) throws IOException {
        var old = new HashSet<>(ours);
        old.removeAll(names);
        for (var name : old) {
            Files.deleteIfExists(folder.resolve(name));
        }
        for (var name : old) {
            var parent = folder.resolve(name).getParent();
            while (!parent.equals(folder) && Files.exists(parent) && isEmpty(parent)) {
                Files.delete(parent);
                parent = parent.getParent();
            }
        }
        ours.retainAll(names);
        Files.createDirectories(folder);
        stage();
        var newList =
                Files.write(staging.resolve("list"), ours.stream().sorted().toList());
        Files.move(newList, list, StandardCopyOption.ATOMIC_MOVE);
        Folders.delete(staging);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private void stage() throws IOException {
        Folders.delete(staging);
        Files.createDirectory(staging);
    }

    private Path staged(String name) throws IOException {
        var file = staging.resolve(name);
        Files.createDirectories(file.getParent());
        return file;
    }

    private void take(String name) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.move(staging.resolve(name), file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void claim(Set<String> names) throws IOException {
        Files.createDirectories(folder);
        var news = new HashSet<>(names);
        news.removeAll(ours);
        if (!news.isEmpty()) {
            Files.write(list, news, StandardCharsets.UTF_8, StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            ours.addAll(news);
        }
    }

    private Set<String> listed() throws IOException {
        if (!Files.isRegularFile(list, LinkOption.NOFOLLOW_LINKS)) {
            return new HashSet<>();
        }
        var names = new HashSet<>(Files.readAllLines(list));
        // No name leads out of the folder, whoever wrote the list.
        names.removeIf(
                name -> !name.matches("[^/\\\\:\\p{Cntrl}]+(/[^/\\\\:\\p{Cntrl}]+)*")
                        || name.matches("(.*/)?\\.+(/.*)?"));
        return names;
    }
}
