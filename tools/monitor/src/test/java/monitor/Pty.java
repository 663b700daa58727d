package monitor;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jline.builtins.ScreenTerminal;

/// A program in a terminal, and what a person would see there.
final class Pty implements AutoCloseable {

    private final PtyProcess process;
    private final ScreenTerminal screen;
    private final StringBuffer sent = new StringBuffer();
    private final Thread reader;

    Pty(List<String> command, Path directory, Map<String, String> environment,
            int columns,
            int rows) throws IOException {
        screen = new ScreenTerminal(columns, rows);
        process = new PtyProcessBuilder(command.toArray(String[]::new))
                .setDirectory(directory.toString()).setEnvironment(environment)
                .setInitialColumns(columns).setInitialRows(rows).start();
        reader = Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
        try (var reader = new InputStreamReader(process.getInputStream(),
                StandardCharsets.UTF_8)) {
            var buffer = new char[4096];
            for (int n; (n = reader.read(buffer)) >= 0;) {
                var text = new String(buffer, 0, n);
                sent.append(text);
                screen.write(text);
            }
        } catch (IOException e) {
            // The terminal is gone.
        }
    }

    /// What stands on the screen, line by line.
    String seen() {
        return screen.toString();
    }

    /// All that was ever sent, with its escape sequences.
    String sent() {
        return sent.toString();
    }

    void press(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    void resize(int columns, int rows) {
        screen.setSize(columns, rows);
        process.setWinSize(new WinSize(columns, rows));
    }

    Stream<ProcessHandle> descendants() {
        return ProcessHandle.of(process.pid()).stream()
                .flatMap(ProcessHandle::descendants);
    }

    /// Waits until the program has ended, and all that it has sent has been read.
    void awaitEnd() throws InterruptedException {
        process.waitFor();
        // Something that was left behind might hold the terminal open.
        reader.join(Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
