package playground;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;

/// A server that never answers, and sees whether its client hangs up. It listens on a
/// free port of the loopback address, and is there for one connection.
public final class WaitingServer implements AutoCloseable {

    private static final int LIMIT_MILLIS = 3_000;

    private final ServerSocket server;

    /// Begins to listen.
    ///
    /// @throws IOException if there is no free port
    public WaitingServer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /// A request for it, over HTTP.
    public HttpRequest request() {
        return HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort()))
                .build();
    }

    /// Takes the client's connection, and waits for it, ten seconds at most. Then runs
    /// `then`, reads what the client sends, and waits until it hangs up, for three seconds
    /// at most. Afterwards the connection is closed. An interrupt does not end the waiting
    /// in a platform thread.
    ///
    /// @return whether the client has hung up
    /// @throws IOException if no client comes
    public boolean hangsUp(Runnable then) throws IOException {
        server.setSoTimeout(10_000);
        try (var connection = server.accept()) {
            connection.setSoTimeout(LIMIT_MILLIS);
            then.run();
            return untilTheEnd(connection);
        }
    }

    private static boolean untilTheEnd(Socket connection) throws IOException {
        try {
            connection.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /// Frees the port. A client that waits to be taken gets an exception.
    @Override
    public void close() throws IOException {
        server.close();
    }
}
