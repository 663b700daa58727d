package companion;

/// What can be asked of our own JVM.
public final class Jvm {

    private Jvm() {}

    /// Whether the JVM is about to end.
    static boolean isEnding() {
        var hook = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
