package monitor;

/// Whether a process still runs. One that has ended stays listed until its parent, or process 1
/// for an orphan, takes notice; it has no program any more.
final class Running {

    private Running() {}

    static boolean is(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}
