package git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Runs one external process, from its start to its certain end.
///
/// Knows nothing of git, and never uses a shell: an argument reaches the process as it
/// is, whatever characters it holds.
public final class Command {

    /// The most that is kept of either stream, in bytes: 16 MB.
    public static final int MOST_OUTPUT = 16 * 1024 * 1024;

    /// What a process may usually take to clean up when it is ended.
    public static final Duration GRACE = Duration.ofMillis(300);

    // What a killed one may take to vanish.
    private static final Duration VANISHING = Duration.ofMillis(300);

    // Most commands have ended by then, with less to say than a pipe holds.
    private static final Duration QUICK = Duration.ofMillis(50);

    private Command() {
    }

    /// The limit has passed.
    @SuppressWarnings("serial") // nobody writes it to a file
    static final class LimitPassed extends TimeoutException {

        /// What the process had written to its standard output until then.
        final byte[] stdout;

        private LimitPassed(byte[] stdout) {
            this.stdout = stdout;
        }
    }

    /// Runs a command and waits until it has ended and all its output is read.
    ///
    /// The call blocks for as long as the command runs, and `limit` at most. When the
    /// limit has passed, or the caller is interrupted, or there is too much output, the
    /// process **and all its descendants** are ended: they are asked to (SIGTERM), and
    /// after [#GRACE] made to (SIGKILL). The call returns when they are gone; it waits
    /// 0.3 s at most for one that even then is held by the system.
    ///
    /// The process inherits the environment of this one, as changed by `environment`.
    /// Without `stdin` it reads from the null device, never from the reader's keyboard.
    ///
    /// A command may end and leave a child behind in the background, with its output
    /// still open. Then the call may go on reading, until the limit at most. The child
    /// is left alone: nothing tells any more whose it was.
    ///
    /// Two things here have no time limit, as nothing in Java can interrupt them: the
    /// look at the directory, and the start of the process. A dead network disk may
    /// hold up both.
    ///
    /// @param directory   where the command runs
    /// @param command     the program and its arguments
    /// @param environment changes the variables that the process will see
    /// @param stdin       what the process can read, or an empty array for nothing
    /// @param limit       how long it may take; positive
    /// @return whatever the process said, with any exit code
    /// @throws NoSuchFileException   if there is no such directory
    /// @throws NotDirectoryException if the directory is something else
    /// @throws IOException           if the program cannot be started, or has written
    ///                               more than [#MOST_OUTPUT] to one stream
    /// @throws TimeoutException      if the limit has passed
    /// @throws InterruptedException  if the caller is interrupted, before the call or in
    ///                               it
    public static Output run(Path directory, List<String> command,
            Consumer<Map<String, String>> environment, byte[] stdin,
            Duration limit)
            throws IOException, TimeoutException, InterruptedException {
        return run(directory, command, environment, stdin, limit,
                new Ending(GRACE, false));
    }

    /// How a process is ended before its time.
    ///
    /// @param grace         how long it may take to clean up
    /// @param childrenFirst whether it starts others one after another, and ends by itself
    ///                      when one of them fails. Then only they are asked to end: it
    ///                      might just be starting the next one, of which nobody knows
    record Ending(Duration grace, boolean childrenFirst) {
    }

    /// Runs a command like the other one, for a process that is ended in another way.
    static Output run(Path directory, List<String> command,
            Consumer<Map<String, String>> environment, byte[] stdin,
            Duration limit, Ending ending)
            throws IOException, TimeoutException, InterruptedException {
        // A cancelled caller starts nothing.
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        // A missing directory and a missing program fail with the same words, "No such
        // file or directory". Look here first, and it can only be the program.
        if (!Files.exists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        var builder = new ProcessBuilder(command);
        // Absolute, as no process can start in the directory "".
        builder.directory(directory.toAbsolutePath().toFile());
        if (stdin.length == 0) {
            // DISCARD is made for writing, but it knows the null device of every system.
            builder.redirectInput(Redirect.from(Redirect.DISCARD.file()));
        }
        environment.accept(builder.environment());

        long start = System.nanoTime();
        Process process = builder.start();
        try {
            return outputOf(process, stdin, start, limit);
        } finally {
            if (process.isAlive()) {
                end(process, ending);
            }
        }
    }

    private static Output outputOf(Process process, byte[] stdin, long start,
            Duration limit)
            throws IOException, TimeoutException, InterruptedException {
        // Two threads for each command would cost a quarter of what git itself does. So
        // it gets a moment to end by itself: all it has written is in the pipes then.
        if (stdin.length == 0
                && process.waitFor(Math.min(QUICK.toNanos(), left(start, limit)),
                        TimeUnit.NANOSECONDS)) {
            return new Output(process.exitValue(), rest(process.getInputStream()),
                    rest(process.getErrorStream()));
        }
        // A pipe holds 64 kB. Whoever fills one that nobody reads waits for ever, so
        // both are read at the same time, while a third thread writes.
        if (stdin.length > 0) {
            inBackground(() -> feed(process.getOutputStream(), stdin));
        }
        var outBytes = new ByteArrayOutputStream();
        var out = new CompletableFuture<byte[]>();
        var err = new CompletableFuture<byte[]>();
        inBackground(() -> drain(process.getInputStream(), outBytes, out));
        inBackground(() -> drain(process.getErrorStream(), new ByteArrayOutputStream(),
                err));

        // Both have ended, or one has failed.
        var read = CompletableFuture.allOf(out, err);
        out.whenComplete((_, failure) -> passOn(failure, read));
        err.whenComplete((_, failure) -> passOn(failure, read));
        try {
            read.get(left(start, limit), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new LimitPassed(outBytes.toByteArray());
        }
        if (!process.waitFor(left(start, limit), TimeUnit.NANOSECONDS)) {
            throw new LimitPassed(out.join());
        }
        return new Output(process.exitValue(), out.join(), err.join());
    }

    // What is in the pipe of a process that has ended. It does not wait for more: a child
    // in the background may still hold the other end.
    private static byte[] rest(InputStream pipe) throws IOException {
        var kept = new ByteArrayOutputStream();
        for (int n = pipe.available(); n > 0 && kept.size() < MOST_OUTPUT;
                n = pipe.available()) {
            kept.write(pipe.readNBytes(n));
        }
        return kept.toByteArray();
    }

    private static long left(long start, Duration limit) {
        // Not limit.toNanos(): "no limit" may be said as a thousand years.
        return TimeUnit.NANOSECONDS.convert(limit) - (System.nanoTime() - start);
    }

    private static void passOn(Throwable failure, CompletableFuture<Void> to) {
        if (failure != null) {
            to.completeExceptionally(failure);
        }
    }

    // Platform threads, and no virtual ones: a read from a pipe cannot be interrupted,
    // and holds on to the thread that carries it. There are 256 carriers at most, so
    // 128 silent processes would bring every virtual thread of the program to a halt,
    // those included that wait for the time limit.
    private static void inBackground(Runnable work) {
        Thread.ofPlatform().daemon().name("process pipe").start(work);
    }

    private static void feed(OutputStream to, byte[] bytes) {
        try (to) {
            to.write(bytes);
        } catch (IOException e) {
            // It ended, or stopped listening. That is its right: see its exit code.
        }
    }

    // The bytes can be looked at meanwhile, as that class is thread-safe.
    private static void drain(InputStream from, ByteArrayOutputStream kept,
            CompletableFuture<byte[]> result) {
        var buffer = new byte[16 * 1024];
        try (from) {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                if (kept.size() + n <= MOST_OUTPUT) {
                    kept.write(buffer, 0, n);
                } else {
                    // Too much. It goes on reading, so that the process never hangs in
                    // a write while it is being ended.
                    result.completeExceptionally(new IOException(
                            "more than 16 MB of output: ask for less of it"));
                }
            }
            result.complete(kept.toByteArray());
        } catch (IOException e) {
            result.completeExceptionally(e);
        }
    }

    private static void end(Process process, Ending ending) {
        // The family is looked up first. Once a parent is dead, its children belong to
        // process 1, and cannot be told from anybody else's.
        var family = new LinkedHashSet<ProcessHandle>();
        if (ending.childrenFirst()) {
            endChildren(process, family);
        }
        family.add(process.toHandle());
        process.descendants().forEach(family::add);

        // Ask, before killing: SIGKILL would leave git's index.lock behind.
        family.forEach(ProcessHandle::destroy);
        if (!awaitEnd(family, ending.grace())) {
            // Who is deaf may have started more of its kind since.
            family.stream().flatMap(ProcessHandle::descendants).toList()
                    .forEach(family::add);
            family.forEach(ProcessHandle::destroyForcibly);
            awaitEnd(family, VANISHING);
        }
    }

    // Until their parent has ended, or it takes too long.
    private static void endChildren(Process parent, Set<ProcessHandle> family) {
        long start = System.nanoTime();
        while (parent.isAlive() && left(start, GRACE) > 0) {
            parent.descendants().forEach(child -> {
                child.destroy();
                family.add(child);
            });
            LockSupport.parkNanos(1_000_000);
        }
    }

    // Waits for so long at most, and does not let an interrupt cut it short: it is
    // remembered, for the caller's next blocking call to find.
    private static boolean awaitEnd(Set<ProcessHandle> family, Duration most) {
        boolean interrupted = false;
        long start = System.nanoTime();
        try {
            while (family.stream().anyMatch(Command::isRunning)) {
                if (left(start, most) <= 0) {
                    return false;
                }
                try {
                    Thread.sleep(5);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // An orphan that has ended stays listed until process 1 takes notice, which in a
    // container can be never. Such a zombie has no program any more.
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}
