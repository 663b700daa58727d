package playground;

import git.Git;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;

/// Waits that last until somebody ends them: for a queue, a file, a socket, a channel, an HTTP
/// server and a process. What they wait for is real: a server on the loopback address, a named
/// pipe, a git that waits for its input. On Windows, which has no such pipes, the file is
/// missing.
public final class HangingWaits implements AutoCloseable {

    /// One of them, for one thread.
    ///
    /// @param begin   blocks; what an interrupt does to it is the question
    /// @param outside ends it from outside: closes what it waits for, or ends the process; for
    ///                a queue there is nothing to do
    /// @param release lets every kind of thread go, but not from the queue
    public record Wait(String name, Callable<?> begin, AutoCloseable outside,
            AutoCloseable release) {

        Wait(String name, Callable<?> begin, AutoCloseable outside) {
            this(name, begin, outside, outside);
        }
    }

    private final SilentServer server = new SilentServer();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Process git;
    private final Optional<SlowFiles> files;
    private final List<Wait> all = new ArrayList<>();

    /// Prepares them. Blocks until the named pipe is made.
    ///
    /// @param git the git to start
    /// @throws IOException if there is no free port, or no git
    public HangingWaits(Git git) throws IOException, InterruptedException {
        this.git = new ProcessBuilder(git.program().file().toString(), "hash-object",
                "--stdin").start();
        try {
            files = SlowFiles.areKnownHere()
                    ? Optional.of(SlowFiles.create(1))
                    : Optional.empty();
        } catch (IOException | InterruptedException e) {
            this.git.destroyForcibly();
            server.close();
            throw e;
        }
        var socket = server.socket();
        var channel = server.channel();
        add("a queue", () -> new SynchronousQueue<String>().take(), () -> {});
        add("a socket's stream", () -> socket.getInputStream().read(), socket);
        add("a SocketChannel", () -> channel.read(ByteBuffer.allocate(1)), channel);
        add("HttpClient.send",
                () -> client.send(server.request(), BodyHandlers.ofString()),
                () -> client.shutdownNow());
        add("a process's output", () -> this.git.getInputStream().read(),
                () -> this.git.destroy());
        if (files.isPresent()) {
            var file = Files.newInputStream(files.get().paths().getFirst());
            all.add(new Wait("Files.newInputStream", () -> file.read(), file,
                    () -> files.get().answer()));
        }
    }

    private void add(String name, Callable<?> begin, AutoCloseable outside) {
        all.add(new Wait(name, begin, outside));
    }

    public List<Wait> all() {
        return all;
    }

    /// An experiment with one of them; it says how the wait has ended.
    @FunctionalInterface
    public interface Experiment {
        String endOf(Wait wait) throws Exception;
    }

    /// Submits the experiment with each of them, in their order.
    public List<Future<String>> each(ExecutorService executor, Experiment experiment) {
        return all.stream().map(wait -> executor.submit(() -> experiment.endOf(wait)))
                .toList();
    }

    /// Ends what still waits, but for the queue.
    @Override
    public void close() throws IOException {
        client.shutdownNow();
        git.destroyForcibly().onExit().join();
        server.close();
        if (files.isPresent()) {
            files.get().answer();
            files.get().close();
        }
    }
}
