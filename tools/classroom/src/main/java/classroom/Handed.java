package classroom;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// The files that a student has handed in, in a folder or a zip. Only their names are read at
/// first; nothing outside is ever read, and nothing is unpacked.
sealed interface Handed extends AutoCloseable {

    /// The most that a folder or a zip may hold: a clone with its history and classes fits.
    int MOST_FILES = 20_000;
    long MOST_ZIPPED = 200_000_000;

    /// The names of the regular files, with `/` between folders. What is hidden or was made by a
    /// tool is left out.
    List<String> names();

    /// What else a teacher should know.
    List<String> remarks();

    /// A file's content. Blocks until it is read.
    ///
    /// @param name one of [#names]
    /// @param most how many bytes it may have
    /// @throws Refused if it has more, or is damaged
    byte[] read(String name, int most) throws IOException, Refused;

    @Override
    void close() throws IOException;

    /// Opens a folder or a zip.
    ///
    /// @throws Refused if it holds too much, or is no zip that can be trusted
    static Handed open(Path path) throws IOException, Refused {
        return Files.isDirectory(path) ? InFolder.of(path) : InZip.of(path);
    }

    static boolean isZip(Path path) {
        return path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zip")
                && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    /// Whether a file or folder of this name is no work of the student's.
    private static boolean isIgnored(String name) {
        return name.startsWith(".")
                || List.of("target", "__MACOSX", "node_modules").contains(name);
    }

    private static byte[] read(InputStream in, int most) throws IOException, Refused {
        var bytes = in.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new Refused("is larger than " + most / 1_000_000 + " MB");
        }
        return bytes;
    }

    /// In a folder. Links are not followed.
    record InFolder(Path folder, List<String> names, List<String> remarks)
            implements Handed {

        private static InFolder of(Path folder) throws IOException, Refused {
            var names = new ArrayList<String>();
            var remarks = new ArrayList<String>();
            var hasTooMany = new boolean[1];
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path,
                        BasicFileAttributes attributes) {
                    return !path.equals(folder)
                            && isIgnored(path.getFileName().toString())
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path path,
                        BasicFileAttributes attributes) {
                    var name = folder.relativize(path).toString().replace('\\', '/');
                    if (attributes.isSymbolicLink()) {
                        remarks.add(name + " is a link, which is not followed.");
                    } else if (attributes.isRegularFile()
                            && !isIgnored(path.getFileName().toString())) {
                                names.add(name);
                            }
                    hasTooMany[0] = names.size() + remarks.size() > MOST_FILES;
                    return hasTooMany[0]
                            ? FileVisitResult.TERMINATE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path path, IOException e) {
                    remarks.add(folder.relativize(path) + " cannot be read.");
                    return FileVisitResult.CONTINUE;
                }
            });
            if (hasTooMany[0]) {
                throw new Refused("holds more than " + MOST_FILES + " files");
            }
            names.sort(null);
            remarks.sort(null);
            return new InFolder(folder, names, remarks);
        }

        @Override
        public byte[] read(String name, int most) throws IOException, Refused {
            try (var in = Files.newInputStream(folder.resolve(name),
                    LinkOption.NOFOLLOW_LINKS)) {
                return Handed.read(in, most);
            }
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    /// In a zip.
    record InZip(ZipFile zip, SortedMap<String, ZipEntry> entries) implements Handed {

        private static final Pattern OUTSIDE =
                Pattern.compile("/.*|[A-Za-z]:.*|(.*/)?\\.\\.(/.*)?");
        private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

        private static InZip of(Path file) throws IOException, Refused {
            if (Files.size(file) > MOST_ZIPPED) {
                throw new Refused(
                        "is larger than " + MOST_ZIPPED / 1_000_000 + " MB");
            }
            ZipFile zip;
            try {
                // The names of our files are ASCII. Those of older Windows, beside or above them,
                // are in a code page that is not said: so they are read without loss, and wrong.
                zip = new ZipFile(file.toFile(), ZipFile.OPEN_READ,
                        StandardCharsets.ISO_8859_1);
            } catch (ZipException | IllegalArgumentException e) {
                throw new Refused("is no zip, or a damaged one (" + e.getMessage() + ")");
            }
            try {
                return new InZip(zip, entries(zip));
            } catch (Refused | RuntimeException e) {
                zip.close();
                throw e;
            }
        }

        private static SortedMap<String, ZipEntry> entries(ZipFile zip) throws Refused {
            if (zip.size() > MOST_FILES) {
                throw new Refused("holds more than " + MOST_FILES + " files");
            }
            var entries = new TreeMap<String, ZipEntry>();
            var all = new TreeMap<String, ZipEntry>(String.CASE_INSENSITIVE_ORDER);
            for (var entry : zip.stream().toList()) {
                var name = entry.getName().replace('\\', '/');
                if (CONTROL.matcher(name).find()) {
                    throw new Refused("holds a name with control characters");
                }
                if (OUTSIDE.matcher(name).matches()) {
                    throw new Refused("names a place outside of it: " + name);
                }
                if (entry.isDirectory() || name.endsWith("/")) {
                    continue;
                }
                if (all.put(name, entry) != null) {
                    throw new Refused("holds a name twice: " + name);
                }
                if (Stream.of(name.split("/")).noneMatch(Handed::isIgnored)) {
                    entries.put(name, entry);
                }
            }
            return entries;
        }

        @Override
        public List<String> names() {
            return List.copyOf(entries.keySet());
        }

        @Override
        public List<String> remarks() {
            return List.of();
        }

        @Override
        public byte[] read(String name, int most) throws IOException, Refused {
            try (var in = zip.getInputStream(entries.get(name))) {
                return Handed.read(in, most);
            } catch (ZipException e) {
                // Also where it wants a password.
                throw new Refused("cannot be unpacked (" + e.getMessage() + ")");
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }
    }
}
