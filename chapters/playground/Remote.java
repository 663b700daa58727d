package playground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A git server that misbehaves on purpose, on a free port of the loopback address. A
/// real `git ls-remote` asks it, so what a chapter shows is a real process that hangs or
/// fails.
///
/// It speaks the little of git's protocol that it needs: lines with a length in front, as
/// `git help gitprotocol-pack` has them.
public final class Remote implements AutoCloseable {

    private static final String COMMIT = "5ca1ab1e".repeat(5);

    private final ServerSocket server;
    private final Answer answer;
    private final Thread acceptor;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch asked = new CountDownLatch(1);

    private interface Answer {
        /// Returns the bytes to send before the connection is closed, or null to leave it
        /// open and say nothing.
        String to(int connection);
    }

    private Remote(Answer answer) {
        this.answer = answer;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback address", e);
        }
        acceptor = Thread.ofVirtual().name("remote").start(this::accept);
    }

    /// A server that takes every connection and never answers.
    public static Remote hanging() {
        return new Remote(_ -> null);
    }

    /// A server that cuts its first `failures` connections, and answers every later one.
    public static Remote flaky(int failures) {
        return new Remote(connection -> connection <= failures ? "" : references());
    }

    /// A server that answers every question with a refusal.
    public static Remote refusing(String reason) {
        return new Remote(_ -> line("ERR " + reason));
    }

    /// What to pass to git to ask this server which branches it has.
    public String[] question() {
        var url = "git://127.0.0.1:" + server.getLocalPort() + "/shop.git";
        // Many people's settings rewrite git:// into https://. The longest match wins, so
        // this one keeps ours as it is.
        var asItIs = "url." + url + ".insteadOf=" + url;
        return new String[] {"-c", asItIs, "ls-remote", "--", url};
    }

    /// How many connections were made so far.
    public int connections() {
        return connections.get();
    }

    /// Waits until the first question has arrived.
    public void awaitQuestion() throws InterruptedException {
        asked.await();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                open.add(socket);
                if (server.isClosed()) {
                    socket.close();
                }
                var connection = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, connection));
            } catch (IOException e) {
                // Closed, which ends the loop; or one broken connection, which does not.
            }
        }
    }

    private void serve(Socket socket, int connection) {
        try {
            // The request is one line. To close before it was read would be a reset,
            // which git reports in other words on every system.
            var length = new String(socket.getInputStream().readNBytes(4),
                    StandardCharsets.US_ASCII);
            socket.getInputStream().readNBytes(Integer.parseInt(length, 16) - 4);
            asked.countDown();

            var text = answer.to(connection);
            if (text == null) {
                socket.getInputStream().read(); // until either side hangs up
            } else {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            }
        } catch (IOException | NumberFormatException e) {
            // The client went away, or is no git: either way there is nobody to tell.
        } finally {
            close(socket);
            open.remove(socket);
        }
    }

    private static String references() {
        return line(COMMIT + " HEAD\0agent=workbook")
                + line(COMMIT + " refs/heads/main\n")
                + "0000";
    }

    private static String line(String text) {
        return "%04x".formatted(text.length() + 4) + text;
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // A socket that cannot be closed is gone already.
        }
    }

    /// Ends every connection and frees the port. Waits for the accepting thread to end.
    @Override
    public void close() {
        close(server);
        open.forEach(Remote::close);
        var interrupted = false;
        while (true) {
            try {
                acceptor.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // the clean-up comes first; it takes no time
            }
        }
        open.forEach(Remote::close);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
