package playground;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.channels.SocketChannel;

/// A server that takes every connection and never says a word, on a free port of the
/// loopback address. The system itself takes the connections, up to fifty, so it needs no
/// thread.
public final class SilentServer implements AutoCloseable {

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

    /// Ends its connections, and frees the port.
    @Override
    public void close() throws IOException {
        server.close();
    }
}
