// %% tags=["setup"]

//JAVA 25+
//SOURCES git/*.java playground/*.java timeline/*.java
import git.Outcome;
import git.Worktree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Gatherers;
import playground.Lesson;
import playground.Prediction;
import timeline.Timeline;

// %% [markdown]
// # Step 5: not too many at once
//
// *Each check is a process, with files open and memory in use. How do we run many, but
// never more than three at a time?*

// %%
final Lesson lesson = Lesson.step(5, "not too many at once");

// %% [markdown]
// Uneven jobs: the third and the fourth worktree lie on a disk that is four times as slow
// as that of the others. What passes until a job starts is drawn as waiting.

// %%
static final int LIMIT = 3;

Outcome check(Worktree worktree) throws IOException, InterruptedException {
    var index = lesson.worktrees().indexOf(worktree);
    var latency = lesson.latency().multipliedBy(index == 2 || index == 3 ? 4 : 1);
    return lesson.git().withLatency(latency).check(worktree.path());
}

List<Callable<Outcome>> checks(Timeline timeline) throws Exception {
    var checks = new ArrayList<Callable<Outcome>>();
    for (var worktree : lesson.worktrees()) {
        var lane = timeline.lane(worktree.name());
        checks.add(() -> lane.run(() -> check(worktree)));
    }
    return checks;
}

// %% [markdown]
// ## Three ways
//
// Without a limit, as in Step 2; and in batches, where the next three jobs start when all
// of the last three have ended.

// %%
<T> List<T> allAtOnce(List<Callable<T>> jobs) throws InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        return executor.invokeAll(jobs).stream().map(ended -> ended.resultNow()).toList();
    }
}

<T> List<T> inBatches(List<Callable<T>> jobs) throws InterruptedException {
    var results = new ArrayList<T>();
    for (var i = 0; i < jobs.size(); i += LIMIT) {
        results.addAll(allAtOnce(jobs.subList(i, Math.min(i + LIMIT, jobs.size()))));
    }
    return results;
}

// %% [markdown]
// With a semaphore: every job needs one of three permits to begin. When it ends, it gives
// the permit back, and another job takes it.
//
// `acquire` stands before the `try`: a thread that is interrupted while it waits has no
// permit to give back. `release` stands in `finally`: a job that fails must give its own
// back. The order in which waiting jobs start is unspecified.

// %%
<T> Callable<T> limited(Callable<T> job, Semaphore permits) {
    return () -> {
        permits.acquire();
        try {
            return job.call();
        } finally {
            permits.release();
        }
    };
}

// %% predict
final Prediction faster = lesson.predict("""
        Batches of three, or a semaphore with three permits: which takes less time?
        a) the batches
        b) the semaphore
        c) about the same: both run three at a time
        """);

// %% run
void threeWays() throws Exception {
    faster.ask();
    var unlimited = new Timeline("all at once");
    allAtOnce(checks(unlimited));
    var batches = new Timeline("batches of " + LIMIT);
    inBatches(checks(batches));
    var semaphore = new Timeline("semaphore of " + LIMIT);
    var permits = new Semaphore(LIMIT);
    allAtOnce(checks(semaphore).stream().map(job -> limited(job, permits)).toList());

    Timeline.print(unlimited, batches, semaphore);
    var ratio = (double) batches.total().toNanos() / semaphore.total().toNanos();
    faster.measured(ratio > 1.15 ? "the semaphore"
            : ratio < 0.87 ? "the batches" : "about the same: both run three at a time");
    IO.println();
}

// %% [markdown]
// Both limits hold. In batches, rows wait while fewer than three are running. With the
// semaphore they do not: a job starts as soon as any other ends.
//
// How large should the limit be? For work that waits, like slow disks and servers, 32 or
// 64 is fine; for git on a local disk, twice the number of processors; for a service of
// others, what its documentation allows.
//
// A wait in `acquire` may be long. What a job has checked before it, for example that no
// other job has failed, may be false after it. So check again when you have the permit.
//
// ## Who waits for the permit?
//
// So far the jobs themselves wait. Now the thread that makes the jobs takes the permit
// before `submit`, and the job gives it back. For both ways we count the jobs that have
// been submitted and have not ended.

// %%
void acquireAndSubmit(Callable<?> job, Semaphore permits, ExecutorService pool)
        throws InterruptedException {
    permits.acquire();
    pool.submit(() -> {
        try {
            return job.call();
        } finally {
            permits.release();
        }
    });
}

int mostUnfinished(boolean beforeSubmit) throws InterruptedException {
    var permits = new Semaphore(LIMIT);
    var unfinished = new AtomicInteger();
    Callable<Integer> job = () -> {
        Thread.sleep(1);
        return unfinished.decrementAndGet();
    };
    var most = 0;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var i = 0; i < 1_000; i++) {
            if (beforeSubmit) {
                acquireAndSubmit(job, permits, executor);
            } else {
                executor.submit(limited(job, permits));
            }
            most = Math.max(most, unfinished.incrementAndGet());
        }
    }
    return most;
}

// %% predict
final Prediction unfinishedJobs = lesson.predict("""
        1000 jobs of 1 ms, of which 3 may run at a time, and each takes its permit itself.
        How many of them are submitted and not ended, at most?
        ___ jobs
        """);

// %% run
void whoWaitsForThePermit() throws Exception {
    unfinishedJobs.ask();
    var inTheJob = mostUnfinished(false);
    IO.println("1000 jobs, of which 3 may run:   submitted, not ended, at most");
    IO.println("  permit taken in the job        %4d".formatted(inTheJob));
    IO.println("  permit taken before submit     %4d".formatted(mostUnfinished(true)));
    unfinishedJobs.measured(inTheJob);
    IO.println();
}

// %% [markdown]
// A permit taken in the job limits how many jobs *run*, not how many *wait*: each has its
// thread, and its data stays in memory. That matters for the lines of a huge file, or for
// requests that come in all day. Take the permit before `submit` there: the file is read
// no faster than its lines are processed. This is called backpressure.
//
// Two traps: if `submit` throws, nobody gives the permit back. And if the future is
// cancelled before its thread has begun, the job never runs, and nobody does either: so
// the method does not return the future.
//
// ## The one-liner
//
// A stream can do it too. `mapConcurrent` runs the function in virtual threads, at most
// three at a time, and passes the results on in the order of the stream. The function
// cannot throw checked exceptions, so they are wrapped; and after an InterruptedException
// the flag is set again, so that the next wait in this thread sees the interrupt.

// %%
<T> T unchecked(Callable<T> task) {
    try {
        return task.call();
    } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
    } catch (Exception e) {
        throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
}

// %% [markdown]
// Compare it with the semaphore.

// %% run
void theOneLiner() throws Exception {
    var gatherer = new Timeline("mapConcurrent of " + LIMIT);
    checks(gatherer).stream()
            .gather(Gatherers.mapConcurrent(LIMIT, job -> unchecked(job)))
            .toList();
    gatherer.print();
    IO.println();
}

// %% [markdown]
// To keep the order, `mapConcurrent` holds the place of a job that has ended until all
// jobs before it have ended. So jobs wait though fewer than three run: here for less time
// than in batches, but longer than with the semaphore.
//
// And on failure? Here job 2 fails at once. Then 0 ends, so job 3 can start, and then 1.

// %% run
void theOneLinerOnFailure() throws Exception {
    var started = new ConcurrentSkipListSet<Integer>();
    var failing = new CompletableFuture<Thread>();
    var next = new CountDownLatch(1);
    try {
        List.of(0, 1, 2, 3, 4, 5).stream()
                .gather(Gatherers.mapConcurrent(LIMIT, job -> unchecked(() -> {
                    started.add(job);
                    switch (job) {
                        case 0 -> failing.get().join(); // until job 2 has failed
                        case 1 -> next.await();
                        case 2 -> {
                            failing.complete(Thread.currentThread());
                            throw new IllegalArgumentException("job 2 failed");
                        }
                        default -> {
                            next.countDown();
                            Thread.sleep(Long.MAX_VALUE); // until it is interrupted
                        }
                    }
                    return job;
                })))
                .toList();
    } catch (IllegalArgumentException e) {
        IO.println("mapConcurrent threw: " + e.getMessage() + ", started: " + started);
    }
    IO.println();
}

// %% [markdown]
// A failure is thrown when its turn comes, in the order of the stream; until then new
// jobs start. Then the jobs that run are interrupted, the others never start, and the
// answers so far are lost. An interrupt of the caller cancels nothing: all jobs start and
// end, and then the flag is set. If your caller may be interrupted, use the semaphore.
//
// ## What it maps to, and when it is right
//
// In asyncio these are `gather`, `batched` with `gather`, and a `Semaphore` in each job;
// `mapConcurrent` has no counterpart. Batches are right if a service wants them, like "at
// most 100 ids in a request". A semaphore is the usual answer. `mapConcurrent` is right
// in a stream, for jobs of similar length.

// %% [markdown] tags=["question"]
// **Question 1.** A job that fails sets the flag `failed`. Each job first looks at the
// flag, and returns if it is set; otherwise it calls `acquire` and runs. Of ten jobs,
// three run and seven wait in `acquire`. Now one fails. Which of the seven still run?
//
// - a) None of them.
// - b) One, with the permit that the failed job has given back.
// - c) All of them.

// %% [markdown] tags=["question"]
// **Question 2.** Three jobs hold the three permits of a semaphore. Each of them submits
// a new job, which takes a permit of the same semaphore, and waits for its result. Then?
//
// - a) No job ever goes on.
// - b) The new jobs run, as the old ones only wait.
// - c) `acquire` throws an exception.

// %% [markdown]
// The answers are in [ANSWERS.md](ANSWERS.md#step-5).
//
// ## Go on
//
// Practice: `./jbang watch 5.1`, then 5.2. Then `./jbang watch 4`: exercise 4 is a scope
// with a limit. After that [Step 6](Step6.java): a second question to each worktree.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        threeWays();
        whoWaitsForThePermit();
        theOneLiner();
        theOneLinerOnFailure();
        IO.println("And a second question, for some? " + lesson.next());
    });
}
