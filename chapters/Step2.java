// %% tags=["setup"]

//JAVA 25+
//SOURCES git/*.java playground/*.java timeline/*.java
import git.Git;
import git.Outcome;
import git.Worktree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import playground.Lesson;
import playground.Prediction;
import playground.SlowFiles;
import timeline.Timeline;

// %% [markdown]
// # Step 2: all at once
//
// *No check needs another's answer. What if we ask all worktrees at the same time?*

// %%
final Lesson lesson = Lesson.step(2, "all at once");

// %% [markdown]
// And all at once. A virtual thread costs so little that each check gets its own, and may
// block in it. `invokeAll` starts them all and waits until all have ended. Its futures
// have the order of the tasks, whichever ended first. `close`, at the end of the `try`,
// waits for every thread, so none outlives the method.

// %%
Map<Path, Outcome> allAtOnce(Git git, List<Worktree> worktrees, Timeline timeline)
        throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var checks = new ArrayList<Callable<Outcome>>();
        for (var worktree : worktrees) {
            var lane = timeline.lane(worktree.name());
            checks.add(() -> lane.run(() -> git.check(worktree.path())));
        }
        var futures = executor.invokeAll(checks);

        var outcomes = new LinkedHashMap<Path, Outcome>();
        for (var i = 0; i < worktrees.size(); i++) {
            outcomes.put(worktrees.get(i).path(), futures.get(i).resultNow());
        }
        return outcomes;
    }
}

// %%
// With the baseline of Step 1 beside it, on one scale.
Timeline compare(Git git) throws Exception {
    var sequential = new Timeline("one after another");
    for (var worktree : lesson.worktrees()) {
        sequential.run(worktree.name(), () -> git.check(worktree.path()));
    }
    var concurrent = new Timeline("all at once");
    allAtOnce(git, lesson.worktrees(), concurrent);

    Timeline.print(sequential, concurrent);
    IO.println();
    IO.println("Speed-up: %.1fx".formatted(
            (double) sequential.total().toNanos() / concurrent.total().toNanos()));
    return concurrent;
}

// %% predict
final Prediction allTogether = lesson.predict("""
        One check takes a little over 0.2 s. How long do all of them take at once?
        ___ s
        """);

// %% run
void sequentialAgainstAllAtOnce() throws Exception {
    allTogether.ask();
    var concurrent = compare(lesson.git());
    allTogether.measured(concurrent.total());
    IO.println();
}

// %% [markdown]
// Unlike in [Step 1](Step1.java), all bars begin together. The checks wait at the same
// time, so all of them take about as long as the slowest one.
//
// ## How much is gained, and why
//
// Now without the simulated wait. A small repository answers in a few milliseconds, and
// most of that is work: a process is started, files are read.

// %% run
void withoutLatency() throws Exception {
    IO.println("Without the wait, on " + Runtime.getRuntime().availableProcessors()
            + " processors:");
    compare(lesson.git().withLatency(Duration.ZERO));
    IO.println();
}

// %% [markdown]
// Waits overlap without limit. Work needs a processor: each bar gets longer when more of
// them run, and the gain ends at about the number of processors. Ask what your jobs wait
// for before you promise a speed-up.
//
// ## Several tasks, one map
//
// How many worktrees are clean, and how many are dirty? Let each task add its own to one
// map. It does so in two steps: read the count, then write the count plus one.

// %% predict
final Prediction twoDirty = lesson.predict("""
        A ConcurrentHashMap says that 0 worktrees are dirty. Two tasks find one dirty
        worktree each. Both read the count before either of them writes. What does the
        map say when both have written?
        ___ dirty
        """);

// %% run
void twoTasksAddOne() throws Exception {
    twoDirty.ask();
    var counts = new ConcurrentHashMap<>(Map.of("dirty", 0));
    var bothHaveRead = new CountDownLatch(2);
    Callable<Integer> addOne = () -> {
        var count = counts.get("dirty");
        // Any other thread may run between the two steps. The latch forces it.
        bothHaveRead.countDown();
        bothHaveRead.await();
        return counts.put("dirty", count + 1);
    };
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        executor.invokeAll(List.of(addOne, addOne));
    }
    IO.println("Two tasks added one each: " + counts);
    twoDirty.measured(counts.get("dirty"));
    IO.println();
}

// %% [markdown]
// One is lost, and there is no error. This is a *lost update*. Each call of the map is
// safe by itself, but two calls are not one step. The same happens to "look whether it is
// there, then put it" (check-then-act), and to `count++`, which reads and then writes: an
// `AtomicInteger` has `incrementAndGet` for it.
//
// Two remedies: `merge` and `compute` of a ConcurrentHashMap read and write in one step,
// and no other thread changes that key meanwhile. For all else, such as an ArrayList, use
// a lock: one thread at a time is inside `synchronized` of one object.

// %% run
void tasksThatShare() throws Exception {
    var git = lesson.git();
    var counts = new ConcurrentHashMap<String, Integer>();
    var dirty = new ArrayList<String>();
    var checks = new ArrayList<Callable<Integer>>();
    for (var worktree : lesson.worktrees()) {
        checks.add(() -> {
            // Only this task knows the outcome, so this needs no lock.
            var outcome = git.check(worktree.path());
            if (outcome instanceof Outcome.Dirty) {
                synchronized (dirty) {
                    dirty.add(worktree.name());
                }
            }
            return counts.merge(outcome.getClass().getSimpleName(), 1, Integer::sum);
        });
    }
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        executor.invokeAll(checks);
    }
    IO.println("Each task added one:  " + counts);
    IO.println("These are dirty:      " + dirty.stream().sorted().toList());
    IO.println();
}

// %% [markdown]
// One check failed, as one worktree is broken on purpose: [Step 3](Step3.java) is about that.
//
// Everyone who uses the list must lock the same object, and only for the moment of the
// change: the others wait meanwhile. `merge` locks a part of the map, so its function has
// to be short. We read the list without a lock, as all tasks have ended. What one thread
// has written, another sees for certain if one of these lies between them:
//
// | what was written before | is seen by |
// |---|---|
// | `submit` or `invokeAll` | the task that it starts |
// | the end of a task | the thread that comes back from its `get`, or from `invokeAll` |
// | the end of `synchronized` | the thread that next locks the same object |
// | `put` or `merge` of a ConcurrentHashMap | the thread that reads this value |
//
// So a task needs no lock for what only it uses until it returns it. It is simplest to
// share nothing: in `allAtOnce` tasks return outcomes, and the caller alone fills the
// map. The full table is in [README.md](README.md#what-do-threads-see-of-one-another).
//
// ## Files that do not answer
//
// Ten thousand virtual threads may sleep at once: each is an object on the heap, and
// takes a system thread, its *carrier*, only while it runs. There are as many carriers as
// processors. What the threads use may be scarce: memory, connections, the server at the
// other end. [Step 5](Step5.java) sets a limit. Now each of them reads a file that does
// not answer, as on a network share that is gone.

// %%
int readsInProgress(ExecutorService executor, int howMany, int expected)
        throws Exception {
    var begun = new AtomicInteger();
    var asExpected = new CountDownLatch(expected);
    try (var files = SlowFiles.create(howMany); executor) {
        for (var path : files.paths()) {
            executor.submit(() -> {
                try (var file = Files.newInputStream(path)) {
                    begun.incrementAndGet();
                    asExpected.countDown();
                    return file.read();
                }
            });
        }
        try {
            asExpected.await(10, TimeUnit.SECONDS);
            Thread.sleep(200); // more than expected would begin now
            return begun.get();
        } finally {
            files.answer();
        }
    }
}

// %% predict
final Prediction slowReads = lesson.predict("""
        There are eight more of these files than processors, and a virtual thread for
        each. How many of these threads get as far as reading?
        a) as many as there are processors
        b) all of them
        c) one, and the others wait for it
        """);

// %% run
void readsOfSlowFiles() throws Exception {
    slowReads.ask();
    if (SlowFiles.areKnownHere()) {
        var files = Runtime.getRuntime().availableProcessors() + 8;
        var inVirtual = readsInProgress(
                Executors.newVirtualThreadPerTaskExecutor(), files, files - 8);
        var inPlatform = readsInProgress(
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory()),
                files, files);
        IO.println("files that do not answer   " + files);
        IO.println("reads in virtual threads   " + inVirtual);
        IO.println("reads in platform threads  " + inPlatform);
        slowReads.measured(inVirtual == files
                ? "all of them"
                : "as many as there are processors");
    } else {
        IO.println("This system has no named pipes, so no file that is slow enough.");
    }
    IO.println();
}

// %% [markdown]
// On JDK 25 a read of a file holds its carrier until the bytes are there. While these
// reads hang, no other virtual thread of the program runs. On a local disk nobody notices.
// Where a file may hang, on a share or behind a mount, read it in a platform thread, as
// the second line does: `Thread.ofPlatform().factory()`. Nothing else changes.
//
// ## What it maps to, and when it is right
//
// `invokeAll` on virtual threads is asyncio's `gather(*tasks)`: start all, wait for all,
// answers in order. Use it where the jobs do not need one another, where they wait rather
// than compute, and where there are not too many.
//
// `invokeAll` waits for all. To act as soon as any task ends, submit them to an
// `ExecutorCompletionService`: its `take` waits for the future that ends next. If a task
// has failed, `get` throws an ExecutionException, and its cause is the task's exception.
// The executor's `shutdownNow` interrupts the tasks that still run, and does not wait;
// `close`, at the end of the `try`, does. So call `shutdownNow` inside the `try`.

// %% [markdown] tags=["question"]
// **Question 1.** Ten tasks share one map. Each runs `synchronized (counts) {
// counts.merge(git.check(path).inWords(), 1, Integer::sum); }`, and a check takes 0.2 s.
// How long do all ten take?
//
// - a) 2 s: only one check runs at a time.
// - b) 0.2 s: they are virtual threads.
// - c) 0.2 s if all states differ, 2 s if they are the same.

// %% [markdown] tags=["question"]
// **Question 2.** Many tasks run at once, and the caller reads their results after
// `invokeAll` has returned. Which of these is right as it stands?
//
// - a) Each task adds its result to one ArrayList.
// - b) Each task runs `sum = sum + result` on one volatile field.
// - c) Task number `i` writes its result to `results[i]` of one array.

// %% [markdown]
// The answers are in [ANSWERS.md](ANSWERS.md#step-2).
//
// ## Go on
//
// First practice: `./jbang watch 2.1`, then 2.2 to 2.5. After that Exercise 1, a config
// reader: `./jbang watch 1`. It is this step with files. Here every check returned an
// outcome. What if one throws? [Step 3](Step3.java) shows it.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        sequentialAgainstAllAtOnce();
        withoutLatency();
        twoTasksAddOne();
        tasksThatShare();
        readsOfSlowFiles();
        IO.println("And if a check throws? " + lesson.next());
    });
}
