package notebook;

import cells.Cell;
import cells.Chapter;
import java.util.List;
import java.util.Optional;

/// A chapter, and what each of its cells gave when it was run.
public record Execution(Chapter chapter, List<Executed> cells) {

    /// One cell, and what it gave; prose and the script's `main` give nothing.
    public record Executed(Cell cell, List<CellOutput> outputs) {}

    /// What went wrong, if something did: then it is the last that was run.
    public Optional<CellOutput.Failure> failure() {
        return cells.stream().flatMap(cell -> cell.outputs().stream())
                .filter(CellOutput.Failure.class::isInstance)
                .map(CellOutput.Failure.class::cast)
                .findFirst();
    }
}
