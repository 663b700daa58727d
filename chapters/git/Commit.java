package git;

import java.time.Instant;

/// A commit, in one line.
///
/// @param oid     its full object id
/// @param subject the first paragraph of its message, on one line
/// @param time    when it was committed, to the second
public record Commit(String oid, String subject, Instant time) {
}
