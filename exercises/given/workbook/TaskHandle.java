package workbook;

/// The result of one task of a [BoundedTaskGroup], available after `join` has returned.
public interface TaskHandle<T> {

    /// The value that the task returned, null included. Never blocks.
    ///
    /// @throws IllegalStateException before `join`, and for a task that failed or never ran
    T get();
}
