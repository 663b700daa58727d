// Looks for an order of steps in which a limit lets in one too many. See Step 8.

//JAVA 25+
//DEPS org.ow2.asm:asm-util:9.11 org.ow2.asm:asm-commons:9.11
//DEPS org.jetbrains.lincheck:lincheck:3.7
//RUNTIME_OPTIONS -XX:+EnableDynamicAgentLoading -Xshare:off
//RUNTIME_OPTIONS --sun-misc-unsafe-memory-access=allow
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;

// Two threads call `tryEnter`, and one of them may get in. Lincheck changes the code when
// it is loaded: it can stop a thread before each access to shared memory, and let the
// other one run. So it reaches the fatal order by a plan, and not by luck.

static final int LIMIT = 1;

// Between its check and its act, another thread makes the same check.
public static class CheckThenAct {
    private int running;

    @Operation
    public boolean tryEnter() {
        if (running >= LIMIT) {
            return false;
        }
        running++;
        return true;
    }
}

// Check and act are one step.
public static class AtomicUpdate {
    private final AtomicInteger running = new AtomicInteger();

    @Operation
    public boolean tryEnter() {
        return running.getAndUpdate(now -> Math.min(now + 1, LIMIT)) < LIMIT;
    }
}

// The same, as the JDK has it.
public static class Permits {
    private final Semaphore permits = new Semaphore(LIMIT);

    @Operation
    public boolean tryEnter() {
        return permits.tryAcquire();
    }
}

// As wrong as the first, but with a file. Lincheck stops no thread between two calls of
// the file system. (Right is `Files.createFile`, which fails if the file is there.)
public static class CheckThenCreate {
    static final Path LOCK = Path.of(System.getProperty("java.io.tmpdir"),
            "interleavings-" + ProcessHandle.current().pid());

    public CheckThenCreate() throws IOException {
        Files.deleteIfExists(LOCK);
    }

    @Operation
    public boolean tryEnter() throws IOException {
        if (Files.exists(LOCK)) {
            return false;
        }
        Files.writeString(LOCK, "");
        return true;
    }
}

/// The order that breaks `limit`, as Lincheck draws it; empty if it has found none. The
/// answers are right if calls one after another give the same.
String orderThatBreaks(Class<?> limit) {
    var onlyTheTwo = new ModelCheckingOptions().iterations(1)
            .threads(2).actorsPerThread(1).actorsBefore(0).actorsAfter(0);
    try {
        onlyTheTwo.check(limit);
        return "";
    } catch (LincheckAssertionError e) {
        var parts = e.getMessage().split("\n\n"); // the answers, the order, the details
        if (!parts[0].contains("Invalid execution results")) {
            throw e; // it is Lincheck that failed
        }
        return parts[1].replaceFirst(".*\n", "");
    }
}

boolean passes(String name, Class<?> limit) {
    var order = orderThatBreaks(limit);
    IO.println("%-30s%s".formatted(name, order.isEmpty() ? "nothing found" : "fails"));
    if (!order.isEmpty()) {
        IO.println("\n" + order + "\n➜ is a read, = a write; "
                + "after \"switch\" the other thread runs.\n");
    }
    return order.isEmpty();
}

void main(String[] args) throws IOException {
    if (args.length > 0) {
        var help = args[0].equals("--help") || args[0].equals("-h");
        (help ? System.out : System.err).println("Usage: ./jbang interleavings\n"
                + "Looks for an order of steps in which a limit lets in one too many.");
        System.exit(help ? 0 : 2);
    }
    IO.println("Two threads, and only " + LIMIT + " may get in. For some seconds, "
            + "Lincheck looks for an\norder of their steps that lets in both.\n");

    var found = !passes("Check, then act", CheckThenAct.class);
    var rightOnesPass = passes("An atomic update", AtomicUpdate.class)
            & passes("A semaphore", Permits.class);
    CheckThenCreate.LOCK.toFile().deleteOnExit(); // at Ctrl+C, too
    if (passes("Check a file, then create it", CheckThenCreate.class)) {
        IO.println("\nThe last one is wrong, too: "
                + "such a tool sees memory, and no files.");
    }
    System.exit(found && rightOnesPass ? 0 : 1);
}
