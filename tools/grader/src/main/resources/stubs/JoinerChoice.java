package workbook.practice;

import workbook.NotStarted;

/// Choose a joiner for four situations, each with three subtasks in one scope. Which joiner
/// cancels them when it should, and only then, and makes `join` return or throw what is needed?
///
/// 1. `diskUse`: each subtask returns a size, and `join` returns all three, to be added up. If one
///    is missing there is no sum: the first failure cancels the rest, and `join` throws it.
/// 2. `mirrors`: three servers have the same file. The first that answers is enough, and `join`
///    returns its answer. One that fails does not matter as long as another answers.
/// 3. `cleanUp`: each subtask deletes the old builds of one worktree. Whatever fails, the others
///    go on to their end, and `join` returns normally.
/// 4. `page`: a name, a number and a date for one page, taken with `get` from the three subtasks
///    after `join`. The first failure cancels the rest, and `join` throws it.
public class JoinerChoice {

    /// What to return, like Joiner.awaitAll: the names are the methods of StructuredTaskScope.Joiner.
    /// The test of `allUntil` is true here for a subtask that has failed.
    public enum Joiner {
        awaitAllSuccessfulOrThrow, allSuccessfulOrThrow, anySuccessfulResultOrThrow,
        awaitAll, allUntil
    }

    public Joiner diskUse() {
        throw new NotStarted("a joiner for the sizes");
    }

    public Joiner mirrors() {
        throw new NotStarted("a joiner for the mirrors");
    }

    public Joiner cleanUp() {
        throw new NotStarted("a joiner for the cleaning");
    }

    public Joiner page() {
        throw new NotStarted("a joiner for the parts of a page");
    }
}
