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
import timeline.Lane;
import timeline.Timeline;

// %% [markdown]
// # Step 6: pipelines
//
// *List the worktrees, ask each for its status, and ask those that are dirty for their
// diff. Each stage needs the answer of the one before. What can still overlap?*
//
// **Predict:** the worktrees answer at different speeds. When do we see the first diff:
// if each stage waits for all of the one before? And if each worktree goes its way alone?

// %%
final Lesson lesson = Lesson.step(6, "pipelines");

// %% [markdown]
// Every other worktree is on a disk three times as slow, the main one among them.

// %%
Git gitFor(Worktree worktree) throws IOException, InterruptedException {
    var slow = lesson.worktrees().indexOf(worktree) % 2 == 0;
    return lesson.git().withLatency(lesson.latency().multipliedBy(slow ? 3 : 1));
}

// %% [markdown]
// The first stage is one question, and everything else needs its answer.

// %%
List<Worktree> list() throws IOException, InterruptedException {
    var all = lesson.git().worktrees(lesson.repository());
    return all.subList(0, Math.min(all.size(), lesson.worktrees().size()));
}

// %% [markdown]
// A diff, and how long after the start of the pipeline it came. A worktree may go away
// between the two questions: that is an answer as well, as in Step 3.
//
// It has to be. `resultNow`, below, is for tasks that cannot throw: of one that has
// thrown it says "Task completed with exception", and forgets which.

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
// First every status, all at once. When the last is there, every diff, all at once. Two
// calls of `gather`, one after the other. It is easy to read, and each stage can count on
// all of the answers before it.

// %%
List<Diff> stageByStage(Timeline timeline) throws Exception {
    var start = System.nanoTime();
    var worktrees = timeline.lane("(the list)").run("list", () -> list());
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

// %% [markdown]
// ## Item by item
//
// Now each worktree has a thread that asks for the status and then, if it is dirty, for
// the diff. No stage waits for another worktree. This is no new tool: it is the same
// `invokeAll`, with the two questions in one task.

// %%
List<Diff> itemByItem(Timeline timeline) throws Exception {
    var start = System.nanoTime();
    var worktrees = timeline.lane("(the list)").run("list", () -> list());
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

// %%
void printGain(String pipeline, List<Diff> diffs, Timeline timeline) {
    var first = diffs.stream().min(Comparator.comparing(Diff::after)).orElseThrow();
    IO.println("%-14s  first diff after %8s (%s), all done after %8s".formatted(pipeline,
            Timeline.text(first.after()), first.worktree(),
            Timeline.text(timeline.total())));
}

// %% run
void bothPipelines() throws Exception {
    var stages = new Timeline("stage by stage");
    var staged = stageByStage(stages);
    var items = new Timeline("item by item");
    var each = itemByItem(items);

    Timeline.print(stages, items);
    IO.println();
    if (staged.isEmpty() || each.isEmpty()) {
        IO.println("No worktree is dirty, so there was no diff to ask for.");
    } else {
        each.forEach(diff -> IO.println(
                "  %-14s %s".formatted(diff.worktree(), diff.words())));
        IO.println();
        printGain("stage by stage", staged, stages);
        printGain("item by item", each, items);
    }
    IO.println();
}

// %% [markdown]
// The first diff comes as soon as its own worktree has answered, however slow the others
// are. The whole takes as long as the slowest way through: stages add the slowest of each
// stage, items the slowest worktree's own sum.
//
// ## What it maps to, and when it is right
//
// In asyncio, stage by stage is one `gather` after another. Item by item is one coroutine
// that awaits twice, and one `gather` over it. In Java both are plain code in a virtual
// thread: no `thenCompose`, no callbacks.
//
// Go item by item where each item can go on alone, and where somebody waits for first
// results. Go stage by stage where a stage needs all answers before it: to sort them, to
// count them, or to ask one question for all, as Step 8 does for the last commits.
//
// An untracked file makes a worktree dirty, and its diff is empty. That is git's answer,
// and no mistake of the pipeline.
//
// Exercise 5, a monitor, runs such a pipeline for ever. But what if a stage fails now and
// then, and would work the next time? [Step 7](Step7.java) tries again.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        bothPipelines();
        IO.println("And if a stage fails now and then? " + lesson.next());
    });
}
