// %% tags=["setup"]

//JAVA 25+
//SOURCES git/*.java playground/*.java timeline/*.java
import git.GitException;
import git.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import playground.Lesson;
import playground.Prediction;
import playground.Remote;
import timeline.Timeline;

// %% [markdown]
// # Step 3: some of them fail
//
// *Three checks run at once, and the second worktree does not exist. What do we learn of
// the other two?*

// %%
final Lesson lesson = Lesson.step(3, "some of them fail");

// %% [markdown]
// The three checks. `status` throws an exception when git gives no answer.

// %%
List<Callable<String>> checks(Timeline timeline) throws Exception {
    var worktrees = lesson.worktrees();
    var checks = new ArrayList<Callable<String>>();
    for (var path : List.of(worktrees.getFirst().path(), lesson.missing(),
            worktrees.get(worktrees.size() / 2).path())) {
        var lane = timeline.lane(path.getFileName().toString());
        checks.add(() -> lane.run(() -> Outcome.of(lesson.git().status(path)).inWords()));
    }
    return checks;
}

// %% [markdown]
// ## The first failure ends it
//
// `Future.get` throws the failure of its task, wrapped in an `ExecutionException`.

// %% predict
final Prediction thirdCheck = lesson.predict("""
        invokeAll gets all three. Then a loop calls get on one future after another,
        until the second one throws. What becomes of the third check?
        a) it is stopped when the second one fails
        b) it runs to its end, and nobody sees its answer
        c) it has not begun when the second one fails, and never does
        """);

// %% run
void theFirstFailureEndsIt() throws Exception {
    thirdCheck.ask();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var futures = executor.invokeAll(checks(new Timeline("first failure")));
        try {
            for (var future : futures) {
                IO.println("  [OK]     " + future.get());
            }
        } catch (ExecutionException e) {
            IO.println("  [CAUGHT] " + e.getCause().getMessage());
        }
        IO.println("  The third check: " + futures.getLast().state());
        thirdCheck.measured(futures.getLast().isCancelled()
                ? "it is stopped when the second one fails"
                : "it runs to its end, and nobody sees its answer");
    }
    IO.println();
}

// %% [markdown]
// It ran, and was paid for. That is right when the answers are only good together. It is
// wrong for a report: nine worktrees do not matter less because the tenth is gone.
//
// ## An interrupt is no failure
//
// To interrupt a thread is to ask it to stop: `sleep` or `get` then throws an
// InterruptedException. Here a virtual thread waits for a byte from a socket.

// %% predict
final Prediction interruptedRead = lesson.predict("""
        The thread is interrupted during the read. What does the read do?
        a) it throws an InterruptedException
        b) nothing: it goes on waiting
        c) it throws another exception, and the interrupt flag is set
        """);

// %% run
void anInterruptInASocketRead() throws Exception {
    interruptedRead.ask();
    var connected = new CountDownLatch(1);
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        var read = new FutureTask<>(() -> {
            try (var socket = new Socket(server.getInetAddress(),
                    server.getLocalPort())) {
                connected.countDown();
                return "read " + socket.getInputStream().read();
            } catch (Exception e) {
                return e + ", interrupt flag " + Thread.currentThread().isInterrupted();
            }
        });
        var reader = Thread.startVirtualThread(read);
        connected.await();
        reader.interrupt();
        IO.println("  " + read.get());
        interruptedRead.measured(read.get().endsWith("flag true")
                ? "it throws another exception, and the interrupt flag is set"
                : "it throws an InterruptedException");
    }
    IO.println();
}

// %% [markdown]
// It closes the socket as well. (In a platform thread this read ignores the interrupt:
// there, close the socket.) So an exception with the flag set counts as an interrupt.
//
// ## Collect every outcome
//
// A result is a value: an answer, or the reason why there is none. The interface is
// sealed: there is no third kind, and the compiler checks that a `switch` handles both.

// %%
sealed interface Result<T> {
    record Success<T>(T value) implements Result<T> {}

    record Failure<T>(Exception cause) implements Result<T> {}
}

// %% [markdown]
// Failures become values *inside* the task. An interrupt, which is no failure, does not.

// %%
<T> Result<T> attempt(Callable<T> task) throws InterruptedException {
    try {
        return new Result.Success<>(task.call());
    } catch (InterruptedException e) {
        throw e;
    } catch (Exception e) {
        if (Thread.interrupted()) {
            throw new InterruptedException(e.getMessage());
        }
        return new Result.Failure<>(e);
    }
}

<T> List<Result<T>> collectAll(List<Callable<T>> tasks) throws InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var attempts = tasks.stream()
                .<Callable<Result<T>>>map(task -> () -> attempt(task))
                .toList();
        return executor.invokeAll(attempts).stream().map(future -> future.resultNow())
                .toList();
    }
}

// %% [markdown]
// A job that hangs does not even fail, and the others wait for it. So give it a time limit
// of its own: here a fourth job asks a server that never answers. `GitException` is sealed
// too: what to do depends on the kind of failure.

// %% run
void collectEveryOutcome() throws Exception {
    var git = lesson.git().withTimeLimit(lesson.latency().plusSeconds(1));
    var timeline = new Timeline("every outcome");
    try (var remote = Remote.hanging()) {
        var jobs = new ArrayList<>(checks(timeline));
        var lane = timeline.lane("ls-remote");
        jobs.add(() -> lane.run(
                () -> git.run(lesson.repository(), remote.question()).text()));
        for (var result : collectAll(jobs)) {
            IO.println("  " + switch (result) {
                case Result.Success(var words) -> "[OK]     " + words;
                case Result.Failure(GitException.TimedOut late) ->
                        "[LATE]   " + late.state();
                case Result.Failure(GitException known) -> "[FAILED] " + known.state();
                case Result.Failure(var other) -> "[FAILED] " + other;
            });
        }
    }
    IO.println();
    timeline.print();
    IO.println();
}

// %% [markdown]
// All took as long as the one that was given up, and every answer is there.
//
// ## One load for all who want it
//
// Five threads want the branch of one worktree at the same moment. Five loads are four
// too many. Let the callers share one: this is called *single flight*. The map holds the
// running loads. Each is a `FutureTask`, and any number of threads may call its `get`.
// `computeIfAbsent` looks and puts in one step, so exactly one caller starts the load.
// They all wait outside that step, as it holds a lock.

// %%
final Map<Path, FutureTask<String>> loads = new ConcurrentHashMap<>();

FutureTask<String> sharedLoad(Path path, Callable<String> load) {
    return loads.computeIfAbsent(path, _ -> {
        var started = new FutureTask<>(() -> {
            try {
                return load.call();
            } finally {
                loads.remove(path);
            }
        });
        Thread.startVirtualThread(started);
        return started;
    });
}

// %% predict
final Prediction sharers = lesson.predict("""
        Two callers share a load. The first one, which has started it, is interrupted.
        After that the load fails. What do the second caller and a later one get?
        a) the second one gets the failure, the later one an answer
        b) both get the failure
        c) the second one is interrupted, the later one gets an answer
        """);

// %% run
void callersShareOneLoad() throws Exception {
    sharers.ask();
    var path = lesson.worktrees().getFirst().path();
    var begun = new AtomicInteger();
    var hasBegun = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    Callable<String> load = () -> {
        if (begun.incrementAndGet() == 1) {
            hasBegun.countDown();
            mayEnd.await();
            throw new IOException("the disk is busy");
        }
        return lesson.git().check(path).inWords();
    };
    var first = new FutureTask<>(() -> sharedLoad(path, load).get());
    Thread.startVirtualThread(first);
    hasBegun.await();
    var shared = sharedLoad(path, load);
    first.cancel(true); // interrupts its thread
    mayEnd.countDown();
    var second = attempt(shared::get);
    IO.println("  first   " + first.state());
    IO.println("  second  " + second + ", loads so far: " + begun);
    var later = attempt(() -> sharedLoad(path, load).get());
    IO.println("  later   " + later + ", loads so far: " + begun);
    sharers.measured(later instanceof Result.Failure ? "both get the failure"
            : second.toString().contains("Interrupted")
                    ? "the second one is interrupted, the later one gets an answer"
            : "the second one gets the failure, the later one an answer");
    IO.println();
}

// %% [markdown]
// Two callers, one load. The interrupt ended the wait of the first caller, and nothing
// else: the load runs in a thread of its own. Its failure reaches everyone who waits for
// it, inside an `ExecutionException`. The load removes its own entry before anyone can see
// how it ended, so a caller who comes after a failure loads anew.
//
// ## What it maps to, and when it is right
//
// `collectAll` is asyncio's `gather(*tasks, return_exceptions=True)`, with types.
//
// Collect outcomes for reports, checks, batches: whatever is useful in part. Fail fast
// where one failure makes the rest worthless. But then do not let the rest run on.

// %% [markdown] tags=["question"]
// **Question 1.** To save a thread, the caller that comes first runs the load itself,
// after `computeIfAbsent`. It is interrupted while two others wait. What do they get?
//
// - a) Nothing changes for them: they get the answer.
// - b) Both get an ExecutionException, with an InterruptedException as its cause.
// - c) One of the two starts the load again.

// %% [markdown] tags=["question"]
// **Question 2.** Now not the load removes its entry, but each caller whose `get` throws
// an ExecutionException. A and B wait for a load that fails. What can go wrong?
//
// - a) Nothing: to remove an entry twice does no harm.
// - b) The second `remove` throws an exception.
// - c) A has removed it and loads anew; then B removes the entry of this new load.

// %% [markdown]
// The answers are in [ANSWERS.md](ANSWERS.md#step-3).
//
// ## Go on
//
// First practice: `./jbang watch 3.1`, then 3.2. After that Exercise 2, a cache:
// `./jbang watch 2`. It keeps what a load has brought. How do you stop the others after a
// failure? [Step 4](Step4.java).

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        theFirstFailureEndsIt();
        anInterruptInASocketRead();
        collectEveryOutcome();
        callersShareOneLoad();
        IO.println("And to stop the rest? " + lesson.next());
    });
}
