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
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import playground.Lesson;
import playground.SlowFiles;
import timeline.Timeline;

// %% [markdown]
// # Step 2: all at once
//
// *No check needs another's answer. What if we ask all worktrees at the same time?*
//
// **Predict:** ten checks of a little over 0.2 s took two seconds in a row. How long do
// they take at once? And how much of the gain is left when we take the simulated latency
// away?

// %%
final Lesson lesson = Lesson.step(2, "all at once");

// %% [markdown]
// The baseline again, as in Step 1.

// %%
Map<Path, Outcome> oneByOne(Git git, List<Worktree> worktrees, Timeline timeline)
        throws Exception {
    var outcomes = new LinkedHashMap<Path, Outcome>();
    for (var worktree : worktrees) {
        outcomes.put(worktree.path(),
                timeline.run(worktree.name(), () -> git.check(worktree.path())));
    }
    return outcomes;
}

// %% [markdown]
// And all at once. A virtual thread costs so little that each check gets one of its own,
// and may block in it as it likes. `invokeAll` starts them all, waits for all, and
// returns their futures in the order of the tasks, not in the order in which they ended.
//
// The `try` is not decoration: `close` waits for every thread, so none outlives the
// method.

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

// %% [markdown]
// Both, on one scale. Look at where the bars begin.

// %% run
void sequentialAgainstAllAtOnce() throws Exception {
    var sequential = new Timeline("one after another");
    oneByOne(lesson.git(), lesson.worktrees(), sequential);
    var concurrent = new Timeline("all at once");
    var outcomes = allAtOnce(lesson.git(), lesson.worktrees(), concurrent);

    Timeline.print(sequential, concurrent);
    IO.println();
    outcomes.forEach((path, outcome) -> IO.println(
            "  %-14s %s".formatted(path.getFileName(), outcome.inWords())));
    IO.println();
}

// %% [markdown]
// ## How much is gained, and why
//
// With the latency, the checks spend their time waiting, and waits can overlap without
// end. Without it, a small local repository answers in a few milliseconds, and those are
// work: starting a process, reading files. Work needs a processor, and there are only so
// many.
//
// So the same code gains much in one row, and in the other not more than there are
// processors. Neither figure is wrong. Ask what your jobs wait for before you promise a
// speed-up.

// %%
Duration median(Callable<Duration> round) throws Exception {
    round.call(); // the first round pays for loading classes
    var times = new ArrayList<Duration>();
    for (var i = 0; i < 7; i++) {
        times.add(round.call());
    }
    return times.stream().sorted().toList().get(3);
}

void printGain(String conditions, Duration oneByOne, Duration allAtOnce) {
    IO.println("%-24s  %10s  %11s  %7.1fx".formatted(conditions, Timeline.text(oneByOne),
            Timeline.text(allAtOnce), (double) oneByOne.toNanos() / allAtOnce.toNanos()));
}

Duration time(boolean atOnce, Git git) throws Exception {
    var timeline = new Timeline("measured");
    if (atOnce) {
        allAtOnce(git, lesson.worktrees(), timeline);
    } else {
        oneByOne(git, lesson.worktrees(), timeline);
    }
    return timeline.total();
}

// %% run
void withAndWithoutLatency() throws Exception {
    var naked = lesson.git().withLatency(Duration.ZERO);

    IO.println("%-24s  %10s  %11s  %8s".formatted(
            lesson.worktrees().size() + " worktrees", "one by one", "all at once",
            "speed-up"));
    if (!lesson.latency().isZero()) {
        printGain("latency " + Timeline.text(lesson.latency()) + ", once",
                time(false, lesson.git()), time(true, lesson.git()));
    }
    printGain("no latency, median of 7",
            median(() -> time(false, naked)), median(() -> time(true, naked)));
    IO.println();
    IO.println("Processors here: " + Runtime.getRuntime().availableProcessors()
            + ". Waits overlap without limit; work shares the processors.");
    IO.println();
}

// %% [markdown]
// ## The order of the answers
//
// Three checks, the first of them the slowest. They end in the reverse order, and the
// results still stand in the order of the question. `gather` keeps the same promise.

// %% run
void theOrderIsKept() throws Exception {
    var three = lesson.worktrees().subList(0, Math.min(3, lesson.worktrees().size()));
    var ended = new ConcurrentLinkedQueue<String>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var checks = new ArrayList<Callable<String>>();
        for (var i = 0; i < three.size(); i++) {
            var worktree = three.get(i);
            var git = lesson.git()
                    .withLatency(Duration.ofMillis(200L * (three.size() - i)));
            checks.add(() -> {
                git.check(worktree.path());
                ended.add(worktree.name());
                return worktree.name();
            });
        }
        var results = executor.invokeAll(checks);
        IO.println("ended in this order:    " + String.join(", ", ended));
        IO.println("results in this order:  "
                + String.join(", ",
                        results.stream().map(future -> future.resultNow()).toList()));
    }
    IO.println();
}

// %% [markdown]
// ## How many threads is too many?
//
// A platform thread takes a system thread and its stack. A virtual thread is an object on
// the heap, and while it sleeps or waits for a socket it takes no system thread at all.
// Here are ten thousand of them, and each sleeps for 200 ms.

// %% run
void tenThousandWaits() throws Exception {
    var timeline = new Timeline("ten thousand waits");
    timeline.run("all of them", () -> {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 10_000; i++) {
                executor.submit(() -> {
                    Thread.sleep(200);
                    return null;
                });
            }
        }
        return null;
    });
    IO.println("10,000 threads, each asleep for 200 ms: "
            + Timeline.text(timeline.total()) + " in all");
    IO.println();
}

// %% [markdown]
// Threads are not the limit, then. What they use may be: files, connections, memory, and
// the server at the other end. [Step 5](Step5.java) sets a limit where one is needed.
//
// ## A wait that holds its thread
//
// A virtual thread that sleeps, or waits for a lock or a socket, lets its system thread
// go, and that one carries another virtual thread meanwhile: it is called the carrier. A
// read of a *file* does not, on JDK 25: it holds its carrier until the bytes are there.
// There are as many carriers as processors, for all virtual threads of the program.
//
// **Predict:** here are eight files more than processors, and none of them answers. How
// many reads begin?

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
            asExpected.await(10, TimeUnit.SECONDS); // far less, if they can begin
            Thread.sleep(200); // one more would begin now, if it could
            return begun.get();
        } finally {
            files.answer();
        }
    }
}

// %% run
void readsOfSlowFiles() throws Exception {
    if (SlowFiles.areKnownHere()) {
        var processors = Runtime.getRuntime().availableProcessors();
        var files = processors + 8;
        IO.println("files that do not answer   " + files);
        IO.println("reads in virtual threads   " + readsInProgress(
                Executors.newVirtualThreadPerTaskExecutor(), files, processors)
                + ", with as many processors here");
        IO.println("reads in platform threads  " + readsInProgress(
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory()),
                files, files));
    } else {
        IO.println("This system has no named pipes, so no file that is slow enough.");
    }
    IO.println();
}

// %% [markdown]
// While those reads hang, no other virtual thread of the program moves. A read of a local
// disk is too short for anybody to notice. Where a file may be slow, on a share or behind
// a mount, read it in a platform thread: `Thread.ofPlatform().factory()`, in the same
// executor. Nothing else changes.
//
// ## What it maps to, and when it is right
//
// `invokeAll` on virtual threads is asyncio's `gather(*tasks)`: start all, wait for all,
// answers in order. (When one fails they differ: that is Step 3.) Use it where the jobs
// do not need one another, where they wait rather than compute, and where there are not
// too many. For work that computes, use as many threads as there are processors, not
// more.
//
// Exercise 1, a config reader, is this step with files. Here every check returned an
// outcome, even the broken one. What if it throws? [Step 3](Step3.java).

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        sequentialAgainstAllAtOnce();
        withAndWithoutLatency();
        theOrderIsKept();
        tenThousandWaits();
        readsOfSlowFiles();
        IO.println("And if a check throws? " + lesson.next());
    });
}
