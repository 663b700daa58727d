package monitor;

import timeline.ScreenSettings;

/// What standard output and standard error are connected to.
///
/// @param width    how many cells a line of standard output has; 0 if it is not a terminal, and a
///                 line may have any length
/// @param colour   whether to use colours on standard output
/// @param progress whether standard error is a terminal
record StandardStreams(int width, boolean colour, boolean progress) {

    /// Output to a file or a pipe.
    static final StandardStreams NONE = new StandardStreams(0, false, false);

    /// The streams of this JVM.
    ///
    /// Java cannot tell whether a single stream is a terminal. Our start script can, and passes it
    /// on. Without the script, there is a terminal only if both stdin and stdout are one.
    static StandardStreams detect() {
        var console = System.console();
        var both = console != null && console.isTerminal();
        var out = Boolean.parseBoolean(System.getProperty("monitor.out", "" + both));
        var err = Boolean.parseBoolean(System.getProperty("monitor.err", "" + both));
        if (!out) {
            return new StandardStreams(0, false, err);
        }
        var screen = ScreenSettings.of(System.getenv(), true);
        return new StandardStreams(screen.width(), screen.colour(), err);
    }
}
