package graders;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/// What the JDK asks of a file system, for a [SlowDisk]: files can be opened and read,
/// and nothing else.
final class SlowDiskFileSystem extends FileSystem {

    private final SlowDisk disk;
    private final FileSystemProvider provider = new Provider();

    SlowDiskFileSystem(SlowDisk disk) {
        this.disk = disk;
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public Path getPath(String first, String... more) {
        return new SlowDiskPath(this, Path.of(first, more));
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("this file system is closed by its test");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public String getSeparator() {
        return FileSystems.getDefault().getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        var matcher = FileSystems.getDefault().getPathMatcher(pattern);
        return path -> matcher.matches(((SlowDiskPath) path).name());
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("this disk has no users");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("nothing is ever written on this disk");
    }

    private record Attributes(Path path, long size) implements BasicFileAttributes {

        @Override
        public FileTime lastModifiedTime() {
            return FileTime.fromMillis(0);
        }

        @Override
        public FileTime lastAccessTime() {
            return FileTime.fromMillis(0);
        }

        @Override
        public FileTime creationTime() {
            return FileTime.fromMillis(0);
        }

        @Override
        public boolean isRegularFile() {
            return true;
        }

        @Override
        public boolean isDirectory() {
            return false;
        }

        @Override
        public boolean isSymbolicLink() {
            return false;
        }

        @Override
        public boolean isOther() {
            return false;
        }

        @Override
        public Object fileKey() {
            return path;
        }
    }

    private final class Provider extends FileSystemProvider {

        @Override
        public String getScheme() {
            return "slow-disk";
        }

        @Override
        public SeekableByteChannel newByteChannel(Path path,
                Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            return newFileChannel(path, options, attributes);
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options,
                FileAttribute<?>... attributes) throws IOException {
            return open(path, options);
        }

        @Override
        public AsynchronousFileChannel newAsynchronousFileChannel(Path path,
                Set<? extends OpenOption> options, ExecutorService executor,
                FileAttribute<?>... attributes) throws IOException {
            return new SlowDiskAsynchronousChannel(open(path, options), executor);
        }

        private SlowDiskChannel open(Path path, Set<? extends OpenOption> options)
                throws IOException {
            if (options.contains(StandardOpenOption.WRITE)
                    || options.contains(StandardOpenOption.APPEND)
                    || options.contains(StandardOpenOption.DELETE_ON_CLOSE)) {
                throw new ReadOnlyFileSystemException();
            }
            return new SlowDiskChannel(disk, path);
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            disk.size(path);
            if (List.of(modes).contains(AccessMode.WRITE)
                    || List.of(modes).contains(AccessMode.EXECUTE)) {
                throw new AccessDeniedException(path.toString());
            }
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type,
                LinkOption... options) throws IOException {
            return type.cast(new Attributes(path, disk.size(path)));
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes,
                LinkOption... options) throws IOException {
            var all = Map.<String, Object>of("size", (long) disk.size(path),
                    "isRegularFile", true, "isDirectory", false);
            var name = attributes.replaceFirst("^basic:", "");
            return name.equals("*") || !all.containsKey(name)
                    ? all
                    : Map.of(name, all.get(name));
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path,
                Class<V> type, LinkOption... options) {
            if (type != BasicFileAttributeView.class) {
                return null;
            }
            return type.cast(new BasicFileAttributeView() {
                @Override
                public String name() {
                    return "basic";
                }

                @Override
                public BasicFileAttributes readAttributes() throws IOException {
                    return new Attributes(path, disk.size(path));
                }

                @Override
                public void setTimes(FileTime modified, FileTime read, FileTime created) {
                    throw new ReadOnlyFileSystemException();
                }
            });
        }

        @Override
        public boolean isSameFile(Path path, Path other) {
            return path.normalize().equals(other.normalize());
        }

        @Override
        public boolean isHidden(Path path) {
            return false;
        }

        @Override
        public FileStore getFileStore(Path path) {
            throw new UnsupportedOperationException("this disk has no file store");
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path directory,
                DirectoryStream.Filter<? super Path> filter) throws IOException {
            throw new NotDirectoryException(directory.toString());
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
            throw new UnsupportedOperationException("only a test makes one");
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            return SlowDiskFileSystem.this;
        }

        @Override
        public Path getPath(URI uri) {
            return SlowDiskFileSystem.this.getPath(uri.getPath());
        }

        @Override
        public void createDirectory(Path directory, FileAttribute<?>... attributes) {
            throw new ReadOnlyFileSystemException();
        }

        @Override
        public void delete(Path path) {
            throw new ReadOnlyFileSystemException();
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) {
            throw new ReadOnlyFileSystemException();
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) {
            throw new ReadOnlyFileSystemException();
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value,
                LinkOption... options) {
            throw new ReadOnlyFileSystemException();
        }
    }
}
