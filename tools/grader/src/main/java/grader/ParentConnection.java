package grader;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// The connection of a `grading.ConnectedJvm` to the program that started it. Neither side is
/// standard input or output, which an answer may use.
///
/// An interrupt of a thread that reads or writes closes it.
public record ParentConnection(SocketChannel channel, DataInputStream requests,
        DataOutputStream reports) implements AutoCloseable {

    /// Connects, and says the word that stands on standard input. Blocks until it is there.
    ///
    /// @param socket where the other side listens
    public static ParentConnection to(Path socket) throws IOException {
        var word = System.in.readNBytes(Frames.WORD_LENGTH);
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        var connection = new ParentConnection(channel,
                new DataInputStream(
                        new BufferedInputStream(Channels.newInputStream(channel))),
                new DataOutputStream(
                        new BufferedOutputStream(Channels.newOutputStream(channel))));
        connection.reports.write(word);
        connection.reports.flush();
        return connection;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
