// %% tags=["setup"]

//JAVA 25+
//SOURCES git/*.java playground/*.java timeline/*.java
import git.Commit;
import git.Git;
import git.GitException;
import git.Outcome;
import git.Status;
import git.Worktree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import playground.GitProcesses;
import playground.Lesson;
import playground.Prediction;
import playground.ReportRow;
import timeline.Timeline;

// %% [markdown]
// # Step 8: the whole program
//
// *Branch, clean or not, ahead and behind, last commit: of every worktree, in one table.
// How many at once? How many git processes does it take? And how do we test it?*

// %%
final Lesson lesson = Lesson.step(8, "the whole program",
        "--json", "the report as JSON, and nothing else");

// %% [markdown]
// ## The strategies
//
// A strategy checks all worktrees. It gets the check as a parameter, so that we can test
// the strategy without git.

// %%
interface Check {
    Outcome of(Worktree worktree) throws InterruptedException;
}

interface Strategy {
    List<Outcome> ask(List<Worktree> worktrees, Check check) throws InterruptedException;
}

List<Outcome> askIn(ExecutorService executor, List<Worktree> worktrees, Check check)
        throws InterruptedException {
    var tasks = worktrees.stream()
            .<Callable<Outcome>>map(worktree -> () -> check.of(worktree)).toList();
    return executor.invokeAll(tasks).stream().map(future -> future.resultNow()).toList();
}

final Strategy allAtOnce = (worktrees, check) -> {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        return askIn(executor, worktrees, check);
    }
};

Strategy atMost(int limit) {
    var permits = new Semaphore(limit);
    return (worktrees, check) -> allAtOnce.ask(worktrees, worktree -> {
        permits.acquire();
        try {
            return check.of(worktree);
        } finally {
            permits.release();
        }
    });
}

// %% predict
final Prediction threeAtOnce = lesson.predict("""
        One check takes a little over 0.2 s. How long do ten take, at most three at once?
        ___ s
        """);

// %% run
void theLimitsCompared() throws Exception {
    threeAtOnce.ask();
    var git = lesson.git();
    var times = new ArrayList<Duration>();
    IO.println("at most      time   (" + lesson.conditions() + ")");
    for (var limit : List.of(1, 3, 10)) {
        var start = System.nanoTime();
        atMost(limit).ask(lesson.worktrees(), worktree -> git.check(worktree.path()));
        times.add(Duration.ofNanos(System.nanoTime() - start));
        IO.println("%7d  %8s".formatted(limit, Timeline.text(times.getLast())));
    }
    threeAtOnce.measured(times.get(1));
    IO.println();
}

// %% [markdown]
// Ten by threes are four rounds. A limit of one is Step 1. A limit of ten is Step 2, as
// long as there are no more than ten. A scope (Step 4) would have nothing to cancel,
// because each failure is an outcome.
//
// ## The report
//
// `git status --porcelain=v2 --branch` gives the branch, ahead and behind, and every
// change, in one process. All commits are in one repository, so one `git log --no-walk`
// gives every last subject, when all statuses are there. There is always a limit: more
// than a few processes for each processor are no faster, and slow down everybody else.

// %%
static final int LIMIT = 10;

List<ReportRow> report(Git git) throws Exception {
    var worktrees = lesson.worktrees(git);
    var outcomes = atMost(LIMIT).ask(worktrees, worktree -> git.check(worktree.path()));
    var heads = outcomes.stream().flatMap(outcome -> outcome.knownStatus().stream())
            .map(Status::oid).toList();
    var commits = git.commits(lesson.repository(), heads);

    var rows = new ArrayList<ReportRow>();
    for (var i = 0; i < worktrees.size(); i++) {
        var outcome = outcomes.get(i);
        var commit = outcome.knownStatus().map(status -> commits.get(status.oid()));
        rows.add(new ReportRow(worktrees.get(i), outcome, commit));
    }
    return rows;
}

// %% run
void theReport() throws Exception {
    var rows = report(lesson.git());

    var format = "%-14s  %-14s  %-20s  %-14s  %s";
    IO.println(format.formatted("worktree", "branch", "state", "ahead/behind",
            "last commit"));
    for (var row : rows) {
        IO.println(format.formatted(row.worktree().name(), row.branch().orElse("-"),
                row.outcome().inWords(), row.aheadBehind().orElse("-"),
                row.lastCommit().map(Commit::subject).orElse("-")));
    }
    IO.println();
    var outcomes = rows.stream().map(ReportRow::outcome).toList();
    var clean = outcomes.stream().filter(Outcome.Clean.class::isInstance).count();
    var dirty = outcomes.stream().filter(Outcome.Dirty.class::isInstance).count();
    IO.println("Clean: " + clean + ", dirty: " + dirty + ", failed: "
            + (rows.size() - clean - dirty) + ", with at most " + LIMIT + " at once");
    IO.println();
}

// %% [markdown]
// A failed check counts neither as clean nor as dirty. `--json` prints the same report
// for a program: there `null` means "not known", which is not the same as zero.
//
// ## How many processes
//
// Most scripts ask each worktree for its status, its branch and its last commit: three
// commands, one after another. Here such a script keeps the same limit.

// %%
List<Outcome> threeQuestionsEach(Git git) throws Exception {
    return atMost(LIMIT).ask(lesson.worktrees(git), worktree -> {
        try {
            var outcome = git.check(worktree.path());
            git.run(worktree.path(), "branch", "--show-current");
            git.run(worktree.path(), "log", "-1", "--format=%s");
            return outcome;
        } catch (GitException e) {
            return new Outcome.Failed(e);
        }
    });
}

long printCosts(String name, GitProcesses.Work report) throws Exception {
    var git = lesson.git().withLatency(Duration.ZERO);
    var processes = GitProcesses.count(git, report);
    var times = new ArrayList<Duration>();
    for (var round = 0; round < 7; round++) {
        var start = System.nanoTime();
        report.run(git);
        times.add(Duration.ofNanos(System.nanoTime() - start));
    }
    Collections.sort(times);
    IO.println("%-24s%11d  %8s".formatted(name, processes, Timeline.text(times.get(3))));
    return processes;
}

// %% predict
final Prediction processes = lesson.predict("""
        The script lists ten worktrees, and asks each of them three questions. How many
        git processes does our report need for the same, the list included?
        ___ processes
        """);

// %% run
void onceInsteadOfThreeTimes() throws Exception {
    processes.ask();
    IO.println("report                    processes      time   (no added latency)");
    printCosts("three questions each", git -> threeQuestionsEach(git));
    var ours = printCosts("one each, one for all", git -> report(git));
    processes.measured(ours);
    IO.println();
}

// %% [markdown]
// For N worktrees the script needs 3N + 1 processes, and the report N + 2: the list, a
// status each, and one log. git writes a trace file for each of its processes, and
// `playground/GitProcesses.java` counts them. That includes processes that git itself
// starts, for submodules for example. Each time is the median of seven other rounds,
// without traces.
//
// ## How do I test it?
//
// Is the limit kept? A test that sleeps and hopes passes on Monday, and fails on a busy
// machine. So leave nothing to luck:
//
// - Hand in what is slow: here the check; elsewhere a sleep, a clock, a server.
// - Hold the work in a latch until what you want to see is there: as many checks as may.
// - If something must *not* happen, give it time to happen. Then a right answer passes on
//   the slowest machine.
// - Look for what is left. The fake notes the threads that run it. Later each must have
//   ended: `join` with a limit returns false if a thread is still alive.
// - See the test fail: let it judge wrong strategies, too.

// %%
String verdict(int limit, Strategy strategy) throws Exception {
    var ten = Collections.nCopies(10, lesson.worktrees().getFirst());
    var answer = lesson.git().check(ten.getFirst().path());

    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var full = new CountDownLatch(limit);
    var tooMany = new CountDownLatch(limit + 1);
    var threads = ConcurrentHashMap.<Thread>newKeySet();
    strategy.ask(ten, _ -> {
        threads.add(Thread.currentThread());
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        full.countDown();
        tooMany.countDown();
        full.await();
        tooMany.await(200, TimeUnit.MILLISECONDS);
        running.decrementAndGet();
        return answer;
    });
    if (most.get() > limit) {
        return "fails: more than " + limit + " checks at once";
    }
    for (var thread : threads) {
        if (!thread.join(Duration.ofSeconds(2))) {
            return "fails: a thread is left";
        }
    }
    return "passes";
}

// %% run
void theTestJudges() throws Exception {
    IO.println("At most 3 at once, and no thread is left?");
    IO.println("  at most 3    " + verdict(3, atMost(3)));
    IO.println("  all at once  " + verdict(3, allAtOnce));
    try (var pool = Executors.newFixedThreadPool(3)) {
        IO.println("  a pool of 3  "
                + verdict(3, (worktrees, check) -> askIn(pool, worktrees, check)));
    }
    IO.println();
}

// %% [markdown]
// The pool was still open: its threads waited for more work. The fake sees only threads
// that run a check. To see all, hand in a `ThreadFactory`, and note each thread it makes:
// `Thread.getAllStackTraces()` does not list virtual threads.
// The graders of the exercises work like this: read `BoundedTaskGroupTest`. Each mistake
// in `solutions/mistakes` proves that one of them can fail.
//
// Latches force an order that you have thought of. A tool can look for others. In
// `./jbang interleavings`, Lincheck finds how `if (running < limit) running++` lets in
// two. It stops threads at shared memory, but not at files or sockets, nor virtual
// threads. It tries some orders of few threads, its clock stands still, and it overlooks
// a missing `volatile`. jcstress may find that: it watches what a real processor does.

// %% [markdown] tags=["question"]
// **Question 1.** `verdict(3, strategy)` judges a strategy that runs one check after
// another. What happens?
//
// - a) It never ends.
// - b) It fails: too few run at once.
// - c) It passes: there are never more than three at once.

// %% [markdown] tags=["question"]
// **Question 2.** Somebody removes both latches from the fake: it counts, sleeps for 1 ms
// and returns. This test judges `allAtOnce`. What may it say?
//
// - a) Always that it fails: ten checks run at once.
// - b) On a busy machine that it passes.
// - c) Nothing: it never ends.

// %% [markdown]
// The answers are in [ANSWERS.md](ANSWERS.md#step-8).
//
// ## Go on
//
// First practice: `./jbang watch 8.1`, then 8.2: you write such tests yourself. Then the
// exercises that are still open. [Step 9](Step9.java) and those after it show what a
// program needs that runs for months: how it is stopped, slowed down and looked into.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        if (lesson.has("--json")) {
            var rows = report(lesson.git()).stream().map(ReportRow::json).toList();
            IO.println("[\n  " + String.join(",\n  ", rows) + "\n]");
            return;
        }
        theLimitsCompared();
        theReport();
        onceInsteadOfThreeTimes();
        theTestJudges();
        IO.println("All ways in one table: chapters/README.md. " + lesson.next());
    });
}
