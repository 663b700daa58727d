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
import playground.Lesson;
import playground.Remote;
import timeline.Timeline;

// %% [markdown]
// # Step 7: try again
//
// *A server cuts the connection, and works a moment later. When do we ask again, how
// often, and after what wait?*
//
// **Predict:** a server fails twice and then answers. We allow three retries. How many
// requests does it see? And a worktree that does not exist: how many times do we ask for
// it?

// %%
final Lesson lesson = Lesson.step(7, "try again");

// %% [markdown]
// ## What is worth a retry
//
// Only what may be different the next time. A cut connection or a time-out may, and a
// server that answers 503. A directory that is missing will be missing again, and so will
// a page (404), a password (401), an option that git does not have (exit code 129): asking
// three times only hides the mistake for longer. The question must be safe to repeat, too:
// a status is, a payment is not.
//
// When in doubt, do not retry. So this is a list of what is worth it, not of what is not.

// %%
static final Pattern TRANSIENT = Pattern.compile("(?i)could not read from remote"
        + "|unable to connect|couldn't connect|hung up|early EOF|timed out|reset"
        + "|error: (429|5\\d\\d)");

boolean isWorthARetry(GitException e) {
    return switch (e) {
        case GitException.TimedOut _ -> true;
        // git ends with 128 for all that goes wrong with a remote. Only its words say
        // whether a connection broke. Over ssh, a key that is refused has the same words,
        // below "Permission denied".
        case GitException.Failed failed ->
                TRANSIENT.matcher(failed.getMessage()).find()
                        && !failed.getMessage().contains("denied");
        default -> false;
    };
}

// %% [markdown]
// ## The loop
//
// Retries are counted after the first attempt: three retries are at most four attempts.
// There is no wait after the last one, and the failure that is thrown is the real one,
// not "gave up". An interrupt during the sleep ends the loop like it ends everything
// else.

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
// A backoff tells how long to wait before retry 1, 2, 3. This one doubles, up to a
// maximum: a server in trouble gets more and more time.

// %%
Duration exponential(int retry) {
    var doubled = Duration.ofMillis(100).multipliedBy(1L << Math.min(retry - 1, 20));
    var max = Duration.ofSeconds(2);
    return doubled.compareTo(max) < 0 ? doubled : max;
}

Duration announced(int retry) {
    var delay = exponential(retry);
    IO.println("  attempt " + retry + " failed; the next one in " + delay.toMillis()
            + " ms");
    return delay;
}

// %% [markdown]
// ## It fails twice, then works
//
// A real git asks a server that cuts its first two connections.

// %%
Output branchesOf(Remote remote) throws Exception {
    return answer(remote.question());
}

Output answer(String... question) throws Exception {
    var output = lesson.git().run(lesson.repository(), question);
    if (output.exitCode() != 0) {
        throw new GitException.Failed("git ls-remote ended with exit code "
                + output.exitCode() + ": " + output.errText().strip());
    }
    return output;
}

// %% run
void failsTwiceThenWorks() throws Exception {
    IO.println("A server that cuts its first two connections:");
    try (var remote = Remote.flaky(2)) {
        var answer = retry(3, retry -> announced(retry), () -> branchesOf(remote));
        IO.println("  attempt " + remote.connections() + " worked: "
                + answer.text().lines().count() + " references");
    }
    IO.println();
}

// %% [markdown]
// ## Failures that must not be retried
//
// A missing worktree, a server that says no, and an option that git does not know. Each is
// asked once.

// %% run
void someFailuresStay() throws Exception {
    IO.println("Failures that a retry cannot fix:");
    try (var remote = Remote.refusing("access denied")) {
        try {
            retry(3, retry -> announced(retry), () -> branchesOf(remote));
        } catch (GitException e) {
            IO.println("  a refusal, after " + remote.connections() + " attempt");
        }
        var attempts = new AtomicInteger();
        try {
            retry(3, retry -> announced(retry), () -> {
                attempts.incrementAndGet();
                return lesson.git().status(lesson.missing());
            });
        } catch (GitException e) {
            IO.println("  " + e.state() + ", after " + attempts + " attempt");
        }
        attempts.set(0);
        try {
            retry(3, retry -> announced(retry), () -> {
                attempts.incrementAndGet();
                return answer("ls-remote", "--no-such-option");
            });
        } catch (GitException e) {
            IO.println("  an unknown option, after " + attempts + " attempt");
        }
    }
    IO.println();
}

// %% [markdown]
// ## Many at once
//
// Three servers: the first fails twice, the second once, the third never. Every job
// retries alone, in its own virtual thread. What looks like waiting in the picture is the backoff.

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
// ## A deadline for all attempts
//
// Attempts add up. With a limit of ten seconds each, three retries last forty, and their
// waits come on top. If you wait for the answer, one number matters: the deadline. So we
// run the whole loop in a thread of its own, and wait for its future with a time limit.
//
// `get` with a limit only stops waiting. `cancel(true)` interrupts the loop, in an attempt
// or in a sleep, and `close` waits until it has ended. If the loop ended in time, `cancel`
// does nothing.

// %%
<T> T within(Duration limit, Callable<T> job) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var future = executor.submit(job);
        try {
            return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            future.cancel(true);
        }
    }
}

// %% run
void aDeadlineForAllAttempts() throws Exception {
    IO.println("A server that cuts every connection, 100 retries, 2 s for all of them:");
    try (var remote = Remote.flaky(Integer.MAX_VALUE)) {
        var start = System.nanoTime();
        try {
            within(Duration.ofSeconds(2), () -> retry(
                    100, retry -> exponential(retry), () -> branchesOf(remote)));
        } catch (TimeoutException e) {
            IO.println("  given up after "
                    + Timeline.text(Duration.ofNanos(System.nanoTime() - start)) + " and "
                    + remote.connections() + " attempts");
        }
    }
    IO.println();
}

// %% [markdown]
// ## Linear, exponential, jittered
//
// Many scripts wait half a second more each time: linear. Doubling backs off faster. Both
// have one fault: a hundred clients that failed together come back together. Jitter
// draws the wait at random between nothing and the doubled one, so they spread.
//
// The random numbers here have a seed, so that this table is the same at every run. A
// program leaves the seed out.

// %%
Duration linear(int retry) {
    return Duration.ofMillis(500L * retry);
}

Duration jittered(int retry, Random random) {
    return Duration.ofMillis(random.nextLong(exponential(retry).toMillis() + 1));
}

// %% run
void delaysSideBySide() {
    var random = new Random(7);
    IO.println("Wait before   linear   exponential   jittered");
    for (var retry = 1; retry <= 6; retry++) {
        IO.println("   retry %d   %4d ms       %4d ms    %4d ms".formatted(retry,
                linear(retry).toMillis(), exponential(retry).toMillis(),
                jittered(retry, random).toMillis()));
    }
    IO.println();
}

// %% [markdown]
// Twenty clients fail at the same moment. When do they come back, for their third retry?
// Each mark is one client, on a line of 400 ms.

// %%
String marks(int[] counts) {
    var marks = new StringBuilder();
    for (var count : counts) {
        marks.append(count == 0 ? " " : count > 9 ? "X" : String.valueOf(count));
    }
    return marks.toString();
}

// %% run
void twentyClientsComeBack() {
    var random = new Random(7);
    var together = new int[41];
    var spread = new int[41];
    for (var client = 0; client < 20; client++) {
        together[(int) exponential(3).toMillis() / 10]++;
        spread[(int) jittered(3, random).toMillis() / 10]++;
    }
    IO.println("Twenty clients come back, 0 to 400 ms (computed, not measured):");
    IO.println("  exponential  |" + marks(together) + "|");
    IO.println("  jittered     |" + marks(spread) + "|");
    IO.println();
}

// %% [markdown]
// The X is all twenty in one and the same moment.
//
// ## What it maps to, and when it is right
//
// In asyncio it is the same loop, with `await asyncio.sleep(delay)`. The details are
// alike in every language: what is worth a retry, how many, how long between, and that a
// retry may repeat what it did.
//
// Do not retry in two layers: three retries in each of three layers are 64 attempts. And
// where a limit on concurrency holds too, give the permit back before you sleep: a job
// that waits for its retry should not keep another from running. Exercise 3 asks for just
// that.
//
// Now all the pieces are there. [Step 8](Step8.java) puts them together.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        failsTwiceThenWorks();
        someFailuresStay();
        manyRetriesAtOnce();
        aDeadlineForAllAttempts();
        delaysSideBySide();
        twentyClientsComeBack();
        IO.println("All pieces are there. " + lesson.next());
    });
}
