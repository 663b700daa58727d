// %% tags=["setup"]

//JAVA 25
//PREVIEW
//SOURCES git/*.java playground/*.java timeline/*.java
import git.GitException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.atomic.AtomicBoolean;
import playground.Lesson;
import playground.Prediction;
import playground.Remote;
import timeline.Timeline;

// %% [markdown]
// # Step 4: one fails, the rest are cancelled
//
// *Several jobs run, and their answers are no longer wanted. Who stops the jobs, and when
// have they really ended?*

// %%
final Lesson lesson = Lesson.step(4, "one fails, the rest are cancelled");

// %% [markdown]
// ## By hand: ask, then wait
//
// First with an executor, as in Step 2. `future.cancel(true)` interrupts the thread of
// the job. This job then cleans up, which takes some time. Latches force the order: we
// look at the future while the job cleans up.

// %% predict
final Prediction whileItCleansUp = lesson.predict("""
        future.cancel(true) has interrupted the job, and the job still cleans up. What
        does future.isDone() return now?
        a) false
        b) true
        """);

// %% run
void cancelAsksAndCloseWaits() throws Exception {
    whileItCleansUp.ask();
    var started = new CountDownLatch(1);
    var cleaning = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    var ended = new AtomicBoolean();
    var executor = Executors.newVirtualThreadPerTaskExecutor();
    var future = executor.submit(() -> {
        started.countDown();
        try {
            Thread.sleep(Long.MAX_VALUE);
        } finally {
            cleaning.countDown();
            mayEnd.await(); // the clean-up
            ended.set(true);
        }
        return null;
    });
    started.await();
    future.cancel(true);
    cleaning.await();
    var isDone = future.isDone();
    IO.println("after cancel  the job has ended: " + ended + ", isDone: " + isDone);
    mayEnd.countDown();
    executor.close();
    IO.println("after close   the job has ended: " + ended);
    whileItCleansUp.measured(String.valueOf(isDone));
    IO.println();
}

// %% [markdown]
// `cancel` interrupts, and does not wait. The future is done at once: its `get` throws a
// CancellationException, though the job still runs. `executor.shutdownNow()` interrupts
// every job of the executor, and does not wait either. `close` waits for the end of all
// jobs. So does `awaitTermination`, with a time limit, but only after `shutdown` or
// `shutdownNow`: an executor that takes new jobs does not terminate. `shutdown` interrupts
// nothing; a `submit` after it throws a RejectedExecutionException.
//
// An interrupt only asks. When an InterruptedException is thrown, the thread's interrupt
// flag is cleared. If the job catches the exception and goes on, nothing asks it again:
// it never ends, and `close` waits for ever. So the job lets the exception out, or it
// sets the flag with `Thread.currentThread().interrupt()` and returns.
//
// ## By hand: the caller is interrupted
//
// A method starts a job and waits for its result. Then the thread that called the method
// is interrupted: nobody needs the result any more.

// %%
<T> T resultOf(Callable<T> job, ExecutorService executor) throws Exception {
    try (executor) {
        return executor.submit(job).get();
    }
}

// %% predict
final Prediction theJobOfTheCaller = lesson.predict("""
        A thread waits in the get of resultOf and is interrupted. What becomes of the job?
        a) it is interrupted, too
        b) it runs to its end, and resultOf throws at once
        c) it runs to its end, and resultOf waits for that and throws then
        """);

// %% run
void theCallerIsInterrupted() throws Exception {
    theJobOfTheCaller.ask();
    var started = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    var ranToItsEnd = new AtomicBoolean();
    Callable<Void> job = () -> {
        started.countDown();
        mayEnd.await();
        ranToItsEnd.set(true);
        return null;
    };
    var executor = Executors.newVirtualThreadPerTaskExecutor();
    var call = new FutureTask<>(() -> resultOf(job, executor)); // keeps what it throws
    var caller = Thread.startVirtualThread(call);
    started.await();
    caller.interrupt();
    while (!executor.isShutdown()) {
        Thread.sleep(1); // until get has thrown and close has begun
    }
    var hasThrown = call.isDone();
    mayEnd.countDown();
    caller.join();
    IO.println("the job ran to its end: " + ranToItsEnd + ", and resultOf threw "
            + call.exceptionNow().getClass().getSimpleName());
    theJobOfTheCaller.measured(!ranToItsEnd.get() ? "it is interrupted, too"
            : hasThrown ? "it runs to its end, and resultOf throws at once"
            : "it runs to its end, and resultOf waits for that and throws then");
    IO.println();
}

// %% [markdown]
// `get` threw an InterruptedException, and so the flag was cleared. `close` knows nothing
// of the interrupt: it waits, and cancels nothing. One `finally` changes that:

// %%
<T> T resultOrCancel(Callable<T> job, ExecutorService executor) throws Exception {
    try (executor) {
        try {
            return executor.submit(job).get();
        } finally {
            executor.shutdownNow(); // has no effect on a job that has ended
        }
    }
}

// %% [markdown]
// So an interrupted caller cancels its jobs, waits for their end, and passes the
// interrupt on: it lets the InterruptedException out, or sets the flag again. `close`
// does all three if the interrupt comes while it waits: it interrupts the jobs, waits on,
// however often it is interrupted, and sets the flag before it returns.
//
// ## A scope does all of this
//
// A `StructuredTaskScope` ties subtasks to a block. `fork` starts one in a virtual
// thread, and `join` waits. With this joiner, the first failure interrupts the other
// subtasks, and `join` throws it; an interrupt of the thread in `join` cancels them, too.
// `close`, at the end of the `try`, waits until every subtask has ended. (Without a `join`
// it cancels them, waits, and throws an IllegalStateException.)
//
// A answers, B fails, and C waits for a git process that asks a server which never
// answers. B fails only when A has its answer and C's git has reached the server.

// %% predict
final Prediction gitsOfC = lesson.predict("""
        C's thread is interrupted. How many of its git processes still run when the
        block of the scope has been left?
        ___ processes
        """);

// %% run
void oneFailsTheRestAreCancelled() throws Exception {
    gitsOfC.ask();
    var git = lesson.git();
    var timeline = new Timeline("one fails, the rest are cancelled");
    var lanes = List.of(timeline.lane("A"), timeline.lane("B"), timeline.lane("C"));
    var answered = new CountDownLatch(1);
    var childrenOfC = new ArrayList<ProcessHandle>();

    try (var remote = Remote.hanging()) {
        try (var scope = StructuredTaskScope.open(Joiner.awaitAllSuccessfulOrThrow())) {
            scope.fork(() -> lanes.get(0).run(() -> {
                var outcome = git.check(lesson.worktrees().getFirst().path());
                answered.countDown();
                return outcome;
            }));
            scope.fork(() -> lanes.get(1).run(() -> {
                answered.await();
                remote.awaitQuestion();
                ProcessHandle.current().children().forEach(childrenOfC::add);
                return git.status(lesson.missing());
            }));
            scope.fork(() -> lanes.get(2).run(
                    () -> git.run(lesson.repository(), remote.question())));
            scope.join();
        } catch (StructuredTaskScope.FailedException e) {
            IO.println("join threw: " + ((GitException) e.getCause()).state());
        }
        // A process that has just ended may still be listed, but it has no command.
        var alive = childrenOfC.stream()
                .filter(child -> child.info().command().isPresent()).count();
        IO.println("git processes of C: " + childrenOfC.size() + " when B failed, "
                + alive + " when the block of the scope was left");
        timeline.print();
        gitsOfC.measured(alive);
    }
    IO.println();
}

// %% [markdown]
// An interrupt of a thread ends no process. `git/Command.java` ends it when its wait is
// interrupted. If you start something that an interrupt does not reach, end it yourself.
//
// ## Which joiner?
//
// The joiner decides what ends a scope early, and what `join` gives. There are five:
//
// | `Joiner` | cancels the rest | `join` |
// |---|---|---|
// | `awaitAllSuccessfulOrThrow` | at the first failure | gives nothing, or throws it |
// | `allSuccessfulOrThrow` | at the first failure | gives all subtasks, or throws it |
// | `anySuccessfulResultOrThrow` | at the first answer | gives it; throws if all failed |
// | `awaitAll` | never | gives nothing |
// | `allUntil(test)` | when the test says so | gives all subtasks |
//
// `StructuredTaskScope.open()` takes the one in the first row. A failure that comes after
// the first, while the rest is being cancelled, is not reported. If every failure counts,
// take `awaitAll`, ask each subtask for its `state()` after `join`, and make one
// exception of the failures: the first is its cause, the others are suppressed.
//
// A scope can have a time limit: `open(joiner, settings -> settings.withTimeout(limit))`.
// Then the subtasks that still run are interrupted, and `join` throws a TimeoutException.
// In the block, `get` then throws for every subtask; after `close` it gives the answers
// that there are. With one subtask, this limits any job; so does `within` in Step 7.
//
// ## A value that every subtask inherits
//
// A `ScopedValue` is bound for a block. Every subtask of a scope that was opened in the
// block can read it. Nobody can change it, but an inner block may bind another value.
// Only a scope hands it on: an executor, a new thread and `mapConcurrent` do not.

// %%
static final ScopedValue<String> REPORT = ScopedValue.newInstance();

// %% run
void everySubtaskInheritsAValue() throws Exception {
    ScopedValue.where(REPORT, "nightly").call(() -> {
        try (var scope = StructuredTaskScope.open();
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var forked = scope.fork(() -> REPORT.orElse("not bound"));
            var submitted = executor.submit(() -> REPORT.orElse("not bound"));
            scope.join();
            IO.println("in a subtask of the scope  " + forked.get());
            IO.println("in a task of an executor   " + submitted.get());
            return null;
        }
    });
    IO.println();
}

// %% [markdown]
// ## What it maps to, and when it is right
//
// | Python | Java 25 |
// |---|---|
// | `async with TaskGroup() as tg` | `try (var scope = StructuredTaskScope.open(...))` |
// | `tg.create_task(job())` | `scope.fork(job)`; at the end `join`, then `close` |
// | `ExceptionGroup`, `except*` | one exception with suppressed ones, `switch` |
// | `asyncio.timeout(1)` | `withTimeout(Duration.ofSeconds(1))` |
// | `wait(jobs, return_when=FIRST_COMPLETED)`, cancel | `anySuccessfulResultOrThrow()` |
//
// Use a scope if the answers are worth something only together, or if no thread may
// outlive its block. Collect outcomes (Step 3) if each answer counts by itself.
// `StructuredTaskScope` is a preview in Java 25, and some of its names change in Java 26
// and 27: this chapter needs exactly JDK 25.

// %% [markdown] tags=["question"]
// **Question 1.** A method has one `try` instead of two:
// `try (executor) { return executor.submit(job).get(); }`, and then
// `finally { executor.shutdownNow(); }`. Its caller is interrupted in `get`. Then?
//
// - a) The job runs to its end, and `shutdownNow` is called after that.
// - b) The job is interrupted at once, as in `resultOrCancel`.
// - c) `shutdownNow` throws an exception, because the executor is closed.

// %% [markdown] tags=["question"]
// **Question 2.** In a scope as above, B fails. C ignores its interrupt and works for
// another minute. What happens?
//
// - a) `join` throws at once, the block is left at once, and C goes on alone.
// - b) `join` throws at once, and `close` waits for a minute.
// - c) `join` waits for a minute, and then throws.

// %% [markdown]
// The answers are in [ANSWERS.md](ANSWERS.md#step-4).
//
// ## Go on
//
// Practice: `./jbang watch 4.1`, then 4.2 to 4.4. After that [Step 5](Step5.java): a
// scope starts all its subtasks at once, and that may be too many.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        cancelAsksAndCloseWaits();
        theCallerIsInterrupted();
        oneFailsTheRestAreCancelled();
        everySubtaskInheritsAValue();
        IO.println("And if all at once is too much? " + lesson.next());
    });
}
