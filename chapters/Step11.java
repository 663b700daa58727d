// %% tags=["setup"]

//JAVA 25+
//SOURCES git/*.java playground/*.java timeline/*.java
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingStream;
import jdk.management.VirtualThreadSchedulerMXBean;
import playground.ChildProgram;
import playground.KnownThreads;
import playground.Lesson;
import playground.Prediction;
import playground.SlowFiles;
import playground.ThreadDump;
import timeline.Timeline;

// %% [markdown]
// # Step 11: look inside
//
// *A program hangs: no output, no error, no load. What does it wait for? Four programs
// that hang for four reasons, and the tools of the JDK that tell them apart.*

// %%
final Lesson lesson = Lesson.step(11, "look inside");

// %% [markdown]
// ## A deadlock
//
// A copy from one worktree to another locks both. Two threads copy in opposite
// directions: two platform threads, then two virtual threads. Nothing ends a wait for
// `synchronized`, not even an interrupt. So they run in a JVM of their own.

// %%
static final String DEADLOCKS = """
        void copy(Object from, Object to, Phaser bothHoldOne) {
            synchronized (from) {
                bothHoldOne.arriveAndAwaitAdvance();
                synchronized (to) {}
            }
        }

        void main() throws Exception {
            for (var kind : List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual())) {
                var docs = new Object();
                var login = new Object();
                var both = new Phaser(2);
                var one = kind.name("to login").start(() -> copy(docs, login, both));
                var two = kind.name("to docs").start(() -> copy(login, docs, both));
                while (one.getState() != Thread.State.BLOCKED
                        || two.getState() != Thread.State.BLOCKED) {
                    Thread.sleep(10);
                }
            }
            var threads = java.lang.management.ManagementFactory.getThreadMXBean();
            IO.println(threads.findDeadlockedThreads().length);
            System.in.read(); // go on, until this JVM is ended
        }
        """;

// %% [markdown]
// With `findDeadlockedThreads` of the ThreadMXBean, a JVM searches itself. `jcmd` asks it
// from outside: for a dump of all threads, what each does, and what it holds.

// %% predict
final Prediction deadlocked = lesson.predict("""
        Two platform threads and two virtual threads are in a deadlock. How many threads
        does findDeadlockedThreads report?
        ___ threads
        """);

// %% run
void aDeadlock() throws Exception {
    deadlocked.ask();
    try (var program = ChildProgram.start(DEADLOCKS)) {
        var found = Integer.parseInt(program.firstLine());
        program.jcmd("Thread.dump_to_file", "threads.txt");
        IO.println("jcmd <pid> Thread.dump_to_file threads.txt, its virtual threads:");
        for (var thread : ThreadDump.read(program.file("threads.txt")).named("to ")) {
            if (thread.virtual()) {
                IO.println(thread.top(3));
            }
        }
        deadlocked.measured(found);
    }
    IO.println();
}

// %% [markdown]
// `findDeadlockedThreads` reports platform threads only, and `jstack` lists a virtual
// thread only while it has a carrier. In the dump, follow the numbers: each thread has
// *locked* what the other one is *waiting to lock*. (It does not name the owner of a
// ReentrantLock; for platform threads `jstack` does.) While virtual threads mount and
// unmount, such a dump can crash JDK 25 (JDK-8364343): of a busy program take `jstack`
// first. The file must be a new one, in the folder of the program or with a whole path.
// The remedy here: all threads take locks in the same order.
//
// ## A pool that waits for itself
//
// A check needs a diff, submits it to the pool in which it runs, and waits for it. The
// pool has two threads, and two checks run.

// %%
String checkThenDiff(Path path, ExecutorService pool, CountDownLatch bothRun)
        throws Exception {
    bothRun.countDown();
    bothRun.await();
    return pool.submit(() -> lesson.git().diff(path)).get();
}

// %% [markdown]
// Read a dump from the top down to the first frame of your own code: there the thread is,
// and the frame above is what it waits in. Once all are there, `places` takes a dump, and
// prints these two. Else take several: what hangs is the same in dump after dump.

// %% run
void aPoolThatWaitsForItself() throws Exception {
    var path = lesson.present().getFirst().path();
    var bothRun = new CountDownLatch(2);
    var workers = KnownThreads.platform("worker-");
    try (var pool = Executors.newFixedThreadPool(2, workers)) {
        try {
            pool.submit(() -> checkThenDiff(path, pool, bothRun));
            pool.submit(() -> checkThenDiff(path, pool, bothRun));
            IO.println(workers.places(2, Thread.State.WAITING, "FutureTask.get"));
        } finally {
            pool.shutdownNow(); // interrupts both, and `get` ends
        }
    }
    IO.println();
}

// %% [markdown]
// Both wait for a diff. The diffs wait in the queue of the pool, which no dump shows; the
// text of the pool does: `IO.println(pool)`. The remedy: call the diff itself, or start
// each task in a virtual thread of its own.
//
// ## A lost permit
//
// At most two checks at a time, each with a permit.

// %%
String branchOf(Path path, Semaphore permits) throws Exception {
    permits.acquire();
    var status = lesson.git().status(path);
    permits.release();
    return status.branch();
}

// %% run
void aLostPermit() throws Exception {
    var permits = new Semaphore(2);
    var missing = lesson.missing();
    var present = lesson.present().getFirst().path();
    var checks = KnownThreads.virtual("check-");
    try (var executor = checks.executor()) {
        try {
            Callable<String> failing = () -> branchOf(missing, permits);
            executor.invokeAll(List.of(failing, failing));
            for (var i = 0; i < 3; i++) {
                executor.submit(() -> branchOf(present, permits));
            }
            IO.println(checks.places(3, Thread.State.WAITING, "Semaphore.acquire"));
        } finally {
            executor.shutdownNow();
        }
    }
    IO.println();
}

// %% [markdown]
// A semaphore does not know who has its permits, and a dump shows only who waits. So ask
// who is missing: nobody is between `acquire` and `release`. Those who had the permits
// have ended with an exception. `release` belongs in `finally`.
//
// ## Carriers that read files
//
// Virtual threads read files that do not answer, one for each carrier, as in Step 2. Then
// three more want to run a check. The VirtualThreadSchedulerMXBean counts virtual threads
// that have a carrier (mounted), and those that are ready and wait for one (queued). JFR,
// the flight recorder, writes an event when something slow has ended: of what hangs for
// ever it has none. Its event jdk.VirtualThreadPinned says: a thread had to park, as for a
// sleep or a lock, and could not release its carrier.

// %%
int firstByteOf(Path path) throws IOException {
    try (var file = Files.newInputStream(path)) {
        return file.read();
    }
}

void readAndLook(Timeline timeline) throws Exception {
    var mbean = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    var carriers = mbean.getParallelism();
    var worktree = lesson.present().getFirst().path();
    var readers = KnownThreads.virtual("read-");
    var checks = KnownThreads.virtual("check-");
    try (var files = SlowFiles.create(carriers);
            var reading = readers.executor();
            var checking = checks.executor()) {
        try {
            for (var path : files.paths()) {
                reading.submit(() -> firstByteOf(path));
            }
            IO.println(readers.places(carriers, Thread.State.RUNNABLE, ".read0"));
            for (var i = 1; i <= 3; i++) {
                var check = timeline.lane("check " + i);
                checking.submit(() -> check.run(() -> lesson.git().check(worktree)));
            }
            IO.println(checks.places(3, Thread.State.RUNNABLE, ""));
            IO.println("carriers %d, mounted %d, queued %d".formatted(carriers,
                    mbean.getMountedVirtualThreadCount(),
                    mbean.getQueuedVirtualThreadCount()));
            Thread.sleep(300); // more than the 0.2 s of an event
        } finally {
            files.answer();
        }
    }
}

// %% predict
final Prediction pinned = lesson.predict("""
        Reads of files hold all carriers, for more than 0.2 s. How many events
        jdk.VirtualThreadPinned of at least 0.2 s do these reads leave?
        ___ events
        """);

// %% run
void carriersThatReadFiles() throws Exception {
    pinned.ask();
    if (SlowFiles.areKnownHere()) {
        var timeline = new Timeline("three checks behind slow files");
        var events = new ConcurrentHashMap<String, Integer>();
        try (var recording = new RecordingStream()) {
            for (var name : List.of("jdk.VirtualThreadPinned", "jdk.FileRead")) {
                recording.enable(name).withThreshold(Duration.ofMillis(200));
            }
            recording.onEvent(event -> {
                // Of a thread that has ended, an event may know nothing.
                if (event.getThread() instanceof RecordedThread thread
                        && thread.getJavaName().startsWith("read-")) {
                    events.merge(event.getEventType().getName(), 1, Integer::sum);
                }
            });
            recording.startAsync();
            readAndLook(timeline);
            // Waits for the last events. In this thread it would swallow an interrupt.
            Thread.ofPlatform().start(() -> recording.stop()).join();
        }
        IO.println("events of these reads: " + events);
        timeline.print();
        pinned.measured(events.getOrDefault("jdk.VirtualThreadPinned", 0));
    } else {
        IO.println("This system has no named pipes, so no file that is slow enough.");
    }
    IO.println();
}

// %% [markdown]
// A pinned thread parks where it cannot leave its carrier: in the initializer of a class,
// for example. A read does not park: for the JVM it runs, and is RUNNABLE in the dump, as
// a queued thread is (with no frame, if it never ran). No dump counts who is queued. The
// MXBean does, and from outside `jcmd <pid> Thread.vthread_scheduler`. The remedy:
// platform threads.
//
// ## Which is which?
//
// | in dump after dump | cause |
// |---|---|
// | BLOCKED, and each has locked what another one is waiting to lock | deadlock |
// | WAITING in `ReentrantLock.lock`, each in code that holds a lock | deadlock, too |
// | all threads of a pool in `get`, in tasks of this pool | the pool waits for itself |
// | many threads in `acquire`, and none that has a permit | lost permit |
// | as many threads as carriers RUNNABLE in a read, others queued | starved carriers |
//
// In asyncio, `print_call_graph()` (Python 3.14) is the dump, and debug mode logs what has
// blocked the loop. In Go, SIGQUIT dumps all goroutines, and ends the program.

// %% [markdown] tags=["question"]
// **Question 1.** A has the only permit of a semaphore and waits for a lock, and B the
// other way round. Both are platform threads. What does findDeadlockedThreads report?
//
// - a) A and B
// - b) A only
// - c) nothing

// %% [markdown] tags=["question"]
// **Question 2.** A program that asks other servers hangs. Dump after dump shows 300
// virtual threads in a read from a socket. The MXBean counts none that is mounted, and
// none that is queued. What is it?
//
// - a) The carriers are starved: 300 reads hold them.
// - b) A deadlock of 300 threads.
// - c) Servers do not answer, and the reads have no time limit.

// %% [markdown]
// The answers are in [ANSWERS.md](ANSWERS.md#step-11).
//
// ## Go on
//
// Four more hangs are the practice: `./jbang watch 11.1`, then 11.2 and 11.3. Then
// [Step 12](Step12.java): futures and callbacks that come from elsewhere.

// %%
void main(String[] args) {
    lesson.run(args, () -> {
        aDeadlock();
        aPoolThatWaitsForItself();
        aLostPermit();
        carriersThatReadFiles();
        IO.println("Look for who waits, and for who is missing. " + lesson.next());
    });
}
