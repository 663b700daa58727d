package monitor;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import monitor.RepositoryEvent.Kind;

/// Events for tests.
final class SampleEvents {

    static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    private SampleEvents() {}

    static Repository repository(String name) {
        return new Repository(Path.of("/code", name), name, Optional.empty(), false);
    }

    static RepositoryEvent event(Kind kind, String name, String before, String after) {
        return new RepositoryEvent(TIME, kind, repository(name), before, after);
    }

    static RepositoryEvent seen(String name, String status) {
        return event(Kind.SEEN, name, "", status);
    }

    static RepositoryEvent changed(String name, String before, String after) {
        return event(Kind.CHANGED, name, before, after);
    }

    /// A change so many seconds after [#TIME].
    static RepositoryEvent changed(int seconds, String name, String before,
            String after) {
        return new RepositoryEvent(TIME.plusSeconds(seconds), Kind.CHANGED,
                repository(name),
                before,
                after);
    }
}
