package playground;

import git.Git;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.SynchronousQueue;

/// Six waits that last until somebody ends them: for a queue, a file, a socket, a channel, an
/// HTTP server and a process. What they wait for is real: a server on the loopback address, a
/// named pipe, a git that waits for its input.
public final class HangingWaits implements AutoCloseable {

    /// One of them, for one thread.
    ///
    /// @param begin blocks; what an interrupt does to it is the question
    /// @param close closes what it waits for
    /// @param end   ends the wait in every kind of thread, but for the queue's
    public record Wait(String name, Callable<?> begin, AutoCloseable close,
            AutoCloseable end) {

        Wait(String name, Callable<?> begin, AutoCloseable close) {
            this(name, begin, close, close);
        }
    }

    private final SilentServer server;
    private final SlowFiles files;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Process git;
    private final List<Wait> all;

    /// Prepares the six. Blocks until the named pipe is made.
    ///
    /// @param git the git to start
    /// @throws IOException if there is no free port, no `mkfifo` or no git
    public HangingWaits(Git git) throws IOException, InterruptedException {
        files = SlowFiles.create(1);
        try {
            server = new SilentServer();
            this.git = new ProcessBuilder(git.program().file().toString(), "hash-object",
                    "--stdin").start();
        } catch (IOException e) {
            files.close();
            throw e;
        }
        var file = Files.newInputStream(files.paths().getFirst());
        var socket = server.socket();
        var channel = server.channel();
        all = List.of(
                new Wait("a queue", () -> new SynchronousQueue<String>().take(),
                        () -> {}),
                new Wait("a file's stream", () -> file.read(), file,
                        files::answer),
                new Wait("a socket's stream", () -> socket.getInputStream().read(),
                        socket),
                new Wait("a SocketChannel", () -> channel.read(ByteBuffer.allocate(1)),
                        channel),
                new Wait("HttpClient.send",
                        () -> client.send(server.request(), BodyHandlers.ofString()),
                        () -> client.shutdownNow()),
                new Wait("a process's output", () -> this.git.getInputStream().read(),
                        () -> this.git.destroy()));
    }

    public List<Wait> all() {
        return all;
    }

    /// Ends what still waits, but for the queue.
    @Override
    public void close() throws IOException {
        files.answer();
        client.shutdownNow();
        git.destroyForcibly().onExit().join();
        server.close();
        files.close();
    }
}
