package companion;

import companion.Watch.Event;
import io.methvin.watcher.DirectoryWatcher;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.Callable;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.OSUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "watch", description = {
    "Grades on every save, and shows the verdict of the exercise that you work on.",
    "Keep it open beside your editor. Ends by q or Ctrl+C; Ctrl+Z is switched off."},
        footer = {"", "Keys: " + Drawn.KEYS, "Enter grades once more."})
final class WatchCommand implements Callable<Integer> {

    // POSIX leaves it to the system how to say so.
    private static final int NO_KEY = OSUtils.IS_LINUX ? 0 : 0xFF;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Parameters(index = "0", paramLabel = "N", arity = "0..1",
            description = "The exercise or practice task to begin with, like 2 or 2.4; else the "
                    + "next one that is not solved.")
    private String number;

    @Override
    public Integer call() throws Exception {
        var house = House.here();
        var first = number == null ? null : house.exercise(number);
        var hasTerminal = System.console() != null && System.console().isTerminal();
        try (var grader = new LearnerGrader(house, false);
                var terminal = hasTerminal ? Columns.terminal() : null) {
            var raw = terminal != null
                    && !terminal.getType().startsWith(Terminal.TYPE_DUMB);
            if (hasTerminal && !raw) {
                System.err.println(
                        "TERM is dumb, or not set: this prints a log. Type a key's "
                                + "letter, then Enter.");
            }
            var drawn = new Drawn(raw ? terminal : null, hasTerminal);
            try (var watch = new Watch(house, grader, drawn);
                    Closeable _ = watching(house, watch)) {
                var keys = new Thread(() -> readKeys(terminal, watch), "keys");
                // After kill or a closed window the JVM ends without any finally.
                var end = new Thread(() -> {
                    grader.cancel();
                    await(keys);
                    close(terminal);
                });
                Runtime.getRuntime().addShutdownHook(end);
                if (raw) {
                    terminal.handle(Signal.INT, _ -> watch.tell(new Event.Quit()));
                    terminal.handle(Signal.WINCH, _ -> watch.tell(new Event.Redraw()));
                    takeKeyboard(terminal);
                    keys.setDaemon(true);
                    keys.start();
                } else if (hasTerminal) {
                    Thread.ofPlatform().daemon().name("lines")
                            .start(() -> readLines(watch));
                }
                try {
                    watch.run(first);
                } finally {
                    await(keys);
                }
                Runtime.getRuntime().removeShutdownHook(end);
            }
        }
        return 0;
    }

    // Ctrl+Z does nothing here. The launcher that started us would stop at once, and the shell
    // would be back in a terminal whose modes are ours.
    private static void takeKeyboard(Terminal terminal) {
        terminal.enterRawMode();
        var modes = terminal.getAttributes();
        modes.setControlChar(ControlChar.VSUSP, NO_KEY);
        terminal.setAttributes(modes);
    }

    @SuppressWarnings("try") // in a shutdown hook there is no block to close it
    private static void close(Terminal terminal) {
        try {
            if (terminal != null) {
                terminal.close(); // gives back the modes that it had
            }
        } catch (IOException e) {
            // There is nobody to tell.
        }
    }

    private static Closeable watching(House house, Watch watch) throws IOException {
        var watcher = DirectoryWatcher.builder()
                .path(house.answers())
                .fileHashing(true)
                .listener(event -> {
                    var file = event.path().getFileName().toString();
                    if (file.endsWith(".java")) {
                        watch.tell(new Event.Saved(file, System.nanoTime()));
                    }
                })
                .build();
        watcher.watchAsync();
        return watcher::close;
    }

    /// Ends the reading of keys, before the terminal is closed: a read that begins just then may
    /// set the modes once more. It looks up ten times a second.
    private static void await(Thread keys) {
        keys.interrupt();
        try {
            keys.join();
        } catch (InterruptedException e) {
            // Nobody interrupts the one who watches; a hook neither.
            Thread.currentThread().interrupt();
        }
    }

    private static void readKeys(Terminal terminal, Watch watch) {
        try {
            for (int key; (key = terminal.reader().read()) >= 0;) {
                watch.tell(new Event.Key((char) key));
            }
        } catch (IOException e) {
            // The terminal is gone, so the watch ends too.
        }
        watch.tell(new Event.Quit());
    }

    private static void readLines(Watch watch) {
        var keyboard = new BufferedReader(new InputStreamReader(System.in));
        try {
            for (String line; (line = keyboard.readLine()) != null;) {
                watch.tell(new Event.Key(line.isBlank() ? '\n' : line.strip().charAt(0)));
            }
        } catch (IOException e) {
            // As at its end.
        }
        watch.tell(new Event.Quit());
    }
}
