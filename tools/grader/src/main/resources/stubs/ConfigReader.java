package workbook;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Reads many configuration files at the same time, so that all of them take about as
/// long as the slowest one.
///
/// The contract; the tests are named after its points:
///
/// 1. Every file's text, read as UTF-8.
/// 2. All files are read at once, however many cores there are.
/// 3. The map iterates in the order of `paths`; a path that appears twice is read once.
/// 4. An empty list gives an empty map.
/// 5. A file that cannot be read, for whatever reason, or is not UTF-8, ends the call
///    promptly with an IOException whose message contains that path.
/// 6. When the call ends, however it ends, no read that it started is still running.
/// 7. An interrupt of the caller ends the call with InterruptedException.
///
/// A read lasts from the opening of a file to its closing. A path may belong to any file
/// system, a zip file's for example; `java.nio.file.Files` reads them all.
public final class ConfigReader {

    private ConfigReader() {}

    /// Reads all these files, and blocks until that is done or has failed.
    ///
    /// @param paths the files, in any number, the same one perhaps more than once
    /// @return each file's text by its path, in the order of `paths`
    /// @throws IOException if a file cannot be read or is not UTF-8; the message contains
    ///        its path
    /// @throws InterruptedException if the calling thread is interrupted meanwhile
    public static Map<Path, String> readConfigs(List<Path> paths)
            throws IOException, InterruptedException {
        throw new NotStarted("read every file, all at the same time");
    }
}
