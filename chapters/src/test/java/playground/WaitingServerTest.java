package playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // only against a hang
class WaitingServerTest {

    private static Socket client(WaitingServer server) throws IOException {
        return new Socket("127.0.0.1", server.request().uri().getPort());
    }

    @Test
    void aClientThatHangsUpIsSeen() throws Exception {
        try (var server = new WaitingServer(); var client = client(server)) {
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
        try (var server = new WaitingServer(); var client = client(server)) {
            assertThat(server.hangsUp(() -> {})).isFalse();
            assertThat(client.isClosed()).isFalse();
        }
    }
}
