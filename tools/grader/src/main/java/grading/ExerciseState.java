package grading;

/// How far an exercise is.
public enum ExerciseState {
    SOLVED("solved"), FAILING("failing"), STARTED("started"), NOT_STARTED("not started");

    private final String words;

    ExerciseState(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
