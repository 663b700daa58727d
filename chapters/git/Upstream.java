package git;

/// The branch that a branch follows, and how far apart the two are.
///
/// @param name   its short name, like `origin/main`
/// @param ahead  how many commits it lacks
/// @param behind how many commits it has which the branch lacks
/// @param gone   whether it no longer exists; then both counts are 0 and mean nothing,
///               as they do on an unborn branch
public record Upstream(String name, int ahead, int behind, boolean gone) {
}
