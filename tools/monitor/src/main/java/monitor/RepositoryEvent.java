package monitor;

import java.time.Instant;
import java.util.Locale;

/// Something that has happened to a repository.
///
/// @param before its status before; empty if there was none
/// @param after  its status now; empty if there is none
record RepositoryEvent(Instant time, Kind kind, Repository repository, String before,
        String after) {

    enum Kind {
        /// It was found, and not checked yet. Not a change.
        FOUND,
        /// The first status of one that was there from the start. Not a change.
        SEEN,
        /// The first status of one that has appeared since.
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
            // Often a check has reported the error before a scan misses the repository.
            case GONE -> before.isEmpty() || before.startsWith("error: ")
                    ? "gone"
                    : "gone, was: " + before;
        };
    }
}
