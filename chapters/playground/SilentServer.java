package playground;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.channels.SocketChannel;

/// A server that takes every connection and never says a word, on a free port of the
/// loopback address. The system itself takes the connections, up to fifty, so it needs no
/// thread. If it is asked to, it sees whether a client hangs up.
public final class SilentServer implements AutoCloseable {

    private static final int LIMIT_MILLIS = 3_000;

    private final ServerSocket server;

    /// Begins to listen.
    ///
    /// @throws IOException if there is no free port
    public SilentServer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /// A new connection to it, as a socket.
    public Socket socket() throws IOException {
        return new Socket(server.getInetAddress(), server.getLocalPort());
    }

    /// A new connection to it, as a channel.
    public SocketChannel channel() throws IOException {
        return SocketChannel.open(server.getLocalSocketAddress());
    }

    /// A request for it, over HTTP.
    public HttpRequest request() {
        return HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort()))
                .build();
    }

    /// Takes the first connection that is left, and waits for it, ten seconds at most. Then runs
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

    /// Ends its connections, and frees the port. A client that waits to be taken gets an
    /// exception.
    @Override
    public void close() throws IOException {
        server.close();
    }
}
