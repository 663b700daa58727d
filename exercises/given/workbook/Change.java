package workbook;

import java.nio.file.Path;

/// The status of one repository was `before`, and is `after` now.
public record Change(Path repo, String before, String after) {}
