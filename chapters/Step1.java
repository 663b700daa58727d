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
import playground.Remote;
import timeline.Timeline;

// %% [markdown]
// # Step 1: one after another
//
// *How long does it take to ask ten worktrees whether they are clean?* Each check runs a
// real `git status` in a real worktree. Each first waits 200 ms, which stands for a slow
// or a remote disk.
//
// **Predict** before you run: one check takes a little over 0.2 s. How long do ten take?
// And how busy is the processor meanwhile?

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
// It works, and it has traps. The first one: a command inherits our environment, and git
// listens to it. Under a git hook, `GIT_DIR` is set. From then on every directory answers
// for that one repository, and nobody sees an error.

// %% run
void aCommandInheritsOurEnvironment() throws Exception {
    var first = lesson.worktrees().getFirst().path();
    var last = lesson.worktrees().getLast().path();
    var inherited = Map.of("GIT_DIR", first.resolve(".git").toString());

    IO.println("Which branch does " + last.getFileName() + " have?");
    IO.println("  asked plainly     "
            + ask(last, Map.of(), "git", "branch", "--show-current"));
    IO.println("  GIT_DIR inherited "
            + ask(last, inherited, "git", "branch", "--show-current"));
    IO.println();
}

// %% [markdown]
// The second trap: `readAllBytes` waits for as long as the command runs. A time limit
// that is looked at after it, as in `waitFor(1, SECONDS)`, comes too late. Here a real
// git asks a server that never answers. Our `Git` watches the clock while other threads
// read. When the time is over it ends the process and its descendants: the processes that
// it has started, and theirs. One whose parent has ended before is no longer among them;
// nothing shows where it came from.

// %% run
void aTimeLimitThatHolds() throws Exception {
    try (var remote = Remote.hanging()) {
        var git = lesson.git().withTimeLimit(lesson.latency().plusSeconds(1));
        var timeline = new Timeline("a server that never answers");
        try {
            timeline.run("ls-remote",
                    () -> git.run(lesson.repository(), remote.question()));
        } catch (GitException.TimedOut e) {
            IO.println("Given up after " + Timeline.text(timeline.total())
                    + ", and git processes left: "
                    + ProcessHandle.current().children().count());
        }
    }
    IO.println();
}

// %% [markdown]
// The others, in short. `git/Command.java` and `git/Git.java` avoid them all:
//
// - Both outputs must be read at the same time. A command that fills the one which nobody
//   reads stops for ever, at 64 kB on Linux, and often sooner elsewhere.
// - A directory that is missing and a git that is missing are the same error to the
//   system. Ask for the directory first, and tell people which of the two it is.
// - A status may lock the index and make somebody else's `git add` fail.
//   `GIT_OPTIONAL_LOCKS=0` prevents it.
// - Output is bytes. File names may hold blanks, quotes, newlines, and need not be UTF-8:
//   ask with `-z`, and do not strip: `" M f"` and `"M  f"` mean different things.
//
// ## The baseline
//
// Ten checks, one after another. Each waits for the one before it, though no check needs
// another's answer: the time is the sum of all the waits.

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

// %% [markdown]
// An `Outcome` is clean, dirty, or failed with a reason. A check that failed is neither
// clean nor dirty: whoever counts it as dirty sends people to look for changes that do
// not exist.

// %% run
void oneAfterAnother() throws Exception {
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
    IO.println();
}

// %% [markdown]
// ## It grows with their number
//
// Twice the worktrees, twice the time. The processor sleeps through nearly all of it:
// what we wait for is the disk, or here the latency that stands for it.

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
// A second question costs the same again. Here each worktree is asked for its branch, by
// a command of its own, as one would in a script. Step 8 gets the status and the branch
// from one command.

// %% run
void aSecondQuestionCostsAsMuch() throws Exception {
    var timeline = new Timeline("status, then branch");
    for (var worktree : lesson.worktrees()) {
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
//
// Here no check needs another's answer. [Step 2](Step2.java) starts them all at once.

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
