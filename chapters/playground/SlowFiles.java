package playground;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Files whose readers have to wait until [#answer], as on a share of the network that
/// does not answer. They are named pipes, in a directory of their own.
public final class SlowFiles implements AutoCloseable {

    private final Path directory;
    private final List<Path> paths;
    // Our ends. Open for reading too, so that nobody's opening has to wait.
    private final List<RandomAccessFile> pipes = new ArrayList<>();

    private SlowFiles(Path directory, int count) {
        this.directory = directory;
        paths = IntStream.rangeClosed(1, count)
                .mapToObj(i -> directory.resolve("file-" + i))
                .toList();
    }

    /// Whether this system can have them: Windows has no pipes among its files.
    public static boolean areKnownHere() {
        return !System.getProperty("os.name").startsWith("Windows");
    }

    /// Makes so many slow files. Blocks until `mkfifo` has made them; an interrupt ends
    /// the waiting, and leaves nothing behind.
    ///
    /// @throws IOException if they cannot be made, for example where no `mkfifo` is
    public static SlowFiles create(int count) throws IOException, InterruptedException {
        return create(Files.createTempDirectory("workbook-files-"), count);
    }

    static SlowFiles create(Path directory, int count)
            throws IOException, InterruptedException {
        var files = new SlowFiles(directory, count);
        try {
            files.make();
            return files;
        } catch (Throwable e) {
            files.close();
            throw e;
        }
    }

    private void make() throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of("mkfifo", "--"));
        paths.forEach(path -> command.add(path.toString()));
        var mkfifo = new ProcessBuilder(command).inheritIO().start();
        try {
            if (mkfifo.waitFor() != 0) {
                throw new IOException(
                        "mkfifo ended with " + mkfifo.exitValue() + " in " + directory);
            }
        } finally {
            // After an interrupt, too, it must not make files that nobody removes.
            mkfifo.destroy();
            mkfifo.onExit().join();
        }
        for (var path : paths) {
            pipes.add(new RandomAccessFile(path.toFile(), "rw"));
        }
    }

    /// The files, each of which has one byte for one reader, after [#answer].
    public List<Path> paths() {
        return paths;
    }

    /// Gives each file its byte, and so lets its reader go. It does not wait.
    public void answer() {
        for (var pipe : pipes) {
            try {
                pipe.write('\n');
            } catch (IOException e) {
                throw new IllegalStateException("an open pipe takes a byte", e);
            }
        }
    }

    /// Removes the files. Whoever still reads one goes on waiting: call [#answer] before.
    @Override
    public void close() throws IOException {
        for (var pipe : pipes) {
            pipe.close();
        }
        for (var path : paths) {
            Files.deleteIfExists(path);
        }
        Files.delete(directory);
    }
}
