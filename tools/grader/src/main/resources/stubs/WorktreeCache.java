package workbook;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Remembers the status of each worktree for a while, so that asking again costs nothing.
/// Many threads ask at the same time, and a load may take long: no worktree is loaded
/// twice at once, and no caller waits for the load of another worktree.
///
/// The contract; the tests are named after its points:
///
/// 1. A fresh status is served without loading.
/// 2. It is stale from the moment when `ttl` has passed since its load ended, by the given
///    clock. A `ttl` may be as long as a Duration can be.
/// 3. Callers who want one worktree at the same time share one load.
/// 4. Loads of different worktrees never wait for each other.
/// 5. `getAllStatuses` loads what is stale all at once, serves the rest, and keeps the list's
///    order; a load that fails makes it fail with that IOException, and the others' results
///    are kept.
/// 6. A failed load reaches everyone who waited for it, as an IOException that is the loader's
///    or has it as its cause, and is not kept: the next caller loads again.
/// 7. An interrupt ends the interrupted caller's wait promptly with InterruptedException and
///    harms nobody else: a load that others wait for goes on.
public class WorktreeCache {

    private final Duration ttl;
    private final StatusLoader loader;
    private final InstantSource clock;

    /// @param ttl    how long a status is fresh; zero or more
    /// @param loader loads a status; blocks for as long as it likes
    /// @param clock  gives the time by which a status gets stale
    public WorktreeCache(Duration ttl, StatusLoader loader, InstantSource clock) {
        this.ttl = ttl;
        this.loader = loader;
        this.clock = clock;
    }

    /// The status of one worktree. Blocks until its load has ended, if it has to be
    /// loaded.
    ///
    /// @throws IOException if it cannot be loaded
    /// @throws InterruptedException if the calling thread is interrupted while it waits
    public String getStatus(Path worktree) throws IOException, InterruptedException {
        throw new NotStarted("the status of one worktree");
    }

    /// The status of every worktree in the list. Blocks until all that have to be
    /// loaded have been loaded.
    ///
    /// @throws IOException if one of them cannot be loaded
    /// @throws InterruptedException if the calling thread is interrupted while it waits
    public Map<Path, String> getAllStatuses(List<Path> worktrees)
            throws IOException, InterruptedException {
        throw new NotStarted("the statuses of many worktrees");
    }
}
