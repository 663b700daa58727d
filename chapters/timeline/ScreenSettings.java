package timeline;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// What a drawing is made for.
///
/// @param width   cells in a line; less than 40 counts as 40, more than 1000 as 1000
/// @param unicode whether `█` and its like can be shown; if not, `#` does
/// @param colour  whether to send colours, as ANSI escape sequences
public record ScreenSettings(int width, boolean unicode, boolean colour) {

    private static final int USUAL_WIDTH = 80;

    public ScreenSettings {
        width = Math.clamp(width, 40, 1000);
    }

    /// What `System.out` writes to at this moment.
    ///
    /// The width is `COLUMNS` if that is set, else the terminal's, else 80. Colours go to
    /// a terminal only, not to a dumb one, and never if `NO_COLOR` is set.
    ///
    /// It asks the terminal anew each time, as its window may have been resized. That
    /// takes a few milliseconds, and a second at the very most. An interrupt ends that
    /// wait, and stays set.
    public static ScreenSettings detect() {
        var console = System.console();
        // False as soon as stdin or stdout is redirected: text in a pipe is always plain.
        return of(System.getenv(), console != null && console.isTerminal());
    }

    /// Like [#detect], for who knows better whether `System.out` writes to a terminal.
    public static ScreenSettings of(Map<String, String> environment, boolean terminal) {
        return of(environment, terminal, System.out.charset(),
                ScreenSettings::terminalWidth);
    }

    static ScreenSettings of(Map<String, String> environment, boolean terminal,
            Charset charset,
            IntSupplier terminalWidth) {
        int columns = number(environment.getOrDefault("COLUMNS", ""));
        int width = columns > 0 ? columns
                : terminal ? terminalWidth.getAsInt()
                : USUAL_WIDTH;
        boolean unicode = charset.canEncode()
                && charset.newEncoder().canEncode(Glyphs.UNICODE.all());
        // Windows' own terminal sets no TERM; its older console knows no escapes.
        boolean colourful = environment.containsKey("WT_SESSION")
                || !environment.getOrDefault("TERM", "dumb").equals("dumb");
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new ScreenSettings(width, unicode, terminal && colourful && wanted);
    }

    private static int terminalWidth() {
        Process stty = null;
        try {
            stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (stty.waitFor(1, TimeUnit.SECONDS)) {
                // "40 100": rows, then columns. A terminal that does not know says "0 0".
                var size = new String(stty.getInputStream().readAllBytes()).strip();
                int columns = number(size.substring(size.indexOf(' ') + 1));
                return columns > 0 ? columns : USUAL_WIDTH;
            }
        } catch (IOException noSuchProgramOrTerminal) {
            // Windows, or a process without a terminal.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            if (stty != null) {
                stty.destroyForcibly();
            }
        }
        return USUAL_WIDTH;
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    }
}
