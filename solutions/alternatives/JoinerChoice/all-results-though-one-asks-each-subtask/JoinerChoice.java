// Different: allSuccessfulOrThrow for the page too. It cancels and throws as awaitAllSuccessfulOrThrow
// does; the stream that `join` returns is not used. One joiner less to remember.
package workbook.practice;

public class JoinerChoice {

    public enum Joiner {
        awaitAllSuccessfulOrThrow, allSuccessfulOrThrow, anySuccessfulResultOrThrow,
        awaitAll, allUntil
    }

    public Joiner diskUse() {
        return Joiner.allSuccessfulOrThrow;
    }

    public Joiner mirrors() {
        return Joiner.anySuccessfulResultOrThrow;
    }

    public Joiner cleanUp() {
        return Joiner.awaitAll;
    }

    public Joiner page() {
        return Joiner.allSuccessfulOrThrow;
    }
}
