package workbook;

import java.util.List;

/// Some tasks of a group failed. The first failure is the cause, the others are suppressed.
public class TaskGroupException extends Exception {
    private static final long serialVersionUID = 1;

    /// @param failures every task's own failure, in the order in which they happened; one or
    ///                 more, and none of them twice
    /// @throws IllegalArgumentException if there is none
    @SuppressWarnings("this-escape")
    public TaskGroupException(List<? extends Throwable> failures) {
        super(message(failures), failures.getFirst());
        failures.stream().skip(1).forEach(this::addSuppressed);
    }

    private static String message(List<? extends Throwable> failures) {
        if (failures.isEmpty()) {
            throw new IllegalArgumentException("a group fails with one failure or more");
        }
        return failures.size() == 1
                ? "one task failed: " + failures.getFirst()
                : failures.size() + " tasks failed, the first with: "
                        + failures.getFirst();
    }
}
