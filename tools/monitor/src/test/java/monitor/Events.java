package monitor;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import monitor.Event.Kind;

/// Events for tests.
final class Events {

    static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    private Events() {}

    static Repository repository(String name) {
        return new Repository(Path.of("/code", name), name, Optional.empty(), false);
    }

    static Event event(Kind kind, String name, String before, String after) {
        return new Event(TIME, kind, repository(name), before, after);
    }

    static Event seen(String name, String status) {
        return event(Kind.SEEN, name, "", status);
    }

    static Event changed(String name, String before, String after) {
        return event(Kind.CHANGED, name, before, after);
    }

    /// A change so many seconds after [#TIME].
    static Event changed(int seconds, String name, String before, String after) {
        return new Event(TIME.plusSeconds(seconds), Kind.CHANGED, repository(name),
                before,
                after);
    }
}
