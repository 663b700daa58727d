// %% tags=["setup"]

//JAVA 25+
//SOURCES git/*.java playground/*.java timeline/*.java
import git.Status;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import playground.CallbackGit;
import playground.EndOfCall;
import playground.FileCallback;
import playground.GatedJob;
import playground.Lesson;
import playground.Prediction;
import playground.SilentServer;
import timeline.Timeline;

// %% [markdown]
// # Step 12: bridges
//
// *A library calls us back, or returns a CompletableFuture. Our own code blocks, in
// virtual threads. How do the two work together, and what is lost on the way?*

// %%
final Lesson lesson = Lesson.step(12, "bridges");

// %% [markdown]
// ## A callback as a blocking call
//
// `CallbackGit` is a library of the callback kind: `status` returns at once, and the
// answer comes later, as a call on the library's one thread. The bridge waits for it in a
// future, with a time limit: a callback may never come. It hands on the failure, without
// its wrapper, and cancels the request if its own caller is interrupted or the time is
// over. Now permits, retries and scopes work for it, too.

// %%
Status status(CallbackGit library, Path worktree) throws Exception {
    var answer = new CompletableFuture<Status>();
    var request = library.status(worktree, (status, failure) -> {
        if (failure == null) {
            answer.complete(status);
        } else {
            answer.completeExceptionally(failure);
        }
    });
    try {
        return answer.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception failure ? failure : e;
    } finally {
        request.cancel(); // after the answer, this does nothing
    }
}

// %% predict
final Prediction inACallback = lesson.predict("""
        A callback, on the library's thread, calls our blocking `status` for a second
        question. What happens?
        a) it gets the answer
        b) it waits, and no answer comes
        c) it gets an exception at once
        """);

// %% run
void aBlockingCallInACallback() throws Exception {
    inACallback.ask();
    var worktree = lesson.present().getFirst().path();
    try (var library = new CallbackGit(lesson.git())) {
        Callable<String> question = () -> status(library, worktree).branch();
        IO.println("in a thread of ours  " + EndOfCall.of(question));
        var second = new CompletableFuture<String>()
                .completeOnTimeout("nothing in 2 s", 2, TimeUnit.SECONDS);
        library.execute(() -> second.complete(EndOfCall.of(question)));
        IO.println("in a callback        " + second.get());
        inACallback.measured(second.get().startsWith("returns") ? "it gets the answer"
                : second.get().startsWith("nothing") ? "it waits, and no answer comes"
                : "it gets an exception at once");
    }
    IO.println();
}

// %% [markdown]
// git has answered. But only the library's thread could bring the answer, and it waits.
// So do not wait in a callback: hand the rest of the work to another thread.
//
// ## And back: a blocking call as a future
//
// Others want a CompletableFuture from us. `supplyAsync` makes one. It runs the call in
// an executor: in the JVM's common pool, if you name no other.

// %%
Timeline sixChecks(String title, Executor executor) throws Exception {
    var timeline = new Timeline(title);
    var all = lesson.worktrees().stream().limit(6).map(worktree -> {
        var lane = timeline.lane(worktree.name());
        return CompletableFuture.supplyAsync(() -> EndOfCall.of(
                () -> lane.run(() -> lesson.git().check(worktree.path()))), executor);
    }).toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(all).get();
    return timeline;
}

// %% run
void whichExecutor() throws Exception {
    try (var onePool = new ForkJoinPool(1);
            var virtual = Executors.newVirtualThreadPerTaskExecutor()) {
        Timeline.print(sixChecks("like the common pool of two processors", onePool),
                sixChecks("a virtual thread each", virtual));
    }
    IO.println();
}

// %% [markdown]
// The common pool is for work that computes. It has one thread fewer than there are
// processors, but at least one: with 16 of them six jobs find a thread each, but 60 do
// not. The whole program shares it. Jobs that wait there delay parallel streams, and all
// futures that were given no executor.
//
// And `cancel`? A CompletableFuture is a place for a result: it does not know which
// thread works on it. Our own bridge does.

// %%
<T> CompletableFuture<T> asFuture(Callable<T> job) {
    var future = new CompletableFuture<T>();
    var thread = Thread.startVirtualThread(() -> {
        try {
            future.complete(job.call());
        } catch (Throwable e) {
            future.completeExceptionally(e);
        }
    });
    future.whenComplete((_, failure) -> {
        if (failure != null) {
            thread.interrupt();
        }
    });
    return future;
}

// %% predict
final Prediction afterCancel = lesson.predict("""
        `supplyAsync(job, executor)`; the job has begun, and sleeps. After `cancel(true)`?
        a) interrupted
        b) runs on
        c) ends with a CancellationException
        """);

// %% run
void whatCancelEnds() throws Exception {
    afterCancel.ask();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
            var client = HttpClient.newHttpClient();
            var server = new SilentServer()) {
        var supplied = GatedJob.afterCancel(
                job -> CompletableFuture.supplyAsync(job, executor));
        var git = new ProcessBuilder(
                lesson.git().program().file().toString(), "hash-object", "--stdin")
                .start();
        git.onExit().cancel(true);
        var gitLives = git.isAlive();
        git.destroy();
        var body = client.sendAsync(server.request(), BodyHandlers.ofString())
                .thenApply(response -> response.body());
        var hungUp = server.hangsUp(() -> body.cancel(true));

        IO.println("After cancel(true), what the future stands for:");
        IO.println("  submit       " + GatedJob.afterCancel(job -> executor.submit(job)));
        IO.println("  supplyAsync  " + supplied);
        IO.println("  asFuture     " + GatedJob.afterCancel(job -> asFuture(job)));
        IO.println("  onExit       " + (gitLives ? "runs on" : "ended"));
        IO.println("  sendAsync    " + (hungUp ? "ended" : "runs on"));
        afterCancel.measured(supplied);
    }
    IO.println();
}

// %% [markdown]
// `HttpClient` is the exception, and documents it: `cancel(true)` of its futures, and of
// those derived from them, ends the request. Elsewhere cancel the work itself: `destroy`
// the process. A cancel of `asFuture(job).thenApply(f)` does not reach the job: it does
// not travel up. And no cancel waits for the end, as `close` does.
//
// ## Where it runs, and what it sees
//
// A stage, like `thenApply`, is a callback, too. So is the CompletionHandler of an
// AsynchronousFileChannel: see `FileCallback`. Which thread runs it, and what does it see
// of a ThreadLocal, an inheritable one, and a ScopedValue? All three are `asking` in the
// caller. The library was opened before, under `opening`.

// %%
static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
static final ThreadLocal<String> INHERITED = new InheritableThreadLocal<>();
static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

String seen(Thread caller, CallbackGit library) {
    var me = Thread.currentThread();
    var where = me == caller ? "the caller"
            : library.isOwnThread() ? "the library's thread"
            : ForkJoinTask.getPool() == ForkJoinPool.commonPool() ? "the common pool"
            : me.isVirtual() ? "a virtual thread" : "the channel's pool";
    return "%-22s%-8s%-11s%s".formatted(where, LOCAL.get(), INHERITED.get(),
            SCOPED.orElse("not bound"));
}

// %% run
void whereItRuns() throws Exception {
    var caller = Thread.currentThread();
    INHERITED.set("opening");
    try (var library = new CallbackGit(lesson.git());
            var virtual = Executors.newVirtualThreadPerTaskExecutor()) {
        LOCAL.set("asking");
        INHERITED.set("asking");
        Supplier<String> seen = () -> seen(caller, library);
        IO.println(ScopedValue.where(SCOPED, "asking").call(() -> {
            var complete = CompletableFuture.completedFuture("");
            var pending = new CompletableFuture<String>();
            var stage = pending.thenApply(_ -> seen.get());
            library.execute(() -> pending.complete(""));
            return """
                    future, stage         runs in               local   inherited  scoped
                    complete, thenApply   %s
                    pending, thenApply    %s
                    thenApplyAsync        %s
                    supplyAsync, virtual  %s
                    CompletionHandler     %s
                    """.formatted(complete.thenApply(_ -> seen.get()).get(), stage.get(),
                    complete.thenApplyAsync(_ -> seen.get()).get(),
                    CompletableFuture.supplyAsync(seen, virtual).get(),
                    FileCallback.read(seen));
        }));
    }
}

// %% [markdown]
// A stage runs in the thread that completes the future or, if it is complete already, in
// the caller; now and then in another one that tries to complete it, too. After
// `orTimeout` that is the JVM's one timer thread: do not block it. If it matters, use
// `thenApplyAsync` with an executor. A thread inherits when it is made, if at all, and a
// pool's thread may be days old. So read values before the bridge, and bind them again
// after it: `ScopedValue.where(SCOPED, value).call(job::call)`.
//
// What is asynchronous in an AsynchronousFileChannel? On Linux nothing: a thread of a
// pool makes a plain read, and waits. A thread of yours can do the same.
//
// ## How a failure arrives

// %%
String endOfInterrupted(Callable<?> call) throws Exception {
    return asFuture(() -> {
        Thread.currentThread().interrupt();
        return EndOfCall.of(call);
    }).get();
}

// %% run
void howAFailureArrives() throws Exception {
    Callable<?> call = () -> lesson.git().status(lesson.missing());
    var failed = asFuture(call);
    IO.println("the call           " + EndOfCall.of(call));
    IO.println("get                " + EndOfCall.of(() -> failed.get()));
    IO.println("join               " + EndOfCall.of(() -> failed.join()));

    var later = new CompletableFuture<String>();
    IO.println("get, interrupted   " + endOfInterrupted(() -> later.get()));
    later.completeOnTimeout("an answer", 200, TimeUnit.MILLISECONDS);
    IO.println("join, interrupted  " + endOfInterrupted(() -> later.join()) + "\n");
}

// %% [markdown]
// Both wrap the failure, so a `catch` of the original type does not see it. (A cancelled
// future throws its CancellationException itself.) And `join` ignores the interrupt: it
// waits for the answer, and leaves the flag set. In a bridge use `get`.
//
// ## When not to bridge, and what it maps to
//
// If there is a blocking call, use it: `send`, not `sendAsync(…).join()`. Bridge once, at
// the edge; behind it write plain code, without stages. In asyncio, `status` is
// `run_coroutine_threadsafe(…).result()`, which hangs on the loop's thread, too. The
// library's `execute` is `call_soon_threadsafe`, and `supplyAsync` is `run_in_executor`.
// `to_thread` does the same, and copies the context variables.

// %% [markdown] tags=["question"]
// **Question 1.** `client.sendAsync(request, handler).orTimeout(1, SECONDS)`, and the
// server never answers. What is there after two seconds?
//
// - a) Nothing: the request was cancelled.
// - b) A future that has failed, and a request that still waits.
// - c) A future and a request that still wait.

// %% [markdown] tags=["question"]
// **Question 2.** The function of a `thenApply` reads a ScopedValue. In the tests it
// works. In production, where answers take longer, `get` of it throws. Why?
//
// - a) In the tests the future is complete before `thenApply`.
// - b) The common pool of a server is larger.
// - c) The value has changed in the meantime.

// %% [markdown]
// The answers are in [ANSWERS.md](ANSWERS.md#step-12).
//
// ## Go on
//
// Practice: `./jbang watch 12.1`, then 12.2 and 12.3. This was the last chapter:
// `./jbang next` names what is open, and [README.md](README.md) compares all ways in tables.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        aBlockingCallInACallback();
        whichExecutor();
        whatCancelEnds();
        whereItRuns();
        howAFailureArrives();
        IO.println("That was the lesson. All ways in one table: chapters/README.md");
    });
}
