// %% tags=["setup"]

//JAVA 25
//PREVIEW
//SOURCES git/*.java playground/*.java timeline/*.java
import com.sun.management.HotSpotDiagnosticMXBean;
import git.Git;
import git.GitException;
import git.Outcome;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import playground.Lesson;
import playground.Remote;
import timeline.Timeline;

// %% [markdown]
// # Step 4: one fails, the rest are cancelled
//
// *Three checks belong together. One of them fails. Who stops the others, and when are
// they really gone?*
//
// **Predict:** A has its answer, B fails, and C hangs in a git process that asks a server
// which never answers. What becomes of C's thread? And of its process?

// %%
final Lesson lesson = Lesson.step(4, "one fails, the rest are cancelled");

// %% [markdown]
// ## A scope
//
// A `StructuredTaskScope` ties subtasks to a block. `fork` starts one in a virtual
// thread, `join` waits, and `close`, at the end of the `try`, waits until all threads
// have ended. With the joiner used here the first failure interrupts the other subtasks,
// and `join` throws it. (One after another: on JDK 25, to interrupt a virtual thread that
// reads a file through a FileChannel waits until that read ends. A read that hangs delays
// the rest.)
//
// So that nothing depends on luck, B waits until A has its answer and C's git has reached
// the server. Then B asks a worktree that is not there. It looks at our child processes
// as well.

// %% run
void oneFailsTheRestAreCancelled() throws Exception {
    var git = lesson.git();
    var timeline = new Timeline("one fails, the rest are cancelled");
    var answered = new CountDownLatch(1);
    var childrenOfC = new ArrayList<ProcessHandle>();

    try (var remote = Remote.hanging()) {
        try (var scope = StructuredTaskScope.open(Joiner.awaitAllSuccessfulOrThrow())) {
            var a = timeline.lane("A");
            var b = timeline.lane("B");
            var c = timeline.lane("C");
            scope.fork(() -> a.run(() -> {
                var outcome = git.check(lesson.worktrees().getFirst().path());
                IO.println("  A  " + outcome.inWords());
                answered.countDown();
                return outcome;
            }));
            scope.fork(() -> b.run(() -> {
                answered.await();
                remote.awaitQuestion();
                ProcessHandle.current().children().forEach(childrenOfC::add);
                return git.status(lesson.missing());
            }));
            scope.fork(() -> c.run(() -> {
                try {
                    return git.run(lesson.repository(), remote.question());
                } catch (InterruptedException e) {
                    IO.println("  C  interrupted while its git was running");
                    throw e;
                }
            }));
            scope.join();
        } catch (StructuredTaskScope.FailedException e) {
            IO.println("  B  failed, and join threw it: "
                    + ((GitException) e.getCause()).state());
        }
    }
    IO.println();
    timeline.print();
    IO.println();
    IO.println("git processes of C: " + childrenOfC.size() + " when B failed, "
            + childrenOfC.stream().filter(ProcessHandle::isAlive).count() + " alive now");
    IO.println();
}

// %% [markdown]
// An interrupt of the thread does not end the process: `git/Command.java` does, when its
// wait is interrupted. If you start something that an interrupt does not reach, end it
// yourself.
//
// ## Two failures as one
//
// The scope above reports the first failure. Those that come after it, while the rest is
// being cancelled, are not reported. Where each failure matters, wait for all with `awaitAll`,
// and put them into one exception yourself: one of them is its cause, the others are its
// suppressed ones. This is Python's `ExceptionGroup`.
//
// It is an exception of its own, so that whoever catches it catches nothing else.
// `catch (Exception e)` around a `join` takes the interrupt as well, and loses it.

// %%
static class ChecksFailed extends Exception {
    ChecksFailed(Throwable cause) {
        super("some checks failed", cause);
    }
}

<T> List<T> allOrEveryFailure(List<Callable<T>> tasks)
        throws ChecksFailed, InterruptedException {
    try (var scope = StructuredTaskScope.open(Joiner.<T>awaitAll())) {
        var subtasks = new ArrayList<Subtask<T>>();
        for (var task : tasks) {
            subtasks.add(scope.fork(task));
        }
        scope.join();

        ChecksFailed group = null;
        for (var subtask : subtasks) {
            if (subtask.state() == Subtask.State.FAILED) {
                if (group == null) {
                    group = new ChecksFailed(subtask.exception());
                } else {
                    group.addSuppressed(subtask.exception());
                }
            }
        }
        if (group != null) {
            throw group;
        }
        return subtasks.stream().map(Subtask::get).toList();
    }
}

// %% [markdown]
// Python takes a group apart with `except*`. A `switch` over the sealed `GitException`
// does it here. The failures come in the order of the forks, not in that of the clock.

// %% run
void twoFailuresAsOne() throws Exception {
    var git = lesson.git();
    var noRepository = Files.createTempDirectory("workbook-plain-");
    try {
        allOrEveryFailure(List.of(
                () -> git.status(lesson.worktrees().getFirst().path()),
                () -> git.status(lesson.missing()),
                () -> git.status(noRepository)));
    } catch (ChecksFailed group) {
        var failures = new ArrayList<Throwable>(List.of(group.getCause()));
        failures.addAll(List.of(group.getSuppressed()));
        IO.println("One exception, " + failures.size() + " failures:");
        for (var failure : failures) {
            IO.println("  - " + switch (failure) {
                case GitException.NoDirectory _ -> "a path that leads nowhere";
                case GitException.NotARepository _ -> "a directory that is no repository";
                default -> failure.toString();
            });
        }
    } finally {
        Files.delete(noRepository);
    }
    IO.println();
}

// %% [markdown]
// ## A time limit for the whole scope
//
// In Step 3 each job kept a limit of its own. A scope has one for all of them: past it,
// the subtasks that still run are interrupted and `join` throws. One surprise: then, inside
// the block, `get` throws even for a subtask that has its answer. After `close` it gives
// it. (After a failure it gives it in both places.)

// %% run
void aTimeLimitForTheScope() throws Exception {
    var git = lesson.git();
    var timeline = new Timeline("a time limit for the scope");
    var limit = lesson.latency().plusSeconds(1);
    Subtask<Outcome> subtask;

    try (var remote = Remote.hanging();
            var scope = StructuredTaskScope.open(
                    Joiner.<Object>awaitAllSuccessfulOrThrow(),
                    settings -> settings.withTimeout(limit))) {
        var status = timeline.lane("status");
        var lsRemote = timeline.lane("ls-remote");
        var quick = scope.fork(() -> status.run(
                () -> git.check(lesson.worktrees().getFirst().path())));
        scope.fork(() -> lsRemote.run(
                () -> git.run(lesson.repository(), remote.question())));
        subtask = quick;
        try {
            scope.join();
        } catch (StructuredTaskScope.TimeoutException e) {
            IO.println("The scope's time is up. The quick subtask: " + quick.state());
            try {
                quick.get();
            } catch (IllegalStateException refused) {
                IO.println("and its get() throws: " + refused.getMessage());
            }
        }
    }
    IO.println("After close, get() gives: " + subtask.get().inWords());
    IO.println();
    timeline.print();
    IO.println();
}

// %% [markdown]
// A scope with a single subtask is a time limit for any job, like asyncio's `wait_for`. But
// where `wait_for` raises what the job raised, `join` throws a FailedException with it as
// the cause. And it only helps if the job responds to an interrupt: `close` waits until it
// has ended.

// %%
<T> T within(Duration limit, Callable<T> job) throws InterruptedException {
    try (var scope = StructuredTaskScope.open(Joiner.<T>awaitAllSuccessfulOrThrow(),
            settings -> settings.withTimeout(limit))) {
        var subtask = scope.fork(job);
        scope.join();
        return subtask.get();
    }
}

// %% run
void aTimeLimitForAnyJob() throws Exception {
    IO.println("A sleep of 10 ms, within a second:  " + within(Duration.ofSeconds(1),
            () -> {
                Thread.sleep(10);
                return "done";
            }));
    try {
        within(Duration.ofMillis(50), () -> {
            Thread.sleep(Duration.ofHours(1));
            return "never";
        });
    } catch (StructuredTaskScope.TimeoutException e) {
        IO.println("A sleep of an hour, within 50 ms:   timed out, and interrupted");
    }
    IO.println();
}

// %% [markdown]
// ## The first answer wins
//
// What ends a scope early, and what does `join` give back? The joiner says so. There are
// five of them, and you may write your own.
//
// | `Joiner` | cancels the rest | `join` |
// |---|---|---|
// | `awaitAllSuccessfulOrThrow` | at the first failure | gives nothing, or throws it |
// | `allSuccessfulOrThrow` | at the first failure | gives all subtasks, or throws it |
// | `anySuccessfulResultOrThrow` | at the first answer | gives it; throws if all failed |
// | `awaitAll` | never | gives nothing |
// | `allUntil(test)` | when the test says so | gives all subtasks |
//
// Without any, `StructuredTaskScope.open()` takes the one in the first row.
//
// Two mirrors have the same repository, and one of them never answers. We ask both, and
// take the answer that comes.

// %% run
void theFirstAnswerWins() throws Exception {
    var git = lesson.git();
    var timeline = new Timeline("the first answer wins");
    try (var deaf = Remote.hanging(); var mirror = Remote.flaky(0)) {
        var joiner = Joiner.<String>anySuccessfulResultOrThrow();
        try (var scope = StructuredTaskScope.open(joiner)) {
            var lanes = List.of(timeline.lane("mirror 1"), timeline.lane("mirror 2"));
            scope.fork(() -> lanes.getFirst().run(
                    () -> git.run(lesson.repository(), deaf.question()).text()));
            scope.fork(() -> lanes.getLast().run(() -> {
                deaf.awaitQuestion();
                return git.run(lesson.repository(), mirror.question()).text();
            }));
            var answer = scope.join();
            IO.println("Of two mirrors one has answered: " + answer.lines().count()
                    + " references");
        }
    }
    IO.println();
    timeline.print();
    IO.println();
}

// %% [markdown]
// An answer is what a subtask returns. A git that ends with exit code 128 returns as well
// here, and would win: where that may happen, throw.
//
// ## A value that every subtask inherits
//
// Which report is this check for? To hand that through every method is noise, and a
// `ThreadLocal` does not reach the subtasks. An `InheritableThreadLocal` does, as a copy
// for each thread that anybody may change. A `ScopedValue` is bound for a block: it can be
// read there and in every subtask of a scope that was opened there. Nobody can change it,
// but an inner block may bind another value for itself.
//
// Only a scope hands it on. An executor, `Thread.startVirtualThread` and `mapConcurrent` do
// not; and a fork inside a binding into a scope that was opened outside of it throws a
// StructureViolationException.

// %%
static final ScopedValue<String> REPORT = ScopedValue.newInstance();

String checkFor(Path worktree, Git git) throws InterruptedException {
    var words = git.check(worktree).inWords();
    return "[" + REPORT.get() + "] " + worktree.getFileName() + ": " + words;
}

// %% run
void everySubtaskInheritsAValue() throws Exception {
    var git = lesson.git();
    var worktrees = lesson.worktrees().stream().limit(3).toList();
    List<String> lines = ScopedValue.where(REPORT, "nightly").call(() -> {
        try (var scope =
                StructuredTaskScope.open(Joiner.<String>allSuccessfulOrThrow())) {
            worktrees.forEach(
                    worktree -> scope.fork(() -> checkFor(worktree.path(), git)));
            return scope.join().map(Subtask::get).toList();
        }
    });
    IO.println("A scoped value, read in each subtask:");
    lines.forEach(line -> IO.println("  " + line));
    var elsewhere = ScopedValue.where(REPORT, "nightly").call(() -> {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            return executor.submit(() -> REPORT.isBound()).get();
        }
    });
    IO.println("Bound in a task of an executor: " + elsewhere);
    IO.println();
}

// %% [markdown]
// ## The tree in a thread dump
//
// A scope knows who opened it and which threads it has, and so does a thread dump: with
// scopes, a dump of a thousand threads is a tree. In another window, that is `jcmd PID
// Thread.dump_to_file -format=json dump.json`. Here the program asks for its own.

// %%
StructuredTaskScope<Void, Void> open(String name, String threads) {
    return StructuredTaskScope.open(Joiner.<Void>awaitAll(), settings -> settings
            .withName(name)
            .withThreadFactory(Thread.ofVirtual().name(threads, 1).factory()));
}

List<String> threadDump() throws Exception {
    var directory = Files.createTempDirectory("workbook-dump-");
    var file = directory.resolve("threads.json");
    try {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(
                file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
        return Files.readAllLines(file);
    } finally {
        Files.deleteIfExists(file);
        Files.delete(directory);
    }
}

// %% [markdown]
// The dump is JSON. A program would use a JSON library; for two names a look at the lines
// is enough. A scope inside another one is listed after it, and names it as its parent.

// %%
String tree(List<String> dump) {
    var tree = new StringBuilder();
    var indent = "";
    for (var line : dump) {
        var text = line.strip().replace("\"", "").replace(",", "");
        if (text.startsWith("container: ")) {
            var name = text.substring("container: ".length()).replaceAll("\\\\?/.*", "");
            indent = switch (name) {
                case "report" -> "  ";
                case "details" -> "      ";
                default -> ""; // the JVM's own threads and pools
            };
            if (!indent.isEmpty()) {
                tree.append(indent).append("scope ").append(name).append('\n');
            }
        } else if (text.startsWith("name: ") && !indent.isEmpty()) {
            tree.append(indent).append("  thread ").append(text.substring(6))
                    .append('\n');
        }
    }
    return tree.toString();
}

// %% run
void theTreeInAThreadDump() throws Exception {
    var parked = new CountDownLatch(3);
    var dumped = new CountDownLatch(1);
    Callable<Void> park = () -> {
        parked.countDown();
        dumped.await();
        return null;
    };
    try (var report = open("report", "worktree-")) {
        report.fork(park);
        report.fork(() -> {
            try (var details = open("details", "diff-")) {
                details.fork(park);
                details.fork(park);
                details.join();
            }
            return null;
        });
        parked.await();
        try {
            IO.println("The scopes in a dump of this JVM's threads:");
            IO.print(tree(threadDump()));
        } finally {
            dumped.countDown();
        }
        report.join();
    }
    IO.println();
}

// %% [markdown]
// ## What it maps to, and when it is right
//
// | Python | Java 25 |
// |---|---|
// | `async with TaskGroup() as tg` | `try (var scope = StructuredTaskScope.open(...))` |
// | `tg.create_task(job())` | `scope.fork(job)` |
// | the end of the `async with` | `scope.join()`, then `close()` |
// | `ExceptionGroup`, `except*` | one exception with suppressed ones, `switch` |
// | `asyncio.timeout(1)` | `withTimeout(Duration.ofSeconds(1))` |
// | `wait_for(job(), 1)` | a scope with one subtask and a time limit; a failure is wrapped |
// | `wait(jobs, return_when=FIRST_COMPLETED)`, cancel | `anySuccessfulResultOrThrow()` |
// | `contextvars` | `ScopedValue` |
//
// Use a scope where the jobs are good only together, and wherever a thread must not
// outlive the block that started it. Collect outcomes (Step 3) where each answer counts
// by itself. `StructuredTaskScope` is a preview in Java 25, and some of its names change
// in Java 26 and 27. That is why this chapter needs exactly JDK 25.
//
// A scope starts whatever it is given, all at once. What if that is too much at once?
// [Step 5](Step5.java) sets a limit. Exercise 4 builds a scope that has both.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        oneFailsTheRestAreCancelled();
        twoFailuresAsOne();
        aTimeLimitForTheScope();
        aTimeLimitForAnyJob();
        theFirstAnswerWins();
        everySubtaskInheritsAValue();
        theTreeInAThreadDump();
        IO.println("And if all at once is too much? " + lesson.next());
    });
}
