package monitor;

import java.time.Instant;
import java.util.Locale;

/// Something that the monitor has seen at a repository.
///
/// @param before its status before; empty if there was none
/// @param after  its status now; empty if there is none
record RepositoryEvent(Instant time, Kind kind, Repository repository, String before,
        String after) {

    enum Kind {
        /// It was found; nobody has asked it yet. No change.
        FOUND,
        /// Its first status, of one that was there from the start. No change.
        SEEN,
        /// The first status of one that has come since.
        NEW,
        /// Another status than before.
        CHANGED,
        /// It is not found any more.
        GONE;

        /// As on the screen and in JSON.
        String inWords() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean isChange() {
        return kind.compareTo(Kind.NEW) >= 0;
    }

    /// What has changed, for people: `clean on main at 1a2b3c4 -> dirty ...`.
    String inWords() {
        return switch (kind) {
            case FOUND -> "found";
            case SEEN -> after;
            case NEW -> "new: " + after;
            case CHANGED -> before + " -> " + after;
            // Often a poll comes before the look that misses it, and has told the error.
            case GONE -> before.isEmpty() || before.startsWith("error: ")
                    ? "gone"
                    : "gone, was: " + before;
        };
    }
}
