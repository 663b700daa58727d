package monitor;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jline.keymap.BindingReader;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Curses;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.OSUtils;

/// The dashboard in a terminal, full-screen. However it ends, it restores the terminal: its modes,
/// its cursor, and its contents.
final class LiveScreen implements AutoCloseable {

    private static final String USUAL_TYPE = "xterm-256color";
    private static final Size USUAL_SIZE = new Size(80, 24);
    private static final Duration END_OF_READ = Duration.ofSeconds(1);
    // POSIX leaves it to the system how to say so.
    private static final int NO_KEY = OSUtils.IS_LINUX ? 0 : 0xFF;

    private sealed interface Input {
        record Heard(RepositoryEvent event) implements Input {}

        record Said(String text) implements Input {}

        record Pressed(String key) implements Input {}

        /// The window may have a new size, or may have been overwritten.
        record Redraw() implements Input {}

        record Broke(RuntimeException why) implements Input {}
    }

    private final org.jline.terminal.Terminal terminal;
    private final Display display;
    private final boolean colour;
    private final String about;
    private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    /// The sequence that restores the window; empty until we have changed it.
    private String leave = "";
    private Thread keys = new Thread();

    private LiveScreen(org.jline.terminal.Terminal terminal, boolean colour,
            String about) {
        this.terminal = terminal;
        this.display = new Display(terminal, true);
        this.colour = colour;
        this.about = about;
    }

    /// Opens the terminal of this JVM, if there is one with the necessary features.
    ///
    /// @param noted gets a sentence if the terminal's type has decided what is used, and not
    ///              as usual
    static Optional<LiveScreen> open(boolean colour, String about, Consumer<String> noted)
            throws IOException {
        if (System.console() == null || !System.console().isTerminal()) {
            return Optional.empty();
        }
        var type = System.getenv().getOrDefault("TERM", "");
        var unknown = new AtomicBoolean();
        if (!type.isEmpty() && InfoCmp.getDefaultInfoCmp(type) == null) {
            // JLine asks for this if infocmp is missing, or does not know the type.
            InfoCmp.setDefaultInfoCmp(type, () -> {
                unknown.set(true);
                return InfoCmp.getDefaultInfoCmp(USUAL_TYPE);
            });
        }
        // With native signals, JLine would restore the system's handler for SIGINT, which ends
        // the JVM without its hooks: it would end no process and not restore the terminal.
        var terminal = TerminalBuilder.builder().system(true).dumb(true)
                .type(type.isEmpty() && !OSUtils.IS_WINDOWS
                        ? org.jline.terminal.Terminal.TYPE_DUMB
                        : null)
                .nativeSignals(false).build();
        if (terminal.getType().startsWith(org.jline.terminal.Terminal.TYPE_DUMB)
                || terminal.getStringCapability(Capability.enter_ca_mode) == null
                || terminal.getStringCapability(Capability.cursor_address) == null) {
            terminal.close();
            noted.accept((type.isEmpty() ? "TERM is not set" : "TERM is " + type)
                    + ": this prints lines. For the live screen, set TERM to the type of "
                    + "your terminal, like " + USUAL_TYPE + ".");
            return Optional.empty();
        }
        if (unknown.get()) {
            noted.accept(
                    "The terminal type " + type + " is not known here: the screen uses "
                            + "the sequences of " + USUAL_TYPE + ".");
        }
        return Optional.of(new LiveScreen(terminal, colour, about));
    }

    // Any thread may call these three.

    void hear(RepositoryEvent event) {
        inputs.add(new Input.Heard(event));
    }

    void say(String text) {
        inputs.add(new Input.Said(text));
    }

    /// Ends [#run] with this exception.
    void fail(RuntimeException why) {
        inputs.add(new Input.Broke(why));
    }

    /// Shows the dashboard until `q` is pressed, or the terminal is gone.
    ///
    /// @throws InterruptedException if the caller is interrupted
    /// @throws RuntimeException     that [#fail] was given
    void run(Dashboard board) throws InterruptedException {
        enter();
        while (true) {
            draw(board);
            // At least once a second, because the ages change by themselves.
            var input = inputs.poll(1, TimeUnit.SECONDS);
            if (input == null) {
                continue;
            }
            var all = new ArrayList<>(List.of(input));
            inputs.drainTo(all);
            for (var one : all) {
                if (!take(one, board)) {
                    return;
                }
            }
        }
    }

    private boolean take(Input input, Dashboard board) {
        switch (input) {
            case Input.Heard(var event) -> board.hear(event);
            case Input.Said(var text) -> board.note(Instant.now(), text);
            case Input.Pressed(var key) -> {
                return board.press(key);
            }
            case Input.Redraw() -> {
                // Another program may have written over the screen and set the modes: the shell,
                // for example, while a signal had stopped us.
                takeKeyboard();
                terminal.puts(Capability.enter_ca_mode);
                terminal.puts(Capability.cursor_invisible);
                display.clear();
            }
            case Input.Broke(var why) -> throw why;
        }
        return true;
    }

    private void enter() {
        terminal.handle(Signal.WINCH, _ -> inputs.add(new Input.Redraw()));
        terminal.handle(Signal.CONT, _ -> inputs.add(new Input.Redraw()));
        takeKeyboard();
        leave = sequence(Capability.exit_attribute_mode)
                + sequence(Capability.cursor_normal) + sequence(Capability.exit_ca_mode);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        keys = Thread.ofPlatform().daemon().name("keys").start(this::readKeys);
    }

    // The keyboard still sends signals: Ctrl+C ends this program like any other. But Ctrl+Z does
    // nothing. It would stop the process that has started us at once, and the shell would come back
    // on our screen, without a cursor, before we could restore it.
    private void takeKeyboard() {
        terminal.enterRawMode();
        var modes = terminal.getAttributes();
        modes.setControlChar(ControlChar.VSUSP, NO_KEY);
        terminal.setAttributes(modes);
    }

    private String sequence(Capability capability) {
        var string = terminal.getStringCapability(capability);
        return string == null ? "" : Curses.tputs(string);
    }

    private void readKeys() {
        var reader = new BindingReader(terminal.reader());
        var keys = Key.map();
        try {
            while (true) {
                var key = reader.readBinding(keys);
                if (key == null) {
                    break;
                }
                inputs.add(new Input.Pressed(key.equals(Key.TEXT)
                        ? reader.getLastBinding()
                        : key));
            }
        } catch (RuntimeException | IOError e) {
            // The terminal is gone, or closed.
        }
        inputs.add(new Input.Pressed("q"));
    }

    private void draw(Dashboard board) throws InterruptedException {
        var size = terminal.getSize();
        if (size.getColumns() < 1 || size.getRows() < 1) {
            size = USUAL_SIZE;
        }
        display.resize(size.getRows(), size.getColumns());
        var lines = new DashboardDrawing(size.getColumns(), size.getRows(), colour, about)
                .of(board, Instant.now(), ZoneId.systemDefault());
        try {
            display.update(lines, 0);
        } catch (IllegalStateException e) {
            // Ctrl+C: the JVM ends, and a hook of JLine's has closed the terminal before ours
            // has interrupted us.
            throw new InterruptedException();
        }
    }

    /// Restores the terminal.
    @Override
    public void close() throws IOException {
        // First, because a read that starts now may set the modes once more. It checks for an
        // interrupt ten times a second. When the JVM ends, a hook of the terminal may have restored
        // the modes before; then the read lasts until a line is typed, and there is no time for
        // that: the rest must be done before the JVM is gone.
        keys.interrupt();
        UninterruptibleWait.forEnd(END_OF_READ,
                nanos -> keys.join(Duration.ofNanos(nanos)));
        try {
            terminal.close(); // restores the modes
        } finally {
            // Not through the terminal: when the JVM ends, it may already be closed.
            new FileOutputStream(FileDescriptor.out)
                    .write(leave.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
