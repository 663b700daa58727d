package companion;

import java.util.List;

/// What came of grading one answer.
///
/// @param state    as the board says it
/// @param passed   how many tests passed
/// @param total    how many tests there are
/// @param problems what the compiler minds; then no test was run
/// @param first    the name of the first test that failed, or nothing
/// @param message  what that test says
/// @param printed  what the answer wrote to the console
record Verdict(State state, long passed, long total, List<String> problems, String first,
        String message, String printed) {

    /// How far an exercise is.
    enum State {
        SOLVED("solved"), FAILING("failing"), BEGUN("begun"), NOT_STARTED("not started");

        private final String words;

        State(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    boolean isSolved() {
        return state == State.SOLVED;
    }
}
