package grading;

import grader.Frames;
import grader.Patience;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A JVM that we start for work that may hang, end its JVM, or do harm; in a [Sandbox], or in none.
///
/// It connects to a socket in a folder of its own before it has seen anything foreign, and says a
/// word that only it knows; then nobody else can connect. A socket in the file system, because no
/// network leads out of a sandbox.
///
/// What blocks, [#read] and [#write], does so until the JVM has been silent for too long: then it
/// is ended. [#close] ends it at once.
final class ConnectedJvm implements AutoCloseable {

    /// How much of what is printed is kept.
    private static final int MOST_PRINTED = 100_000;

    /// How large the file of what is printed may grow before it is emptied.
    private static final long MOST_PRINTED_BYTES = 8 << 20;

    private static final long MOMENT_MILLIS = 500;

    /// A sandbox ends with the thread that has started it, so that one must not end.
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("starts JVMs").factory());

    private final Process process;
    private final Sandbox sandbox;
    private final Path folder;
    private final ServerSocketChannel door;
    private final byte[] word;
    private final Duration silence;
    private final Selector selector;
    private volatile SocketChannel connection;
    private DataInputStream reports;
    private DataOutputStream requests;
    /// The end of what the file held when it was emptied.
    private String printedBefore = "";

    private ConnectedJvm(Process process, Sandbox sandbox, Path folder,
            ServerSocketChannel door, byte[] word, Duration silence) throws IOException {
        this.process = process;
        this.sandbox = sandbox;
        this.folder = folder;
        this.door = door;
        this.word = word;
        this.silence = silence;
        selector = Selector.open();
        process.onExit().thenRun(this::closeDoor);
    }

    /// What is started.
    ///
    /// @param options   of the JVM
    /// @param main      its program; its first argument is the socket
    /// @param arguments files or folders that it may read, its other arguments
    /// @param writes    whether it may write into [#shared]
    record JvmStart(List<String> options, Class<?> main, List<Path> arguments,
            boolean writes) {}

    /// Starts a JVM, and does not wait until it is ready.
    ///
    /// @param silence how long it may report nothing, as [Patience]
    static ConnectedJvm start(Sandbox sandbox, JvmStart program, Duration silence)
            throws IOException {
        var folder = Files.createTempDirectory("grading-");
        var door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            var shared = Files.createDirectory(folder.resolve("shared"));
            door.bind(UnixDomainSocketAddress.of(shared.resolve("door")), 1);
            if (sandbox.isOn()) {
                // Nobody else gets into the folder around it.
                allow(shared, program.writes() ? "rwxrwxrwx" : "rwxr-xr-x");
                allow(shared.resolve("door"), "rw-rw-rw-");
            }
            var builder = new ProcessBuilder(sandbox.command(folder, program))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect
                            .appendTo(folder.resolve("printed").toFile()));
            if (sandbox.isOn()) {
                // The first process of a sandbox shows what it was started with.
                builder.environment().clear();
            }
            var word = new byte[Frames.WORD_LENGTH];
            new SecureRandom().nextBytes(word);
            var process = STARTER.submit(builder::start).get();
            try (var input = process.getOutputStream()) {
                input.write(word);
            } catch (IOException e) {
                // It has ended already. The first request will see that.
            }
            return new ConnectedJvm(process, sandbox, folder, door, word, silence);
        } catch (ExecutionException | InterruptedException e) {
            door.close();
            Folders.delete(folder);
            throw new IOException(e);
        }
    }

    static void allow(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    /// A folder that both sides see.
    Path shared() {
        return folder.resolve("shared");
    }

    /// The path under which the JVM sees a file in [#shared].
    String seen(Path file) {
        return sandbox.isOn()
                ? Sandbox.SHARED.resolve(shared().relativize(file)).toString()
                : file.toString();
    }

    /// Waits until the JVM has connected, the first time.
    ///
    /// @throws IOException if it has ended
    void awaitConnection() throws IOException {
        while (connection == null) {
            var channel = door.accept();
            var first = Channels.newInputStream(channel).readNBytes(word.length);
            if (Arrays.equals(word, first)) {
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                reports =
                        new DataInputStream(new BufferedInputStream(new ReportStream()));
                requests = new DataOutputStream(
                        new BufferedOutputStream(new RequestStream()));
                connection = channel;
                closeDoor();
            } else {
                channel.close();
            }
        }
    }

    private void closeDoor() {
        try {
            door.close();
            Files.deleteIfExists(shared().resolve("door"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DataInputStream reports() {
        return reports;
    }

    DataOutputStream requests() {
        return requests;
    }

    private final class ReportStream extends InputStream {

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            var patience = Patience.begin(silence);
            while (true) {
                var count = connection.read(ByteBuffer.wrap(bytes, from, length));
                if (count != 0) {
                    return count;
                }
                await(SelectionKey.OP_READ, patience);
            }
        }
    }

    private final class RequestStream extends OutputStream {

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            var patience = Patience.begin(silence);
            var rest = ByteBuffer.wrap(bytes, from, length);
            while (rest.hasRemaining()) {
                if (connection.write(rest) == 0) {
                    await(SelectionKey.OP_WRITE, patience);
                }
            }
        }
    }

    /// Waits for a moment: an answer may stop the JVM, or all of its threads, or print without end.
    ///
    /// @throws SocketTimeoutException if the patience is over
    private void await(int operation, Patience patience) throws IOException {
        try {
            connection.keyFor(selector).interestOps(operation);
            selector.select(MOMENT_MILLIS);
            selector.selectedKeys().clear();
        } catch (CancelledKeyException | ClosedSelectorException e) {
            throw new ClosedChannelException();
        }
        if (printedFile().toFile().length() > MOST_PRINTED_BYTES) {
            printedBefore = printed();
            emptyPrinted();
        }
        if (patience.isOver()) {
            process.destroyForcibly();
            throw new SocketTimeoutException();
        }
    }

    private Path printedFile() {
        return folder.resolve("printed");
    }

    /// What was printed since [#forgetPrinted]; its end, if it is long. Less if the answer has
    /// removed the file.
    String printed() {
        try (var file = Files.newByteChannel(printedFile())) {
            file.position(Math.max(0, file.size() - MOST_PRINTED));
            var text = printedBefore + new String(
                    Channels.newInputStream(file).readNBytes(MOST_PRINTED),
                    StandardCharsets.UTF_8);
            return text.substring(Math.max(0, text.length() - MOST_PRINTED));
        } catch (IOException e) {
            return printedBefore;
        }
    }

    void forgetPrinted() throws IOException {
        printedBefore = "";
        emptyPrinted();
    }

    /// The JVM appends, so that it goes on at the new end.
    private void emptyPrinted() throws IOException {
        Files.newByteChannel(printedFile(), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING).close();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        closeDoor();
        try {
            if (connection != null) {
                connection.close();
            }
            selector.close();
            process.waitFor(2, TimeUnit.SECONDS);
            Folders.delete(folder);
        } catch (IOException | UncheckedIOException e) {
            // It is in the folder for what is temporary.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
