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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Gatherers;
import playground.Lesson;
import timeline.Timeline;

// %% [markdown]
// # Step 8: the whole program
//
// *Branch, clean or not, ahead and behind, last commit: of every worktree, in one table,
// as fast as it can be had. And which of the ways we have seen should ask?*
//
// **Predict:** a script would ask git three times for each worktree, and once for the
// list. How many processes do we need for ten worktrees?

// %%
final Lesson lesson = Lesson.step(8, "the whole program",
        "--json", "the report as JSON, and nothing else");

// %% [markdown]
// ## One question each, and one for all
//
// `git status --porcelain=v2 --branch` tells the branch, the upstream, ahead and behind,
// and every change, in one process. The commits of all worktrees lie in one repository,
// so one `git log --no-walk` tells every last subject. That is N + 2 processes where
// three questions each would be 3N + 1.
//
// Stage by stage, because the second stage needs every answer of the first.

// %%
static final int LIMIT = 10;

record Row(Worktree worktree, Outcome outcome, Optional<Commit> lastCommit) {}

List<Row> report(Git git) throws Exception {
    var worktrees = lesson.worktrees();
    var outcomes =
            withSemaphore(LIMIT, worktrees, worktree -> git.check(worktree.path()));
    var heads = new HashSet<String>();
    for (var outcome : outcomes) {
        status(outcome).filter(status -> !status.unborn())
                .ifPresent(s -> heads.add(s.oid()));
    }
    var commits = git.commits(lesson.repository(), heads);

    var rows = new ArrayList<Row>();
    for (var i = 0; i < worktrees.size(); i++) {
        var commit = status(outcomes.get(i)).map(status -> commits.get(status.oid()));
        rows.add(new Row(worktrees.get(i), outcomes.get(i), commit));
    }
    return rows;
}

Optional<Status> status(Outcome outcome) {
    return switch (outcome) {
        case Outcome.Clean(var status) -> Optional.of(status);
        case Outcome.Dirty(var status) -> Optional.of(status);
        case Outcome.Failed _ -> Optional.empty();
    };
}

// %% [markdown]
// At most ten at once: each check is a process, with memory and open files of its own.
// More than a few for each processor are no faster, and slow down everybody else.

// %%
interface Check {
    Outcome of(Worktree worktree) throws InterruptedException;
}

List<Outcome> withThreads(List<Worktree> worktrees, Check check) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var checks = worktrees.stream()
                .<Callable<Outcome>>map(worktree -> () -> check.of(worktree))
                .toList();
        return executor.invokeAll(checks).stream().map(future -> future.resultNow())
                .toList();
    }
}

List<Outcome> withSemaphore(int limit, List<Worktree> worktrees, Check check)
        throws Exception {
    var permits = new Semaphore(limit);
    return withThreads(worktrees, worktree -> {
        permits.acquire();
        try {
            return check.of(worktree);
        } finally {
            permits.release();
        }
    });
}

// %% [markdown]
// ## The report
//
// Every failure has its own row. It is counted neither as clean nor as dirty.

// %%
String branch(Row row) {
    return status(row.outcome())
            .map(status -> status.detached() ? "(detached)" : status.branch())
            .or(() -> row.worktree().branch())
            .orElse("-");
}

String aheadBehind(Row row) {
    return status(row.outcome()).flatMap(Status::upstream)
            .map(upstream -> "+" + upstream.ahead() + " -" + upstream.behind())
            .orElse("-");
}

// %% run
void theReport() throws Exception {
    var rows = report(lesson.git());

    var format = "%-14s  %-14s  %-20s  %-14s  %s";
    IO.println(format.formatted("worktree", "branch", "state", "ahead/behind",
            "last commit"));
    for (var row : rows) {
        IO.println(format.formatted(row.worktree().name(), branch(row),
                row.outcome().inWords(),
                aheadBehind(row), row.lastCommit().map(Commit::subject).orElse("-")));
    }
    IO.println();
    var clean =
            rows.stream().filter(row -> row.outcome() instanceof Outcome.Clean).count();
    var dirty =
            rows.stream().filter(row -> row.outcome() instanceof Outcome.Dirty).count();
    IO.println("Clean: " + clean + ", dirty: " + dirty + ", failed: "
            + (rows.size() - clean - dirty) + ", with at most " + LIMIT + " at once");
    IO.println();
}

// %% [markdown]
// The same for a program: `--json`. A null says "not known", which is not the same as
// zero.

// %%
String json(Row row) {
    var status = status(row.outcome());
    var upstream = status.flatMap(Status::upstream);
    return "{" + String.join(", ",
            "\"path\": " + quoted(row.worktree().path().toString()),
            "\"branch\": " + quotedOrNull(status.isPresent() && status.get().detached()
                    ? Optional.empty()
                    : status.map(Status::branch).or(() -> row.worktree().branch())),
            "\"state\": " + quoted(switch (row.outcome()) {
                case Outcome.Clean _ -> "clean";
                case Outcome.Dirty _ -> "dirty";
                case Outcome.Failed(var cause) -> cause.state();
            }),
            "\"changes\": " + orNull(status.map(known -> known.changes().size())),
            "\"ahead\": " + orNull(upstream.map(known -> known.ahead())),
            "\"behind\": " + orNull(upstream.map(known -> known.behind())),
            "\"lastCommit\": " + quotedOrNull(row.lastCommit().map(Commit::subject)))
            + "}";
}

String orNull(Optional<?> value) {
    return value.map(Object::toString).orElse("null");
}

String quotedOrNull(Optional<String> text) {
    return orNull(text.map(value -> quoted(value)));
}

String quoted(String text) {
    var json = new StringBuilder("\"");
    for (var c : text.toCharArray()) {
        if (c == '"' || c == '\\') {
            json.append('\\').append(c);
        } else if (c < ' ') {
            json.append("\\u%04x".formatted((int) c));
        } else {
            json.append(c);
        }
    }
    return json.append('"').toString();
}

void reportAsJson() throws Exception {
    var objects = report(lesson.git()).stream().map(row -> json(row)).toList();
    IO.println("[\n  " + String.join(",\n  ", objects) + "\n]");
}

// %% [markdown]
// ## The strategies compared
//
// The same checks, once in each way. For ten worktrees, all at once and the semaphore of
// ten do the same: they differ when there are more. A scope would start all at once too;
// here every failure is an outcome, so it would have nothing to cancel.

// %%
List<Outcome> sequential(Git git) throws Exception {
    var outcomes = new ArrayList<Outcome>();
    for (var worktree : lesson.worktrees()) {
        outcomes.add(git.check(worktree.path()));
    }
    return outcomes;
}

List<Outcome> withGatherer(Git git, int limit) throws Exception {
    return lesson.worktrees().stream()
            .gather(Gatherers.mapConcurrent(limit, worktree -> {
                try {
                    return git.check(worktree.path());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }))
            .toList();
}

// %%
Duration time(Callable<?> task) throws Exception {
    var start = System.nanoTime();
    task.call();
    return Duration.ofNanos(System.nanoTime() - start);
}

// %% run
void theStrategies() throws Exception {
    var git = lesson.git();
    var worktrees = lesson.worktrees();
    Check check = worktree -> git.check(worktree.path());
    var strategies = new LinkedHashMap<String, Callable<List<Outcome>>>();
    strategies.put("sequential", () -> sequential(git));
    strategies.put("all at once", () -> withThreads(worktrees, check));
    strategies.put("semaphore(3)", () -> withSemaphore(3, worktrees, check));
    strategies.put("semaphore(10)", () -> withSemaphore(10, worktrees, check));
    strategies.put("mapConcurrent(3)", () -> withGatherer(git, 3));

    IO.println("%-18s  %8s  %8s   (%s)".formatted(
            "strategy", "time", "speed-up", lesson.conditions()));
    var baseline = Duration.ZERO;
    for (var strategy : strategies.entrySet()) {
        var time = time(strategy.getValue());
        baseline = baseline.isZero() ? time : baseline;
        IO.println("%-18s  %8s  %7.1fx".formatted(strategy.getKey(), Timeline.text(time),
                (double) baseline.toNanos() / time.toNanos()));
    }
    IO.println();
}

// %% [markdown]
// ## Once instead of three times
//
// Most scripts ask each worktree for its status, its branch and its last commit: three
// commands, one after another, and all worktrees at once. What does that cost? Both get the whole report, without the
// simulated latency and under the same limit, by turns, and the median of seven counts.

// %%
List<Outcome> threeQuestionsEach(Git git) throws Exception {
    git.worktrees(lesson.repository());
    var permits = new Semaphore(LIMIT);
    return withThreads(lesson.worktrees(), worktree -> {
        permits.acquire();
        try {
            var outcome = git.check(worktree.path());
            git.run(worktree.path(), "branch", "--show-current");
            git.run(worktree.path(), "log", "-1", "--format=%s");
            return outcome;
        } catch (GitException e) {
            return new Outcome.Failed(e);
        } finally {
            permits.release();
        }
    });
}

// %% run
void onceInsteadOfThreeTimes() throws Exception {
    var git = lesson.git().withLatency(Duration.ZERO);
    var once = new ArrayList<Duration>();
    var threeTimes = new ArrayList<Duration>();
    for (var round = 0; round < 7; round++) {
        once.add(time(() -> {
            git.worktrees(lesson.repository());
            return report(git);
        }));
        threeTimes.add(time(() -> threeQuestionsEach(git)));
    }
    var n = lesson.worktrees().size();
    var fast = once.stream().sorted().toList().get(3);
    var slow = threeTimes.stream().sorted().toList().get(3);
    IO.println("%-24s  %9s  %8s   (no added latency)".formatted("report", "processes",
            "time"));
    IO.println("%-24s  %9d  %8s".formatted("three questions each", 3 * n + 1,
            Timeline.text(slow)));
    IO.println("%-24s  %9d  %8s".formatted("one each, one for all", n + 2,
            Timeline.text(fast)));
    IO.println("The second takes %.2f of the first."
            .formatted((double) fast.toNanos() / slow.toNanos()));
    IO.println();
}

// %% [markdown]
// ## How do I test it?
//
// Is the limit kept? A test that sleeps and hopes passes on Monday, and fails on a busy
// machine. So take the luck out of it:
//
// - Hand in what is slow: `withSemaphore` takes the check that it runs. So does a sleep, a
//   clock, a server.
// - Hold the work in a latch until what you want to see is there. Here: until as many
//   checks are running as may.
// - Where you wait for something that must *not* happen, give it time. A right answer
//   then passes on the slowest machine, and a wrong one has that long to be caught.
// - See the test fail. Here it judges a wrong answer too: all at once.

// %%
interface Way {
    List<Outcome> ask(List<Worktree> worktrees, Check check) throws Exception;
}

String verdict(int limit, Way way) throws Exception {
    var ten = Collections.nCopies(10, lesson.worktrees().getFirst());
    var answer = lesson.git().check(ten.getFirst().path());

    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var full = new CountDownLatch(limit);
    var tooMany = new CountDownLatch(limit + 1);
    var outcomes = way.ask(ten, _ -> {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        full.countDown();
        tooMany.countDown();
        try {
            full.await();
            tooMany.await(200, TimeUnit.MILLISECONDS);
            return answer;
        } finally {
            running.decrementAndGet();
        }
    });
    if (most.get() > limit) {
        return "fails: more than " + limit + " checks at once";
    }
    return outcomes.size() == ten.size() ? "passes" : "fails: answers are missing";
}

// %% run
void theLimitUnderTest() throws Exception {
    IO.println("At most 3 at once?");
    IO.println("  semaphore(3)  "
            + verdict(3, (worktrees, check) -> withSemaphore(3, worktrees, check)));
    IO.println("  all at once   "
            + verdict(3, (worktrees, check) -> withThreads(worktrees, check)));
    IO.println();
}

// %% [markdown]
// One after another would wait in `full` for ever: nobody else comes. That is a verdict
// too, and JUnit's `@Timeout` tells it. The graders of the exercises are made like this,
// with an interrupt here and there: read `BoundedTaskGroupTest`. And `solutions/mistakes`
// proves that each of them can fail.
//
// ## Where to go from here
//
// This is the lesson's program, and it still asks only when it is told to. The exercises
// build what a program that people keep needs: a cache, a downloader, a bounded group, a
// monitor. The tables of `chapters/README.md` put all ways side by side.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        if (lesson.has("--json")) {
            reportAsJson();
            return;
        }
        theReport();
        theStrategies();
        onceInsteadOfThreeTimes();
        theLimitUnderTest();
        IO.println("That was the lesson. All ways in one table: chapters/README.md");
    });
}
