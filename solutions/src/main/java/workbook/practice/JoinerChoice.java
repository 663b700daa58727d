package workbook.practice;

public class JoinerChoice {

    public enum Joiner {
        awaitAllSuccessfulOrThrow, allSuccessfulOrThrow, anySuccessfulResultOrThrow,
        awaitAll, allUntil
    }

    public Joiner diskUse() {
        // Why not awaitAllSuccessfulOrThrow, which cancels and throws in the same way: its `join`
        // returns nothing to add up.
        return Joiner.allSuccessfulOrThrow;
    }

    public Joiner mirrors() {
        return Joiner.anySuccessfulResultOrThrow;
    }

    public Joiner cleanUp() {
        return Joiner.awaitAll;
    }

    public Joiner page() {
        return Joiner.awaitAllSuccessfulOrThrow;
    }
}
