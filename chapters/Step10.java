// %% tags=["setup"]

//JAVA 25+
//SOURCES git/*.java playground/*.java timeline/*.java
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import playground.CountingServer;
import playground.CountingServer.Reply;
import playground.CountingServer.Way;
import playground.Lesson;
import playground.Prediction;
import timeline.Timeline;

// %% [markdown]
// # Step 10: slow it down
//
// *Work comes faster than it can be done. Who has to wait, where, and for how long?*

// %%
final Lesson lesson = Lesson.withoutWorktrees(10, "slow it down");

// %% [markdown]
// ## A queue between them
//
// A scan finds worktrees, one each millisecond. Two consumers check them, 5 ms each. (Here
// both only sleep.) How does a consumer know that nothing more comes? It takes an end
// marker: the producer puts one for each consumer.

// %%
static final int END = 0;

interface Work {
    void on(int worktree) throws Exception;
}

Void produce(BlockingQueue<Integer> queue, int consumers, Work scan) throws Exception {
    for (var worktree = 1; worktree <= 200; worktree++) {
        scan.on(worktree);
        queue.put(worktree);
    }
    for (var i = 0; i < consumers; i++) {
        queue.put(END);
    }
    return null;
}

Void consume(BlockingQueue<Integer> queue, Work check) throws Exception {
    for (var next = queue.take(); next != END; next = queue.take()) {
        check.on(next);
    }
    return null;
}

// All sides run together: the first failure interrupts the rest.
void together(List<Callable<Void>> sides) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var ended = new ExecutorCompletionService<Void>(executor);
        sides.forEach(side -> ended.submit(side));
        try {
            for (var _ : sides) {
                ended.take().get();
            }
        } finally {
            executor.shutdownNow();
        }
    }
}

// %% run
void aQueueGrows() throws Exception {
    IO.println("worktrees found          40    80   120   160   200");
    for (var queue : List.<BlockingQueue<Integer>>of(
            new LinkedBlockingQueue<>(), new ArrayBlockingQueue<>(10))) {
        var sizes = new StringBuilder();
        var start = System.nanoTime();
        Callable<Void> consumer = () -> consume(queue, _ -> Thread.sleep(5));
        together(List.of(consumer, consumer, () -> produce(queue, 2, found -> {
            Thread.sleep(1);
            if (found % 40 == 0) {
                sizes.append("%6d".formatted(queue.size()));
            }
        })));
        var took = Duration.ofNanos(System.nanoTime() - start);
        IO.println("%-21s%s   all checked after %s".formatted(
                queue.getClass().getSimpleName(), sizes, Timeline.text(took)));
    }
    IO.println();
}

// %% [markdown]
// Without a bound the queue grows as long as the producer runs: its memory, and the age of
// what is taken. The queue in `newFixedThreadPool` is like that. With a bound, `put` waits
// while it is full: backpressure. It takes no longer: the consumers set the pace in both.
// The third way is to refuse: `offer` with a time limit says when there is no place.
//
// ## One side fails
//
// One producer, one consumer, a queue of two. One side fails at its fifth worktree (0 is
// never): first both run under `invokeAll`, with a limit of a second, and then together.

// %%
List<Callable<Void>> sides(Timeline timeline, int scanFailsAt, int checkFailsAt) {
    var queue = new ArrayBlockingQueue<Integer>(2);
    var producer = timeline.lane("producer");
    var consumer = timeline.lane("consumer");
    return List.of(() -> producer.run(() -> produce(queue, 1, failingAt(scanFailsAt))),
            () -> consumer.run(() -> consume(queue, failingAt(checkFailsAt))));
}

Work failingAt(int failing) {
    return worktree -> {
        Thread.sleep(20);
        if (worktree == failing) {
            throw new IllegalStateException("worktree " + worktree + " is gone");
        }
    };
}

// %% predict
final Prediction fullQueue = lesson.predict("""
        The only consumer fails, and soon the queue is full. When would `invokeAll`, without
        the limit of a second, return?
        a) at the failure
        b) when the producer has put all worktrees
        c) never
        """);

// %% run
void oneSideFails() throws Exception {
    fullQueue.ask();
    var consumer = new Timeline("the consumer fails, invokeAll");
    var producer = new Timeline("the producer fails, invokeAll");
    var both = new Timeline("the consumer fails, together");
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var ended = executor.invokeAll(sides(consumer, 0, 5), 1, TimeUnit.SECONDS);
        executor.invokeAll(sides(producer, 5, 0), 1, TimeUnit.SECONDS);
        try {
            together(sides(both, 0, 5));
        } catch (ExecutionException e) {
            Timeline.print(consumer, producer, both);
            IO.println("together throws: " + e.getCause().getMessage());
        }
        fullQueue.measured(ended.getFirst().isCancelled()
                ? "never"
                : "when the producer has put all worktrees");
    }
    IO.println();
}

// %% [markdown]
// A queue does not know who is at its other end: `put` and `take` wait for a thread that
// is gone. Without its limit, `invokeAll` would never return, and nobody would see the
// exception. So let one failure end all sides: like here, or in a scope.
//
// ## How many run, or how many start?
//
// A semaphore limits how many requests *run*: each gives its permit back at its end. A
// token bucket limits how many *start*: time brings the tokens, and a request takes one,
// or waits. Up to the bucket's size they are kept, and let as many start in a burst.

// %%
double printTraffic(String limit, int millis, Way way) throws Exception {
    var seen = CountingServer.asked(120, (_, _) -> Reply.afterMillis(millis), way);
    IO.println("%-15s%8d%15.0f x%9s = %6.1f".formatted(limit, seen.busiestSecond(),
            seen.aSecond(), Timeline.text(seen.meanTime()), seen.atOnce()));
    return seen.atOnce();
}

// %% predict
final Prediction atOnce = lesson.predict("""
        50 requests a second start, and the server works (it sleeps) 0.1 s on each. How
        many does it work on at once, on average?
        ___ requests
        """);

// %% run
void runOrStart() throws Exception {
    atOnce.ask();
    IO.println("120 questions  busiest second   a second     time    at once");
    var permits = new Semaphore(4);
    Way withPermit = server -> {
        permits.acquire();
        try {
            return server.ask();
        } finally {
            permits.release();
        }
    };
    printTraffic("4 permits", 25, withPermit);
    printTraffic("4 permits", 100, withPermit);
    var tokens = new Semaphore(0);
    Way withToken = server -> {
        tokens.acquire();
        return server.ask();
    };
    Runnable drip = () -> tokens.release(tokens.availablePermits() < 1 ? 1 : 0); // size 1
    try (var clock = Executors.newSingleThreadScheduledExecutor()) {
        clock.scheduleAtFixedRate(drip, 0, 20, TimeUnit.MILLISECONDS);
        printTraffic("50 a second", 25, withToken);
        atOnce.measured(Math.round(printTraffic("50 a second", 100, withToken)));
    }
    IO.println();
}

// %% [markdown]
// Little's law, of averages: how many start in a second × how long each takes = how many
// are there at once. When the server gets slow, permits let fewer start; with a rate they
// pile up. So take permits for what is in use, like connections or memory; a rate for what
// somebody counts. Rate and size together stay a little below what is allowed, because
// what starts evenly may arrive in a bunch.
//
// ## A limit that adapts
//
// How much does a server take? TCP finds out by additive increase, multiplicative
// decrease: one more while all goes well, half as many after a loss; here, a refusal. This
// server takes eight at once, and from round 13 on three.

// %% run
void aLimitThatAdapts() throws Exception {
    var limits = new StringBuilder();
    for (int round = 1, limit = 1; round <= 18; round++) {
        limits.append(" " + limit);
        var places = round <= 12 ? 8 : 3;
        var seen = CountingServer.asked(limit, (_, running) -> running > places
                ? Reply.refusal()
                : Reply.afterMillis(60), server -> server.ask());
        limit = seen.refused() > 0 ? Math.max(1, limit / 2) : limit + 1;
    }
    IO.println("limit in each round: " + limits + "\n");
}

// %% [markdown]
// ## Ask twice
//
// A few answers are slow. A hedged request asks again when no answer has come for a while,
// and takes the first one. `invokeAny` returns the first success, and interrupts the rest.

// %%
<T> T hedged(Callable<T> question) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        return executor.invokeAny(List.of(question, () -> {
            Thread.sleep(200);
            return question.call();
        }));
    }
}

void printSlowest(String name, int slowEach, Way way) throws Exception {
    var seen = CountingServer.asked(40,
            (request, _) -> Reply.afterMillis(request % slowEach == 0 ? 600 : 20), way);
    IO.println("%-24s%11s%10d".formatted(
            name, Timeline.text(seen.slowest()), seen.requests()));
}

// %% run
void askTwice() throws Exception {
    IO.println("40 questions                slowest  requests");
    printSlowest("one in ten is slow", 10, server -> server.ask());
    printSlowest("the same, hedged", 10, server -> hedged(() -> server.ask()));
    printSlowest("all are slow, hedged", 1, server -> hedged(() -> server.ask()));
    IO.println();
}

// %% [markdown]
// If few are slow, and by chance, a tenth more requests shorten the longest wait. If all
// are, the server gets twice as many: the interrupt ends our wait, not its work. So hedge
// what is safe to repeat, after the time in which 95 of 100 have an answer, and within a
// budget: each question pays in a tenth, each hedge (or retry) costs one. `close` waits
// for the loser, so it must respond to its interrupt.
//
// A refusal may say when to come back: `Retry-After`, in seconds or as a date. HttpClient
// leaves that to you. Wait at least so long, and add jitter: others were told the same.
// A circuit breaker fails each call immediately, without a request, after some failures
// in a row. After a pause it is half open: one call may try, and its end decides.
//
// ## What it maps to
//
// In asyncio: `Queue(maxsize=10)`, whose `shutdown` (Python 3.13) replaces end markers,
// and a TaskGroup for all sides. In Reactive Streams the consumer asks for so many.

// %% [markdown] tags=["question"]
// **Question 1.** Three consumers take from a queue, and the producer puts only one end
// marker. How many consumers end?
//
// - a) none
// - b) one
// - c) all three, as the queue is empty

// %% [markdown] tags=["question"]
// **Question 2.** A token bucket of size 10 gets 20 tokens a second, and is full. From now
// on requests always wait for it. How many start within the next second?
//
// - a) 10
// - b) 20
// - c) 30

// %% [markdown]
// The answers are in [ANSWERS.md](ANSWERS.md#step-10).
//
// ## Go on
//
// Practice: `./jbang watch 10.1`, then 10.2 and 10.3. Then [Step 11](Step11.java): a
// program hangs and does not say where.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        aQueueGrows();
        oneSideFails();
        runOrStart();
        aLimitThatAdapts();
        askTwice();
        IO.println("Somewhere something waits: choose where. " + lesson.next());
    });
}
