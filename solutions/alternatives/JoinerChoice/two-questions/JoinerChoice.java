// Different: two questions for each situation, and one place that knows the table. Worth it when there
// are more situations than joiners.
package workbook.practice;

public class JoinerChoice {

    public enum Joiner {
        awaitAllSuccessfulOrThrow, allSuccessfulOrThrow, anySuccessfulResultOrThrow,
        awaitAll, allUntil
    }

    private enum EndsEarly {
        AT_A_FAILURE, AT_A_SUCCESS, NEVER
    }

    private enum JoinGives {
        RESULTS, NOTHING
    }

    public Joiner diskUse() {
        return joiner(EndsEarly.AT_A_FAILURE, JoinGives.RESULTS);
    }

    public Joiner mirrors() {
        return joiner(EndsEarly.AT_A_SUCCESS, JoinGives.RESULTS);
    }

    public Joiner cleanUp() {
        return joiner(EndsEarly.NEVER, JoinGives.NOTHING);
    }

    public Joiner page() {
        return joiner(EndsEarly.AT_A_FAILURE, JoinGives.NOTHING);
    }

    private static Joiner joiner(EndsEarly endsEarly, JoinGives gives) {
        return switch (endsEarly) {
            case AT_A_SUCCESS -> Joiner.anySuccessfulResultOrThrow;
            case NEVER -> Joiner.awaitAll;
            case AT_A_FAILURE -> gives == JoinGives.RESULTS
                    ? Joiner.allSuccessfulOrThrow
                    : Joiner.awaitAllSuccessfulOrThrow;
        };
    }
}
