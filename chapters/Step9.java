// %% tags=["setup"]

//JAVA 25+
//SOURCES git/*.java playground/*.java timeline/*.java
import git.GitException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import playground.ChildProgram;
import playground.HangingWaits;
import playground.Lesson;
import playground.Prediction;
import playground.Remote;
import playground.SilentServer;
import timeline.Timeline;

// %% [markdown]
// # Step 9: stop it
//
// *An interrupt asks a thread to stop. What does it do to one that waits for a socket, a
// file, a process? How does one deadline reach through many calls? And what happens to
// our threads at Ctrl+C?*

// %%
final Lesson lesson = Lesson.withoutWorktrees(9, "stop it");

// %% [markdown]
// ## What an interrupt does
//
// `interrupt` sets a flag, and wakes the thread from some of its waits, but not from all.
// So we try it, on waits that last until somebody ends them: for a server that never
// answers, for a file without content, for a git that waits for its input. We end them
// in one of two ways: by an interrupt, or from outside, by closing what they wait for.

// %%
String endOf(HangingWaits.Wait wait, ThreadFactory kind, boolean fromOutside)
        throws Exception {
    var end = new CompletableFuture<String>();
    var thread = kind.newThread(() -> {
        try {
            end.complete("returns " + wait.begin().call());
        } catch (Throwable e) {
            end.complete(e.getClass().getSimpleName().replace("Exception", ""));
        }
    });
    thread.start();
    try {
        Thread.sleep(500);
        if (fromOutside) {
            wait.outside().close();
        } else {
            thread.interrupt();
        }
        return end.completeOnTimeout("nothing", 2, TimeUnit.SECONDS).get();
    } finally {
        wait.release().close();
        thread.interrupt();
    }
}

// %% predict
final Prediction socketInPlatformThread = lesson.predict("""
        A platform thread reads from a socket's stream, and the server says nothing. What
        does it get by an interrupt?
        a) InterruptedException
        b) SocketException
        c) nothing
        """);

// %% run
void threeWaysToStopAWait() throws Exception {
    socketInPlatformThread.ask();
    var git = lesson.git();
    var platformThreads = Thread.ofPlatform().factory();
    try (var first = new HangingWaits(git);
            var second = new HangingWaits(git);
            var third = new HangingWaits(git);
            var oneByOne = Executors.newSingleThreadExecutor();
            var allAtOnce = Executors.newCachedThreadPool()) {
        var virtual = first.each(oneByOne,
                wait -> endOf(wait, Thread.ofVirtual().factory(), false));
        var platform = second.each(allAtOnce,
                wait -> endOf(wait, platformThreads, false));
        var outside = third.each(allAtOnce,
                wait -> endOf(wait, platformThreads, true));

        var row = "%-22s%-20s%-19s%s";
        IO.println("How the wait ends (names without Exception):");
        IO.println(row.formatted("", "interrupt, virtual", "interrupt", "from outside"));
        for (var i = 0; i < first.all().size(); i++) {
            IO.println(row.formatted(first.all().get(i).name(), virtual.get(i).get(),
                    platform.get(i).get(), outside.get(i).get()));
        }
        socketInPlatformThread.measured(platform.get(1).get());
    }
    IO.println();
}

// %% [markdown]
// In a virtual thread an interrupt closes the socket; a channel it closes in both kinds.
// For a socket in a platform thread there is also a time limit, `setSoTimeout`. Reads of
// a file or of a process's output ignore the interrupt. From outside, both look like the
// end of the data: check the process's exit code too. And do not count on `close`: a
// FileInputStream's read, and that of a process's output, wait on after it.
//
// On JDK 25, while a virtual thread hangs in a read of `Files.newInputStream`, `close`
// hangs too. In a read of a FileChannel, `interrupt` hangs. So hold no lock meanwhile.
//
// ## A cancellation that looks like a failure
//
// A socket that an interrupt has closed throws an IOException, as a failure does. A loop
// that asks again at once does not see that it was cancelled, and a report calls it a
// failure. But the interrupt flag is still set, and that tells the two apart.

// %%
int ask(SilentServer server) throws IOException {
    try (var socket = server.socket()) {
        return socket.getInputStream().read();
    }
}

<T> T cancellable(Callable<T> attempt) throws Exception {
    try {
        return attempt.call();
    } catch (IOException e) {
        if (Thread.interrupted()) {
            throw (Exception) new InterruptedException("cancelled").initCause(e);
        }
        throw e;
    }
}

int attemptsOf(Callable<?> question) throws Exception {
    var attempts = new AtomicInteger();
    var thread = Thread.startVirtualThread(() -> {
        for (var attempt = 1; attempt <= 4; attempt++) {
            attempts.set(attempt);
            try {
                question.call();
            } catch (IOException e) {
                IO.println("  failed: " + e.getMessage());
            } catch (Exception e) {
                IO.println("  " + e.getMessage());
                return;
            }
        }
    });
    thread.interrupt();
    thread.join();
    return attempts.get();
}

// %% predict
final Prediction attemptsAfterCancel = lesson.predict("""
        A virtual thread asks the silent server. After an IOException it asks again at
        once, four times at most. It is interrupted once, at its beginning. How many
        attempts does it make?
        ___ attempts
        """);

// %% run
void aCancellationIsNoFailure() throws Exception {
    attemptsAfterCancel.ask();
    try (var server = new SilentServer()) {
        IO.println("Plain attempts:");
        var attempts = attemptsOf(() -> ask(server));
        IO.println("Cancellable attempts:");
        attemptsOf(() -> cancellable(() -> ask(server)));
        attemptsAfterCancel.measured(attempts);
    }
    IO.println();
}

// %% [markdown]
// ## One deadline for all calls
//
// Calls make other calls, and try again: limits of single calls add up. A deadline is a
// point in time, the same for all. A ScopedValue carries it through the calls.

// %%
static final ScopedValue<Long> DEADLINE = ScopedValue.newInstance();

// An inner deadline can only be earlier than the outer one.
<T> T within(Duration limit, ScopedValue.CallableOp<T, Exception> call) throws Exception {
    var end = System.nanoTime() + limit.toNanos();
    if (DEADLINE.isBound() && DEADLINE.get() - end < 0) {
        end = DEADLINE.get();
    }
    return ScopedValue.where(DEADLINE, end).call(call);
}

Duration left() throws TimeoutException {
    var nanos = DEADLINE.get() - System.nanoTime();
    if (nanos <= 0) {
        throw new TimeoutException("no time is left");
    }
    return Duration.ofNanos(nanos);
}

// %% run
void oneDeadlineForAll() throws Exception {
    var git = lesson.git().withLatency(Duration.ZERO);
    var timeline = new Timeline("1 s for each attempt, 2.9 s for all");
    try (var remote = Remote.hanging()) {
        within(Duration.ofMillis(2_900), () -> {
            for (var attempt = 1;; attempt++) {
                var limit = within(Duration.ofSeconds(1), () -> left());
                try {
                    timeline.lane("attempt " + attempt).run(() -> git.withTimeLimit(limit)
                            .run(Path.of(""), remote.question()));
                } catch (GitException.TimedOut e) {
                    continue;
                }
            }
        });
    } catch (TimeoutException e) {
        timeline.print();
        IO.println("No other attempt: " + e.getMessage() + ".\n");
    }
}

// %% [markdown]
// The last attempt got what was left. A scope (Step 4) hands scoped values down to the
// threads that it forks, if they were bound before it was opened. An executor does not:
// read the deadline before `submit`, and bind it again in the task.
//
// ## The end of a program
//
// Ctrl+C and `kill` begin the end of a JVM: it starts the shutdown hooks. Here is a
// program with a short job, a long job, and a hook.

// %%
String program(boolean drains) {
    return """
            final ExecutorService executor = Executors.newCachedThreadPool();

            void main() {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> hook()));
                executor.submit(() -> job("short", 2_000));
                executor.submit(() -> job("long", 60_000));
                IO.println("work");
            }

            Object job(String name, int millis) throws InterruptedException {
                try {
                    Thread.sleep(millis);
                    return name;
                } finally {
                    IO.println(name + " job ended");
                }
            }

            void hook() {
                IO.println("hook");
                try {
                    if (%s) {
                        executor.shutdown(); // take no new work
                        if (!executor.awaitTermination(4, TimeUnit.SECONDS)) {
                            executor.shutdownNow(); // interrupt the rest
                            executor.awaitTermination(4, TimeUnit.SECONDS);
                        }
                    }
                } catch (InterruptedException e) {
                    // Nobody interrupts a hook.
                }
            }
            """.formatted(drains);
}

// %% predict
final Prediction atKill = lesson.predict("""
        In a first run the hook does not drain: there is no `shutdown` in it. The program
        has printed `work`, and `kill` ends it. What does it print then?
        a) hook
        b) hook, and that each job has ended
        c) that each job has ended, hook
        """);

// %% run
void theEndOfAProgram() throws Exception {
    atKill.ask();
    var plain = ChildProgram.linesUntilKilled(program(false));
    var drained = ChildProgram.linesUntilKilled(program(true));
    IO.println("without draining  " + String.join(", ", plain));
    IO.println("with draining     " + String.join(", ", drained));
    if (plain.size() > 1) { // on Windows there is no such signal
        atKill.measured(String.join(", ", plain.subList(1, plain.size())));
    }
    IO.println();
}

// %% [markdown]
// When the hooks have ended, the JVM is gone, and no `finally` runs. So the hook takes no
// new work, lets what runs end, interrupts the rest, and waits once more. Each wait has a
// limit: who stops services often sends `kill -9` after 10 s, and that runs no hook. And
// `System.exit` never returns: not in a hook, and not in a job for which a hook waits.
//
// ## What it maps to
//
// In asyncio, `cancel` raises CancelledError at the `await`, `asyncio.timeout` is a
// deadline, and `asyncio.run` turns Ctrl+C into a cancellation of main.

// %% [markdown] tags=["question"]
// **Question 1.** A job in a platform thread reads from a socket. You want to be able to
// cancel it. What is enough?
//
// - a) `future.cancel(true)`
// - b) closing the socket
// - c) `executor.shutdownNow()`

// %% [markdown] tags=["question"]
// **Question 2.** An outer call has 1 s left. It makes an inner call `within` 5 s, and that
// one asks git with `withTimeLimit(left())`. Git hangs. When does the inner call end?
//
// - a) after 1 s
// - b) after 5 s
// - c) after 6 s

// %% [markdown]
// The answers are in [ANSWERS.md](ANSWERS.md#step-9).
//
// ## Go on
//
// First practice: `./jbang watch 9.1`, then 9.2 and 9.3. Then [Step 10](Step10.java): what
// to do when work comes faster than it can be done.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        threeWaysToStopAWait();
        aCancellationIsNoFailure();
        oneDeadlineForAll();
        theEndOfAProgram();
        IO.println("A cancellation is asked for, waited for, and never a failure. "
                + lesson.next());
    });
}
