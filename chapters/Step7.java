// %% tags=["setup"]

//JAVA 25+
//SOURCES git/*.java playground/*.java timeline/*.java
import git.GitException;
import git.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import playground.Lesson;
import playground.Prediction;
import playground.Remote;
import timeline.Timeline;

// %% [markdown]
// # Step 7: try again
//
// *A server cuts the connection, and works a moment later. When do we ask again, how
// often, and after what wait?*

// %%
final Lesson lesson = Lesson.step(7, "try again");

// %% [markdown]
// ## What is worth a retry
//
// Only what may be different the next time: a cut connection, a time-out, a server that
// answers 503 or 429. Not a missing directory, a page that does not exist (404), a wrong
// password (401), or an option that git does not have (exit code 129): to ask three times
// only hides the mistake for longer. And the question must be safe to repeat: a status
// is, a payment is not.
//
// When in doubt, do not retry. So this is a list of what is worth it.

// %%
static final Pattern TRANSIENT = Pattern.compile("(?i)could not read from remote"
        + "|unable to connect|couldn't connect|hung up|early EOF|timed out|reset"
        + "|error: (429|5\\d\\d)");

boolean isWorthARetry(GitException e) {
    return switch (e) {
        case GitException.TimedOut _ -> true;
        // git ends with 128 whatever goes wrong with a remote. Only its message says
        // whether a connection broke. Over ssh, a refused key has the same message, below
        // "Permission denied".
        case GitException.Failed failed ->
                TRANSIENT.matcher(failed.getMessage()).find()
                        && !failed.getMessage().contains("denied");
        default -> false;
    };
}

// %% [markdown]
// ## The loop
//
// There is no wait after the last attempt, and its exception is thrown. An interrupt
// during the sleep ends the loop: nothing catches it.

// %%
<T> T retry(int maxRetries, IntFunction<Duration> backoff, Callable<T> task)
        throws Exception {
    for (var retry = 1;; retry++) {
        try {
            return task.call();
        } catch (GitException e) {
            if (retry > maxRetries || !isWorthARetry(e)) {
                throw e;
            }
            Thread.sleep(backoff.apply(retry));
        }
    }
}

// %% [markdown]
// The backoff is the wait before retry 1, 2, 3. This one doubles, up to a maximum: a
// server in trouble gets more and more time.

// %%
Duration exponential(int retry) {
    return Duration.ofMillis(Math.min(2_000, 100L << Math.min(retry - 1, 20)));
}

Duration announced(int retry) {
    var delay = exponential(retry);
    IO.println("  attempt " + retry + " failed, the next in " + delay.toMillis() + " ms");
    return delay;
}

// %%
// A real git asks a server for its branches.
Output branchesOf(Remote remote) throws Exception {
    return answerTo(remote.question());
}

Output answerTo(String... question) throws Exception {
    var output = lesson.git().run(lesson.repository(), question);
    if (output.exitCode() != 0) {
        throw new GitException.Failed("git ls-remote ended with exit code "
                + output.exitCode() + ": " + output.errText().strip());
    }
    return output;
}

// %% predict
final Prediction connections = lesson.predict("""
        A server cuts its first 100 connections. We allow three retries. How many
        connections does it see?
        ___ connections
        """);

// %% run
void atMostThreeRetries() throws Exception {
    connections.ask();
    for (var cuts : List.of(2, 100)) {
        IO.println("A server that cuts its first " + cuts + " connections:");
        try (var remote = Remote.flaky(cuts)) {
            try {
                retry(3, retry -> announced(retry), () -> branchesOf(remote));
                IO.println("  attempt " + remote.connections() + " worked");
            } catch (GitException e) {
                IO.println("  attempt " + remote.connections() + " failed, the last one");
                connections.measured(remote.connections());
            }
        }
    }
    IO.println();
}

// %% [markdown]
// Retries are counted after the first attempt: three retries are at most four attempts.
//
// ## Failures that must not be retried
//
// A server that refuses, a worktree that is missing, an option that git does not have.

// %%
void printAttempts(String failure, Callable<?> question) throws Exception {
    var attempts = new AtomicInteger();
    try {
        retry(3, retry -> exponential(retry), () -> {
            attempts.incrementAndGet();
            return question.call();
        });
    } catch (GitException e) {
        IO.println("  " + failure + ", after " + attempts + " attempt");
    }
}

// %% run
void someFailuresStay() throws Exception {
    IO.println("Failures that a retry cannot fix:");
    try (var remote = Remote.refusing("access denied")) {
        printAttempts("a refusal", () -> branchesOf(remote));
    }
    printAttempts("a missing worktree", () -> lesson.git().status(lesson.missing()));
    printAttempts("an unknown option", () -> answerTo("ls-remote", "--no-such-option"));
    IO.println();
}

// %% [markdown]
// ## Many at once
//
// Three servers: the first fails twice, the second once, the third never. Every job
// retries alone, in its own virtual thread. The gaps in the picture are the backoff.

// %% run
void manyRetriesAtOnce() throws Exception {
    var timeline = new Timeline("three jobs, each with its retries");
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
            var first = Remote.flaky(2);
            var second = Remote.flaky(1);
            var third = Remote.flaky(0)) {
        var jobs = new ArrayList<Callable<Output>>();
        for (var remote : List.of(first, second, third)) {
            var lane = timeline.lane("server " + (jobs.size() + 1));
            jobs.add(() -> retry(3, retry -> exponential(retry),
                    () -> lane.run(() -> branchesOf(remote))));
        }
        for (var future : executor.invokeAll(jobs)) {
            future.get();
        }
    }
    timeline.print();
    IO.println();
}

// %% [markdown]
// If there is a limit, take a permit for each attempt and give it back before the sleep:
// a job that waits for its retry should not keep another one from running.
//
// ## A deadline for all attempts
//
// Attempts add up. With a limit of ten seconds each, three retries last forty, and their
// waits come on top. The caller cares about one number: the deadline. So we run the whole
// loop in a thread of its own, and wait for its future with a time limit.
//
// `get` with a limit only stops waiting. `cancel(true)` interrupts the loop, in an
// attempt or in a sleep, and `close` waits until it has ended. The interrupt also ends a
// request in `HttpClient.send`. If the loop ended in time, `cancel` does nothing. `get`
// wraps an exception of the loop in an ExecutionException: look at its cause.

// %%
<T> T within(Duration limit, Callable<T> job) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var future = executor.submit(job);
        try {
            return future.get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
        } finally {
            future.cancel(true);
        }
    }
}

// %% predict
final Prediction inTwoSeconds = lesson.predict("""
        Each attempt takes a little over 0.2 s and fails. The waits are 0.1 s, 0.2 s,
        0.4 s and so on. How many attempts begin within two seconds?
        ___ attempts
        """);

// %% run
void aDeadlineForAllAttempts() throws Exception {
    inTwoSeconds.ask();
    IO.println("A server that cuts every connection, 100 retries, 2 s for all of them:");
    try (var remote = Remote.flaky(Integer.MAX_VALUE)) {
        var start = System.nanoTime();
        try {
            within(Duration.ofSeconds(2), () -> retry(
                    100, retry -> exponential(retry), () -> branchesOf(remote)));
        } catch (TimeoutException e) {
            var time = Duration.ofNanos(System.nanoTime() - start);
            IO.println("  given up after " + Timeline.text(time));
        }
        inTwoSeconds.measured(remote.connections());
    }
    IO.println();
}

// %% [markdown]
// ## Linear, exponential, jittered
//
// Many scripts wait half a second more each time: linear. Doubling backs off faster. Both
// have one fault: clients that failed together come back together. With jitter each wait
// is drawn at random, between nothing and the doubled one. The random numbers here have a
// seed, to be the same in every run. A program leaves the seed out.

// %%
Duration jittered(int retry, Random random) {
    return Duration.ofMillis(random.nextLong(exponential(retry).toMillis() + 1));
}

// %% run
void tenClientsComeBack() {
    var random = new Random(7);
    IO.println("Ten clients failed together. Their waits before retry 3 (computed):");
    IO.println("  exponential  ten times " + exponential(3).toMillis() + " ms");
    IO.println("  jittered     " + IntStream.range(0, 10)
            .mapToObj(_ -> jittered(3, random).toMillis()).sorted().toList() + " ms");
    IO.println();
}

// %% [markdown]
// ## What it maps to, and when it is right
//
// In asyncio it is the same loop, with `await asyncio.sleep(delay)`, and `wait_for`
// around it. Retry what may work the next time and is safe to repeat, in one layer of a
// program only.

// %% [markdown] tags=["question"]
// **Question 1.** One permit, two jobs. The first attempt of job A fails, and A sleeps
// for ten seconds before its retry. `acquire` and `release` are around the call of
// `retry`, not inside. When does job B start?
//
// - a) At once: a virtual thread that sleeps holds no carrier.
// - b) After A's sleep, before A's retry.
// - c) After A has its answer, or has given up.

// %% [markdown] tags=["question"]
// **Question 2.** A program calls a library, which calls a client, which calls a server.
// The program, the library and the client each allow three retries. The server is down.
// How many requests does one call of the program make?
//
// - a) 10
// - b) 12
// - c) 64

// %% [markdown]
// The answers are in [ANSWERS.md](ANSWERS.md#step-7).
//
// ## Go on
//
// First practice: `./jbang watch 7.1`, then 7.2. Then exercise 3, a downloader that
// retries under a limit: `./jbang watch 3`. Now all pieces are there, and
// [Step 8](Step8.java) puts them together.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        atMostThreeRetries();
        someFailuresStay();
        manyRetriesAtOnce();
        aDeadlineForAllAttempts();
        tenClientsComeBack();
        IO.println("All pieces are there. " + lesson.next());
    });
}
