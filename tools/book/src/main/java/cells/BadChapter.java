package cells;

import grading.WrongUsage;
import java.nio.file.Path;

/// A chapter's text is not made of cells as it should be. The message says where and what:
/// `chapters/Step5.java:12: ...`.
public final class BadChapter extends WrongUsage {

    private static final long serialVersionUID = 1;

    /// @param line counted from 1
    BadChapter(Path file, int line, String what) {
        super(file + ":" + line + ": " + what);
    }
}
