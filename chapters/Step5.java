// %% tags=["setup"]

//JAVA 25+
//SOURCES git/*.java playground/*.java timeline/*.java
import git.Outcome;
import git.Worktree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Gatherers;
import playground.Lesson;
import timeline.Lane;
import timeline.Timeline;

// %% [markdown]
// # Step 5: not too many at once
//
// *Each check is a process, with files open and memory in use. How do we run many, but
// never more than three at a time?*
//
// **Predict:** the jobs are of uneven length. In batches of three, each batch ends when
// its slowest job does. What do the other two places do meanwhile?

// %%
final Lesson lesson = Lesson.step(5, "not too many at once");

// %% [markdown]
// Uneven jobs: every fourth worktree lies on a disk four times as slow as the others.

// %%
static final int LIMIT = 3;

Outcome check(Worktree worktree) throws IOException, InterruptedException {
    var slow = lesson.worktrees().indexOf(worktree) % 4 == 3;
    var latency = lesson.latency().multipliedBy(slow ? 4 : 1);
    return lesson.git().withLatency(latency).check(worktree.path());
}

// %% [markdown]
// ## Three ways
//
// Without a limit, as in Step 2. The lane of a job begins when it is handed in. What
// passes until the job starts is drawn as waiting.

// %%
List<Outcome> unlimited(List<Worktree> worktrees, Timeline timeline) throws Exception {
    var jobs = new ArrayList<Callable<Outcome>>();
    for (var worktree : worktrees) {
        var lane = timeline.lane(worktree.name());
        jobs.add(() -> lane.run(() -> check(worktree)));
    }
    return runAll(jobs);
}

List<Outcome> runAll(List<Callable<Outcome>> jobs) throws InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        return executor.invokeAll(jobs).stream().map(future -> future.resultNow())
                .toList();
    }
}

// %% [markdown]
// In batches: the next three start when all of the last three have ended.

// %%
List<Outcome> inBatches(List<Worktree> worktrees, Timeline timeline) throws Exception {
    var jobs = new ArrayList<Callable<Outcome>>();
    for (var worktree : worktrees) {
        var lane = timeline.lane(worktree.name());
        jobs.add(() -> lane.run(() -> check(worktree)));
    }
    var outcomes = new ArrayList<Outcome>();
    for (var from = 0; from < jobs.size(); from += LIMIT) {
        outcomes.addAll(runAll(jobs.subList(from, Math.min(from + LIMIT, jobs.size()))));
    }
    return outcomes;
}

// %% [markdown]
// With a semaphore: every job has its thread from the start, and must get one of three
// permits to begin. A job that ends gives its permit back, and the next can start at once.
//
// `acquire` stands before the `try`: a thread that is interrupted while it waits has no
// permit to give back. `release` stands in `finally`: a job that fails must give its own
// back. The order in which waiting jobs start is unspecified; with
// `new Semaphore(LIMIT, true)` it is the order in which they came.

// %%
List<Outcome> withSemaphore(List<Worktree> worktrees, Timeline timeline)
        throws Exception {
    var permits = new Semaphore(LIMIT);
    var jobs = new ArrayList<Callable<Outcome>>();
    for (var worktree : worktrees) {
        var lane = timeline.lane(worktree.name());
        jobs.add(() -> {
            permits.acquire();
            try {
                return lane.run(() -> check(worktree));
            } finally {
                permits.release();
            }
        });
    }
    return runAll(jobs);
}

// %% [markdown]
// All three over the same jobs. The peak is counted from what really ran at the same
// time.

// %% run
void threeWays() throws Exception {
    var unlimited = new Timeline("all at once");
    unlimited(lesson.worktrees(), unlimited);
    var batches = new Timeline("batches of " + LIMIT);
    inBatches(lesson.worktrees(), batches);
    var semaphore = new Timeline("semaphore of " + LIMIT);
    withSemaphore(lesson.worktrees(), semaphore);

    Timeline.print(batches, semaphore);
    IO.println();
    IO.println("                   time   at most at once");
    for (var timeline : List.of(unlimited, batches, semaphore)) {
        IO.println("%-14s %8s   %15d".formatted(
                timeline.snapshot().title(), Timeline.text(timeline.total()),
                timeline.peak()));
    }
    IO.println();
}

// %% [markdown]
// Both limits hold. The batches leave places empty: look for the rows that wait although
// fewer than three are running. The semaphore never does that while a job is waiting.
//
// How large should the limit be? For work that waits, like slow disks and servers, 32 or
// 64 is fine. For git on a local disk, twice the number of processors is as fast as any
// more. For somebody else's service, what its documentation allows.
//
// ## Who waits for the permit?
//
// A permit taken in the job limits how many jobs *run*. It does not limit how many
// *wait*: each has its thread, and keeps all that its task keeps. That is no matter for
// ten worktrees. It is for the lines of a huge file, or for requests that come in all
// day.
//
// Then let the one wait who makes the jobs: take the permit before `submit`, and give it
// back at the end of the job. So the list is read no faster than it is worked off. This
// is called backpressure.
//
// One trap comes with it: a future that is cancelled before its thread has begun never
// runs the job, and then nobody gives the permit back. So the future stays in here.

// %%
interface Submit {
    void job(Callable<?> job, Semaphore permits, ExecutorService executor)
            throws InterruptedException;
}

void permitInTheJob(Callable<?> job, Semaphore permits, ExecutorService executor) {
    executor.submit(() -> {
        permits.acquire();
        try {
            return job.call();
        } finally {
            permits.release();
        }
    });
}

void permitBeforeTheJob(Callable<?> job, Semaphore permits, ExecutorService executor)
        throws InterruptedException {
    permits.acquire();
    try {
        executor.submit(() -> {
            try {
                return job.call();
            } finally {
                permits.release();
            }
        });
    } catch (RejectedExecutionException e) {
        permits.release(); // there is no job that would
        throw e;
    }
}

// %%
int mostUnfinished(Submit submit) throws InterruptedException {
    var permits = new Semaphore(LIMIT);
    var unfinished = new AtomicInteger();
    var most = 0;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var i = 0; i < 1_000; i++) {
            submit.job(() -> {
                Thread.sleep(1);
                return unfinished.decrementAndGet();
            }, permits, executor);
            most = Math.max(most, unfinished.incrementAndGet());
        }
    }
    return most;
}

// %% run
void whoWaitsForThePermit() throws Exception {
    IO.println("1000 jobs, of which 3 may run:   submitted, not ended, at most");
    IO.println("  permit taken in the job        %4d"
            .formatted(mostUnfinished(
                    (job, permits, pool) -> permitInTheJob(job, permits, pool))));
    IO.println("  permit taken before submit     %4d"
            .formatted(mostUnfinished(
                    (job, permits, pool) -> permitBeforeTheJob(job, permits, pool))));
    IO.println();
}

// %% [markdown]
// ## The one-liner
//
// A stream can do it too. `mapConcurrent` runs the function in virtual threads, at most
// three at a time, and hands the results on in the order of the stream. The function
// cannot throw checked exceptions; an outcome does not need to, but the interrupt must be
// wrapped. Whoever wraps it sets the thread's flag again: the next one who waits in this
// thread is to know.

// %%
<T> T unchecked(Callable<T> task) {
    try {
        return task.call();
    } catch (RuntimeException e) {
        throw e;
    } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
    } catch (Exception e) {
        throw new IllegalStateException(e);
    }
}

List<Outcome> withGatherer(List<Worktree> worktrees, Timeline timeline) {
    var lanes = new HashMap<Worktree, Lane>();
    worktrees.forEach(worktree -> lanes.put(worktree, timeline.lane(worktree.name())));

    return worktrees.stream()
            .gather(Gatherers.mapConcurrent(LIMIT, worktree -> unchecked(
                    () -> lanes.get(worktree).run(() -> check(worktree)))))
            .toList();
}

// %% [markdown]
// Compare it with the semaphore. **Predict:** is it as fast, as slow as the batches, or in
// between?

// %% run
void theOneLiner() throws Exception {
    var gatherer = new Timeline("mapConcurrent of " + LIMIT);
    withGatherer(lesson.worktrees(), gatherer);

    gatherer.print();
    IO.println();
    IO.println("It took " + Timeline.text(gatherer.total()) + ".");
    IO.println();
}

// %% [markdown]
// To keep the order, `mapConcurrent` holds the place of a job that is done until all jobs
// before it are done. So a slow job leaves the places behind it idle, but not those before
// it.
//
// ## What it does on failure
//
// A failure is reported when its turn comes, in the order of the stream. Then what runs
// is interrupted, what has not started never does, and the answers so far are lost. Until
// then it is kept, like any other answer, and new jobs start.
//
// **Predict:** job 2 fails at once, job 1 is slow, and three may run. Which jobs have
// started when the failure is reported?

// %% run
void theOneLinerOnFailure() {
    var started = new ConcurrentSkipListSet<Integer>();
    var interrupted = new ConcurrentSkipListSet<Integer>();
    var failed = new CountDownLatch(1);
    var next = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    try {
        List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9).stream()
                .gather(Gatherers.mapConcurrent(LIMIT, job -> unchecked(() -> {
                    started.add(job);
                    switch (job) {
                        case 0 -> failed.await();
                        case 1 -> {
                            next.await();
                            IO.println("job 1 ends, after job 3 has started");
                        }
                        case 2 -> {
                            failed.countDown();
                            throw new IllegalArgumentException("job 2 failed");
                        }
                        default -> {
                            next.countDown();
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                interrupted.add(job);
                                throw e;
                            }
                        }
                    }
                    return job;
                })))
                .toList();
    } catch (IllegalArgumentException e) {
        IO.println("mapConcurrent threw: " + e.getMessage());
    }
    IO.println("  started      " + started);
    IO.println("  interrupted  " + interrupted);
    IO.println();
}

// %% [markdown]
// So it stops early, but not at once. And it ignores an interrupt: if the thread that
// runs the stream is interrupted, the flag is kept, and nothing is cancelled. All jobs
// start and end, and the flag is set when it returns. Where somebody may lose patience,
// take the semaphore.
//
// ## What it maps to, and when it is right
//
// | asyncio | Java | gaps | order of results | on failure |
// |---|---|---|---|---|
// | `gather` | `invokeAll` | none, no limit | kept | as each job decides |
// | `batched` + `gather` | `invokeAll` a batch | after each quick job | kept | the same |
// | `Semaphore` + `gather` | `Semaphore` in each job | none | kept | the same |
// | | `mapConcurrent` | behind a slow job | kept | stops, when its turn comes |
//
// Batches are right when a service wants them: "at most 100 ids in a request". A
// semaphore is the usual answer. `mapConcurrent` is right in a stream, for jobs of about
// equal length.
//
// Exercise 3, a downloader, needs a limit. So far one question was asked of each
// worktree. [Step 6](Step6.java) asks a second one, of some.

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
