package graders;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/// A path on a [SlowDisk]. A path of the default file system does the work on the names.
record SlowDiskPath(SlowDiskFileSystem fileSystem, Path name) implements Path {

    @Override
    public FileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public File toFile() {
        throw new UnsupportedOperationException(
                "java.io.File knows the default file system only, and this path belongs "
                        + "to another: read it with java.nio.file.Files");
    }

    @Override
    public boolean isAbsolute() {
        return name.getRoot() != null;
    }

    @Override
    public Path getRoot() {
        return wrapped(name.getRoot());
    }

    @Override
    public Path getFileName() {
        return wrapped(name.getFileName());
    }

    @Override
    public Path getParent() {
        return wrapped(name.getParent());
    }

    @Override
    public int getNameCount() {
        return name.getNameCount();
    }

    @Override
    public Path getName(int index) {
        return wrapped(name.getName(index));
    }

    @Override
    public Path subpath(int begin, int end) {
        return wrapped(name.subpath(begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof SlowDiskPath path && name.startsWith(path.name);
    }

    @Override
    public boolean endsWith(Path other) {
        return other instanceof SlowDiskPath path && name.endsWith(path.name);
    }

    @Override
    public Path normalize() {
        return wrapped(name.normalize());
    }

    @Override
    public Path resolve(Path other) {
        return wrapped(name.resolve(unwrapped(other)));
    }

    @Override
    public Path relativize(Path other) {
        return wrapped(name.relativize(unwrapped(other)));
    }

    @Override
    public URI toUri() {
        return URI.create(fileSystem.provider().getScheme() + ":"
                + name.toString().replace('\\', '/').replace(" ", "%20"));
    }

    @Override
    public Path toAbsolutePath() {
        return isAbsolute() ? this : wrapped(Path.of("/").resolve(name));
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        fileSystem.provider().checkAccess(this);
        return toAbsolutePath().normalize();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events,
            WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("nothing is ever written on this disk");
    }

    @Override
    public int compareTo(Path other) {
        return name.compareTo(unwrapped(other));
    }

    @Override
    public String toString() {
        return name.toString();
    }

    private Path wrapped(Path other) {
        return other == null ? null : new SlowDiskPath(fileSystem, other);
    }

    private static Path unwrapped(Path other) {
        if (other instanceof SlowDiskPath path) {
            return path.name;
        }
        throw new ProviderMismatchException("not a path of this disk: " + other);
    }
}
