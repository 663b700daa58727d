package timeline;

import java.time.Duration;

/// One run of a lane, as it was when somebody looked.
///
/// @param phase  what it was called, empty if it has no name
/// @param start  when it began, counted from the timeline's time zero
/// @param end    when it ended; for one that is still running, when it was looked at
/// @param ending how it ended
public record Span(String phase, Duration start, Duration end, Ending ending) {

    Span until(Duration moment, Ending ending) {
        return new Span(phase, start, moment, ending);
    }
}
