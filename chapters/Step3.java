// %% tags=["setup"]

//JAVA 25+
//SOURCES git/*.java playground/*.java timeline/*.java
import git.GitException;
import git.Outcome;
import git.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future.State;
import playground.Lesson;
import playground.Remote;
import timeline.Timeline;

// %% [markdown]
// # Step 3: some of them fail
//
// *Three checks run at once, and the second worktree does not exist. What do we learn of
// the other two?*
//
// **Predict:** the second check throws. Do the first and the third still run to their
// end? And do we get to see their answers?

// %%
final Lesson lesson = Lesson.step(3, "some of them fail");

// %% [markdown]
// The trio: a worktree that answers, a path that is missing, and another that answers.

// %%
List<Path> trio() throws IOException, InterruptedException {
    var worktrees = lesson.worktrees();
    return List.of(worktrees.getFirst().path(), lesson.missing(), worktrees.get(
            worktrees.size() / 2).path());
}

List<Callable<Status>> checks(List<Path> paths) throws IOException, InterruptedException {
    var git = lesson.git();
    return paths.stream().<Callable<Status>>map(path -> () -> git.status(path)).toList();
}

// %% [markdown]
// ## The first failure ends it
//
// `status` throws when it cannot tell. `Future.get` throws it on, wrapped in an
// `ExecutionException`, and with that we leave the loop.

// %% run
void theFirstFailureEndsIt() throws Exception {
    IO.println("The first failure ends the loop");
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var paths = trio();
        var futures = executor.invokeAll(checks(paths));
        var unseen = new ArrayList<>(futures);
        try {
            for (var i = 0; i < paths.size(); i++) {
                unseen.remove(futures.get(i));
                var status = futures.get(i).get();
                IO.println("  [OK]     " + paths.get(i).getFileName() + ": "
                        + Outcome.of(status).inWords());
            }
        } catch (ExecutionException e) {
            IO.println("  [CAUGHT] " + e.getCause().getMessage());
        }
        var lost = unseen.stream().filter(future -> future.state() == State.SUCCESS);
        var ended = futures.stream().filter(future -> future.isDone()).count();
        IO.println("  [LOST]   " + lost.count() + " answer that nobody looked at; "
                + ended + " of " + futures.size() + " checks had run to their end");
    }
    IO.println();
}

// %% [markdown]
// All three ran, and were paid for. The third answer was there, and we threw it away.
// That is right when the answers are only good together. It is wrong for a report: nine
// worktrees are no less interesting because the tenth is gone.
//
// It ended the loop, not the wait: `invokeAll` comes back when the slowest has ended.
// Here asyncio differs. A plain `gather` raises at the first failure, and leaves the
// others running, where nobody looks at them any more.
//
// ## Collect every outcome
//
// An outcome is a value: an answer or the reason why there is none. A sealed interface
// says that there is no third kind, and the compiler holds every `switch` to it.

// %%
sealed interface Result<T> {
    record Success<T>(T value) implements Result<T> {}

    record Failure<T>(Exception cause) implements Result<T> {}
}

// %% [markdown]
// Failures become values *inside* the task. The one exception that must not is the
// interrupt: it is no failure of this job, it is somebody asking us to stop.
//
// It does not always come as an InterruptedException. What else it may be stands in the
// thread's interrupt flag: an exception that comes while the flag is set is a
// cancellation too.

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
// This is `gather(*tasks, return_exceptions=True)`, with types. There an answer and an
// exception share one list, and an `isinstance` that somebody forgot is found in
// production.

// %% run
void collectEveryOutcome() throws Exception {
    IO.println("Collect every outcome");
    var paths = trio();
    var results = collectAll(checks(paths));
    for (var i = 0; i < paths.size(); i++) {
        var name = paths.get(i).getFileName();
        IO.println("  " + switch (results.get(i)) {
            case Result.Success(var status) ->
                    "[OK]     " + name + ": " + Outcome.of(status).inWords();
            case Result.Failure(GitException known) ->
                    "[FAILED] " + name + ": " + known.state();
            case Result.Failure(var other) -> "[FAILED] " + name + ": " + other;
        });
    }
    IO.println();
}

// %% [markdown]
// The same with five small tasks, of which number 2 fails.

// %%
int mightFail(int n) {
    if (n == 2) {
        throw new IllegalArgumentException("task " + n + " failed");
    }
    return n * 10;
}

// %% run
void fiveTasks() throws Exception {
    var tasks = new ArrayList<Callable<Integer>>();
    for (var n = 0; n < 5; n++) {
        var number = n;
        tasks.add(() -> mightFail(number));
    }

    IO.println("Five tasks, and number 2 fails");
    var results = collectAll(tasks);
    for (var n = 0; n < results.size(); n++) {
        IO.println("  task " + n + ": " + switch (results.get(n)) {
            case Result.Success(var value) -> "success, " + value;
            case Result.Failure(var cause) -> "failed, " + cause.getMessage();
        });
    }
    IO.println();
}

// %% [markdown]
// **Predict:** a virtual thread waits for a byte from a socket, and is interrupted. What
// does the read throw?

// %%
int firstByteOf(ServerSocket server, CountDownLatch connected, Queue<String> seen)
        throws IOException {
    try (var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
        connected.countDown();
        return socket.getInputStream().read();
    } catch (IOException e) {
        seen.add("the read threw    " + e.getClass().getSimpleName() + ": "
                + e.getMessage() + ", and the interrupt flag is "
                + (Thread.currentThread().isInterrupted() ? "set" : "not set"));
        throw e;
    }
}

// %% run
void anInterruptInASocketRead() throws Exception {
    IO.println("An interrupt in a read of a socket");
    var connected = new CountDownLatch(1);
    var seen = new ConcurrentLinkedQueue<String>();
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        var job = Thread.ofVirtual().start(() -> {
            try {
                attempt(() -> firstByteOf(server, connected, seen));
            } catch (InterruptedException e) {
                seen.add("the attempt threw InterruptedException");
            }
        });
        connected.await();
        job.interrupt();
        job.join();
    }
    seen.forEach(line -> IO.println("  " + line));
    IO.println();
}

// %% [markdown]
// The socket is closed as well. A platform thread in the same read would not notice the
// interrupt at all: there, close the socket.
//
// ## What kind of failure?
//
// "It failed" is not enough for the person who must fix it. `GitException` is sealed as
// well: missing, not a repository, untrusted owner, timed out. `git.check` returns one of
// three outcomes, clean, dirty or failed, and from here on the chapters use it.

// %% run
void whatKindOfFailure() throws Exception {
    var counts = new int[3];
    for (var worktree : lesson.worktrees()) {
        switch (lesson.git().withLatency(Duration.ZERO).check(worktree.path())) {
            case Outcome.Clean _ -> counts[0]++;
            case Outcome.Dirty _ -> counts[1]++;
            case Outcome.Failed(var cause) -> {
                counts[2]++;
                IO.println(worktree.name() + " is " + cause.state() + ":");
                IO.println("  " + cause.getMessage());
            }
        }
    }
    IO.println("clean " + counts[0] + ", dirty " + counts[1] + ", failed " + counts[2]);
    IO.println();
}

// %% [markdown]
// ## One that never answers
//
// A failure at least ends. If a job hangs, everyone who waits for all waits with it. So each
// job gets a time limit of its own: here two checks are done at once, and the third asks
// a server that never answers, for one second.

// %% run
void aTimeLimitForEachJob() throws Exception {
    var git = lesson.git();
    var paths = List.of(trio().getFirst(), trio().getLast());
    var timeline = new Timeline("a time limit for each job");
    var limit = lesson.latency().plusSeconds(1);
    try (var remote = Remote.hanging()) {
        var jobs = new ArrayList<Callable<String>>();
        for (var path : paths) {
            var lane = timeline.lane(path.getFileName().toString());
            jobs.add(() -> lane.run(() -> Outcome.of(git.status(path)).inWords()));
        }
        var lane = timeline.lane("ls-remote");
        jobs.add(() -> lane.run(() -> git.withTimeLimit(limit)
                .run(lesson.repository(), remote.question()).text()));

        for (var result : collectAll(jobs)) {
            IO.println("  " + switch (result) {
                case Result.Success(var words) -> "[OK]     " + words;
                case Result.Failure(GitException.TimedOut late) ->
                        "[LATE]   " + late.state();
                case Result.Failure(var cause) -> "[FAILED] " + cause.getMessage();
            });
        }
    }
    IO.println();
    timeline.print();
    IO.println();
    IO.println("All took " + Timeline.text(timeline.total())
            + ", as long as the one that was given up.");
    IO.println();
}

// %% [markdown]
// ## What it maps to, and when it is right
//
// | asyncio | here |
// |---|---|
// | `gather(*tasks)` | `invokeAll`, then `get`; but it waits for all |
// | `gather(*tasks, return_exceptions=True)` | failures as values, in a sealed type |
// | `wait_for(task, 1.0)` | a time limit that the job itself keeps |
//
// Collect outcomes for reports, checks, batches: whatever is useful in part. Fail fast
// where one failure makes the rest worthless. But then do not let the rest run on: stop
// it. That is [Step 4](Step4.java).
//
// Exercise 2, a cache, asks what a failure means to everyone who waited for it.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        theFirstFailureEndsIt();
        collectEveryOutcome();
        fiveTasks();
        anInterruptInASocketRead();
        whatKindOfFailure();
        aTimeLimitForEachJob();
        IO.println("And to stop the rest? " + lesson.next());
    });
}
