package monitor;

import timeline.ScreenSettings;

/// What our output and error streams are connected to.
///
/// @param width    how many cells a line of standard output has; 0 if it is no terminal, and a
///                 line may be as long as it likes
/// @param colour   whether standard output takes colours
/// @param progress whether somebody watches standard error
record StandardStreams(int width, boolean colour, boolean progress) {

    /// Output to a file or a pipe.
    static final StandardStreams NONE = new StandardStreams(0, false, false);

    /// Looks at the streams of this JVM.
    ///
    /// Java cannot tell whether one stream by itself is a terminal. Our start script can, and
    /// passes it on; without it, there is a terminal only if stdin and stdout are one.
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
