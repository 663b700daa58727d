// %% tags=["setup"]

//JAVA 25+
//SOURCES git/*.java playground/*.java timeline/*.java
import git.Git;
import git.GitException;
import git.Outcome;
import git.Worktree;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import playground.Lesson;
import playground.Prediction;
import timeline.Lane;
import timeline.Timeline;

// %% [markdown]
// # Step 6: pipelines
//
// *List the worktrees, ask each for its status, and ask the dirty ones for their diff.
// Each question needs the answer of the one before. What can still overlap?*

// %%
final Lesson lesson = Lesson.step(6, "pipelines");

// %% [markdown]
// Every other worktree is on a slow disk, which takes three times as long. The first one
// is slow, and clean; the dirty ones are on fast disks.

// %%
Git gitFor(Worktree worktree) throws IOException, InterruptedException {
    var slow = lesson.worktrees().indexOf(worktree) % 2 == 0;
    return lesson.git().withLatency(lesson.latency().multipliedBy(slow ? 3 : 1));
}

// %% [markdown]
// The last stage: a diff, and how long after the start of the pipeline we had it. A
// worktree may be removed between the two questions. As in Step 3, that is an outcome and
// no exception.
//
// This matters for `resultNow`, below: it is for tasks that have not failed. For one that
// has, it throws an IllegalStateException that does not say what the failure was.

// %%
record Diff(String worktree, String words, Duration after) {}

Diff diff(Worktree worktree, Lane lane, long start) throws Exception {
    String words;
    try {
        var text = lane.run("diff", () -> gitFor(worktree).diff(worktree.path()));
        words = "a diff of " + text.lines().count() + " lines";
    } catch (GitException e) {
        words = "no diff: " + e.state();
    }
    return new Diff(worktree.name(), words, Duration.ofNanos(System.nanoTime() - start));
}

<T> List<T> allAtOnce(List<Callable<T>> tasks) throws InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        return executor.invokeAll(tasks).stream().map(future -> future.resultNow())
                .toList();
    }
}

// %% [markdown]
// ## Stage by stage
//
// First every status, all at once. After the last of them every diff, all at once. It is
// easy to read, and each stage has all the answers of the stage before.

// %%
List<Diff> stageByStage(Timeline timeline) throws Exception {
    var start = System.nanoTime();
    var worktrees = timeline.lane("(the list)")
            .run("list", () -> lesson.worktrees(lesson.git()));
    var lanes =
            worktrees.stream().map(worktree -> timeline.lane(worktree.name())).toList();

    var statuses = new ArrayList<Callable<Outcome>>();
    for (var i = 0; i < worktrees.size(); i++) {
        var worktree = worktrees.get(i);
        var lane = lanes.get(i);
        statuses.add(
                () -> lane.run("status", () -> gitFor(worktree).check(worktree.path())));
    }
    var outcomes = allAtOnce(statuses);

    var diffs = new ArrayList<Callable<Diff>>();
    for (var i = 0; i < worktrees.size(); i++) {
        if (outcomes.get(i) instanceof Outcome.Dirty) {
            var worktree = worktrees.get(i);
            var lane = lanes.get(i);
            diffs.add(() -> diff(worktree, lane, start));
        }
    }
    return allAtOnce(diffs);
}

// %%
void printDiffs(List<Diff> diffs, Timeline timeline) {
    timeline.print();
    IO.println();
    for (var diff : diffs) {
        IO.println("  %-14s after %8s  %s".formatted(diff.worktree(),
                Timeline.text(diff.after()), diff.words()));
    }
    IO.println(diffs.isEmpty()
            ? "No worktree is dirty, so there was no diff to ask for."
            : "All done after " + Timeline.text(timeline.total()) + ".");
}

Optional<Duration> firstAfter(List<Diff> diffs) {
    return diffs.stream().map(Diff::after).min(Comparator.naturalOrder());
}

// %% predict
final Prediction firstOfStages = lesson.predict("""
        A question takes 0.2 s, on a slow disk 0.6 s. The list comes first, then stage by
        stage. How long after the start do we have the first diff?
        ___ s
        """);

// %% run
void theStages() throws Exception {
    firstOfStages.ask();
    var timeline = new Timeline("stage by stage");
    var diffs = stageByStage(timeline);

    printDiffs(diffs, timeline);
    firstAfter(diffs).ifPresent(first -> firstOfStages.measured(first));
    IO.println();
}

// %% [markdown]
// Every diff waited for the slowest status, though it needs only its own. That slowest
// status is of a clean worktree: nobody needs it for a diff.
//
// An untracked file makes a worktree dirty, and its diff is empty. That is git's answer,
// and no mistake of the pipeline.
//
// ## Item by item
//
// Now each worktree has one task, which asks for the status and then, if it is dirty, for
// the diff. This is no new tool: it is the same `invokeAll`.

// %%
List<Diff> itemByItem(Timeline timeline) throws Exception {
    var start = System.nanoTime();
    var worktrees = timeline.lane("(the list)")
            .run("list", () -> lesson.worktrees(lesson.git()));
    var tasks = new ArrayList<Callable<Optional<Diff>>>();
    for (var worktree : worktrees) {
        var lane = timeline.lane(worktree.name());
        tasks.add(() -> {
            var outcome =
                    lane.run("status", () -> gitFor(worktree).check(worktree.path()));
            return outcome instanceof Outcome.Dirty
                    ? Optional.of(diff(worktree, lane, start))
                    : Optional.empty();
        });
    }
    return allAtOnce(tasks).stream().flatMap(Optional::stream).toList();
}

// %% predict
final Prediction firstOfItems = lesson.predict("""
        The same questions to the same disks, item by item. How long after the start do we
        have the first diff now?
        ___ s
        """);

// %% run
void theItems() throws Exception {
    firstOfItems.ask();
    var timeline = new Timeline("item by item");
    var diffs = itemByItem(timeline);

    printDiffs(diffs, timeline);
    firstAfter(diffs).ifPresent(first -> firstOfItems.measured(first));
    IO.println();
}

// %% [markdown]
// The first diff comes as soon as its own worktree has answered, however slow the others
// are. The whole takes as long as the slowest worktree for its own questions. Stage by
// stage it takes the slowest status plus the slowest diff, also if these are of different
// worktrees.
//
// One thing is left: `invokeAll` returns when all tasks have ended, so its caller gets no
// diff before. To use each as soon as it is there, let the task call a listener or put it
// into a `BlockingQueue`. Or submit to an `ExecutorCompletionService`: it gives you the
// futures in the order in which they end.
//
// ## What it maps to, and when it is right
//
// In asyncio, stage by stage is one `gather` after another. Item by item is one coroutine
// that awaits twice, and one `gather` of all these. In Java both are plain code in a
// virtual thread: no `thenCompose`, no callbacks.
//
// Go item by item if each item can go on alone, and if somebody waits for the first
// results. Go stage by stage if a stage needs all answers before it: to sort them, to
// count them, or to ask one question for all, as Step 8 does for the last commits.

// %% [markdown] tags=["question"]
// **Question 1.** The status of one worktree never comes. Which diffs are asked for?
//
// - a) None, both ways.
// - b) Stage by stage none; item by item those of all the others.
// - c) Those of all the others, both ways.

// %% [markdown] tags=["question"]
// **Question 2.** Two dirty worktrees. One needs 3 s for its status and 1 s for its diff,
// the other 1 s for its status and 3 s for its diff. How long does all of it take?
//
// - a) Stage by stage 6 s, item by item 4 s.
// - b) 4 s both ways: all waits overlap.
// - c) Stage by stage 8 s, item by item 4 s.

// %% [markdown]
// The answers are in [ANSWERS.md](ANSWERS.md#step-6).
//
// ## Go on
//
// First practice: `./jbang watch 6.1`. Then exercise 5, a monitor, which runs such a
// pipeline for ever: `./jbang watch 5`. After that [Step 7](Step7.java): what if a stage
// fails now and then, and would work the next time?

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        theStages();
        theItems();
        IO.println("And if a stage fails now and then? " + lesson.next());
    });
}
