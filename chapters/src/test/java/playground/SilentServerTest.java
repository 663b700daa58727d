package playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // only against a hang
class SilentServerTest {

    @Test
    void itTakesConnectionsAndSaysNothing() throws Exception {
        try (var server = new SilentServer();
                var socket = server.socket();
                var channel = server.channel()) {
            socket.setSoTimeout(50);

            assertThat(channel.isConnected()).isTrue();
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void afterCloseThePortIsFree() throws Exception {
        var server = new SilentServer();

        server.close();

        assertThatThrownBy(server::socket).isInstanceOf(ConnectException.class);
    }

    @Test
    void aClientThatHangsUpIsSeen() throws Exception {
        try (var server = new SilentServer(); var client = server.socket()) {
            client.getOutputStream().write('?');

            var hungUp = server.hangsUp(() -> {
                try {
                    client.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });

            assertThat(hungUp).isTrue();
        }
    }

    @Test
    void aClientThatStaysIsSeenToo() throws Exception {
        try (var server = new SilentServer(); var client = server.socket()) {
            assertThat(server.hangsUp(() -> {})).isFalse();
            assertThat(client.isClosed()).isFalse();
        }
    }
}
