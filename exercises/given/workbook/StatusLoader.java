package workbook;

import java.io.IOException;
import java.nio.file.Path;

/// Loads the status of one worktree. It may block for as long as it likes, and responds
/// to an interrupt with InterruptedException.
public interface StatusLoader {

    /// @throws IOException if the status cannot be had
    /// @throws InterruptedException if the calling thread is interrupted meanwhile
    String load(Path worktree) throws IOException, InterruptedException;
}
