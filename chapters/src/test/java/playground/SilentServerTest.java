package playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

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
}
