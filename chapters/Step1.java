// %% tags=["setup"]

//JAVA 25+
//SOURCES git/*.java playground/*.java timeline/*.java
import git.GitException;
import git.Outcome;
import git.Worktree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import playground.Lesson;
import playground.Prediction;
import playground.Remote;
import timeline.Timeline;

// %% [markdown]
// # Step 1: one after another
//
// *How long does it take to ask ten worktrees whether they are clean?* Each check runs a
// real `git status` in a real worktree. Each first waits 200 ms, which stands for a slow
// or a remote disk.
//
// Where a chapter asks for a prediction, decide first, then run. With `--ask` it asks you
// before each run, and shows your answer beside what it has measured.

// %%
final Lesson lesson = Lesson.step(1, "one after another");

// %% [markdown]
// ## How to run a command at all
//
// This is the short way, and most programs do it so: start the command, read what it
// says, wait for its end. No shell stands in between, so no file name can become a
// command.

// %%
String ask(Path directory, Map<String, String> environment, String... command)
        throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    var process = builder.redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return output.strip();
}

// %% [markdown]
// It works, and it has traps. The first one: a command inherits our environment. A program
// that is called by a git hook, for example, has `GIT_DIR` in it.

// %% predict
final Prediction branchNamed = lesson.predict("""
        GIT_DIR names the repository of one worktree. In the directory of another one we
        ask git for its branch. What does it print?
        a) the branch of the directory that it runs in
        b) an error
        c) the branch of the repository that GIT_DIR names
        """);

// %% run
void aCommandInheritsOurEnvironment() throws Exception {
    branchNamed.ask();
    var first = lesson.present().getFirst().path();
    var last = lesson.present().getLast().path();
    var inherited = Map.of("GIT_DIR", first.resolve(".git").toString());

    var plain = ask(last, Map.of(), "git", "branch", "--show-current");
    var misled = ask(last, inherited, "git", "branch", "--show-current");

    IO.println("Which branch does " + last.getFileName() + " have?");
    IO.println("  asked plainly     " + plain);
    IO.println("  GIT_DIR inherited " + misled);
    branchNamed.measured(misled.equals(plain)
            ? "the branch of the directory that it runs in"
            : "the branch of the repository that GIT_DIR names");
    IO.println();
}

// %% [markdown]
// With `GIT_DIR` set, every directory answers for that one repository, and nobody sees an
// error. `git/Git.java` removes such variables.
//
// The second trap: `readAllBytes` waits for as long as the command runs. A time limit
// after it, as in `waitFor(1, SECONDS)`, comes too late. Here a real git asks a server
// that never answers. Our `Git` watches the clock while other threads read. When the time
// is over, it ends the process and its descendants: the processes that it has started,
// and theirs. A process whose parent has already ended is no longer a descendant: nothing
// shows where it came from.

// %% run
void aTimeLimitThatHolds() throws Exception {
    try (var remote = Remote.hanging()) {
        var limit = lesson.latency().plusSeconds(1);
        var git = lesson.git().withTimeLimit(limit);
        var timeline = new Timeline("a server that never answers");
        try {
            timeline.run("ls-remote",
                    () -> git.run(lesson.repository(), remote.question()));
        } catch (GitException.TimedOut e) {
            IO.println("Given up after " + Timeline.text(timeline.total()) + ", limit "
                    + Timeline.text(limit) + ", git processes left: "
                    + ProcessHandle.current().children().count());
        }
    }
    IO.println();
}

// %% [markdown]
// The other traps, in short. `git/Command.java` and `git/Git.java` avoid them all:
//
// - A command has two outputs. Read both at the same time, one of them in another thread:
//   `new FutureTask<>(() -> process.getErrorStream().readAllBytes())`. A command that
//   fills the one that nobody reads blocks for ever, at 64 kB on Linux, elsewhere sooner.
// - For the system, a missing directory and a missing git are the same error. Check the
//   directory first, and say which of the two it is.
// - A status may lock the index, and then somebody else's `git add` fails.
//   `GIT_OPTIONAL_LOCKS=0` prevents it.
// - Output is bytes. File names may hold blanks, quotes and newlines, and need not be
//   UTF-8: ask with `-z`, and do not strip. `" M f"` and `"M  f"` mean different things.
//
// ## The baseline
//
// All checks, one after another. Each waits for the one before it, though no check needs
// another's answer.
//
// An `Outcome` is clean, dirty, or failed with a reason. A check that failed is neither
// clean nor dirty. If you count it as dirty, people look for changes that do not exist.

// %%
Map<Path, Outcome> checkAllOneByOne(List<Worktree> worktrees, Timeline timeline)
        throws Exception {
    var outcomes = new LinkedHashMap<Path, Outcome>();
    for (var worktree : worktrees) {
        var outcome =
                timeline.run(worktree.name(), () -> lesson.git().check(worktree.path()));
        outcomes.put(worktree.path(), outcome);
    }
    return outcomes;
}

// %% predict
final Prediction inARow = lesson.predict("""
        One check takes a little over 0.2 s. How long do ten take, one after another?
        ___ s
        """);

// %% run
void oneAfterAnother() throws Exception {
    inARow.ask();
    var timeline = new Timeline("one after another");
    var outcomes = checkAllOneByOne(lesson.worktrees(), timeline);

    outcomes.forEach((path, outcome) -> IO.println(
            "  %-14s %s".formatted(path.getFileName(), outcome.inWords())));
    IO.println();
    timeline.print();
    IO.println();
    IO.println(outcomes.size() + " checks took " + Timeline.text(timeline.total()) + ", "
            + Timeline.text(timeline.total().dividedBy(outcomes.size()))
            + " each. No bar overlaps another: the time is their sum.");
    inARow.measured(timeline.total());
    IO.println();
}

// %% [markdown]
// ## It grows with their number
//
// Twice the worktrees, twice the time. The processor is idle for nearly all of it: what
// we wait for is the disk, or here the latency that stands for it.

// %% run
void theTimeGrowsWithTheirNumber() throws Exception {
    var worktrees = lesson.worktrees();
    IO.println("worktrees      time   time for each");
    for (var count : new int[] {1, 2, 5, 10}) {
        if (count <= worktrees.size()) {
            var timeline = new Timeline("growth");
            checkAllOneByOne(worktrees.subList(0, count), timeline);
            IO.println("%9d  %8s   %13s".formatted(count, Timeline.text(timeline.total()),
                    Timeline.text(timeline.total().dividedBy(count))));
        }
    }
    IO.println();
}

// %% [markdown]
// A second question costs the same again. Here a second command asks each worktree for
// its branch, as many scripts do. Step 8 gets the status and the branch from one command.

// %% run
void aSecondQuestionCostsAsMuch() throws Exception {
    var timeline = new Timeline("status, then branch");
    for (var worktree : lesson.present()) {
        var lane = timeline.lane(worktree.name());
        lane.run("status", () -> lesson.git().check(worktree.path()));
        lane.run("branch",
                () -> lesson.git().run(worktree.path(), "branch", "--show-current"));
    }
    timeline.print();
    IO.println();
}

// %% [markdown]
// ## What it maps to, and when it is right
//
// In asyncio this is a `for` loop with an `await` in it. It is the right choice when each
// job needs the answer of the one before, when one job takes a millisecond, or when a
// service allows one request at a time. It is easy to read and to debug, each answer can
// be used as soon as it is there, and it uses one process at a time. But if you wait
// for the last answer, you wait for all of them.

// %% [markdown] tags=["question"]
// **Question 1.** Each of ten checks waits 200 ms for the disk and computes for 1 ms. You
// replace the processor with one that is twice as fast. What happens to the time of all?
//
// - a) It is halved.
// - b) It stays exactly the same.
// - c) It gets shorter by about 5 ms.

// %% [markdown] tags=["question"]
// **Question 2.** A program starts a command, calls `waitFor(1, SECONDS)`, and then reads
// the output. The command prints 1 MB and needs 0.1 s for it. What does `waitFor` return
// on Linux?
//
// - a) `true`: the command has ended after 0.1 s.
// - b) `false`: the command still runs, and would run for ever.
// - c) It throws an IOException, as the output is full.

// %% [markdown]
// The answers are in [ANSWERS.md](ANSWERS.md#step-1).
//
// ## Go on
//
// First practice: `./jbang watch 1.1`, then 1.2. After that [Step 2](Step2.java): no check
// needs another's answer, so it starts them all at once.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        aCommandInheritsOurEnvironment();
        aTimeLimitThatHolds();
        oneAfterAnother();
        theTimeGrowsWithTheirNumber();
        aSecondQuestionCostsAsMuch();
        IO.println("No check needs another's answer. " + lesson.next());
    });
}
