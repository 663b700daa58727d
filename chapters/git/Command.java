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
import java.util.function.Consumer;
import java.util.function.Function;

/// Runs one external process, and makes sure that it has ended.
///
/// This class knows nothing about git. It never uses a shell, so each argument reaches
/// the process unchanged, whatever characters it contains.
public final class Command {

    /// The limit for each of the two output streams, in bytes: 16 MB.
    public static final int MOST_OUTPUT = 16 * 1024 * 1024;

    /// How long a process may take to clean up after SIGTERM.
    public static final Duration GRACE = Duration.ofMillis(300);

    // How long the system may take to remove a process after SIGKILL.
    private static final Duration REMOVAL = Duration.ofMillis(300);

    // Most commands end within this time and write less than a pipe holds.
    private static final Duration QUICK = Duration.ofMillis(50);

    private Command() {
    }

    /// The time limit has passed.
    @SuppressWarnings("serial") // never serialized
    public static final class LimitPassed extends TimeoutException {

        private final byte[] stdout;

        private LimitPassed(byte[] stdout) {
            this.stdout = stdout;
        }

        /// What the process had written to its standard output by then.
        public byte[] stdout() {
            return stdout.clone();
        }
    }

    /// The process has written more than [#MOST_OUTPUT] to one stream.
    @SuppressWarnings("serial") // never serialized
    public static final class TooMuchOutput extends IOException {

        private final byte[] stdout;

        private TooMuchOutput(byte[] stdout) {
            super("more than 16 MB of output: ask for less of it");
            this.stdout = stdout;
        }

        /// The beginning of its standard output.
        public byte[] stdout() {
            return stdout.clone();
        }
    }

    /// Runs a command, and waits until it has ended and all its output has been read.
    ///
    /// The call blocks until the command has ended, or until `limit` has passed. After
    /// the limit, an interrupt of the caller, or too much output, this method ends the
    /// process **and all its descendants**: it sends SIGTERM, waits for [#GRACE], and
    /// sends SIGKILL to those that still run. It returns when they are gone. If the
    /// system holds one of them even then, it gives up after another 0.3 s.
    ///
    /// The process inherits our environment variables, as changed by `environment`.
    /// Without `stdin` it reads from the null device, never from the keyboard.
    ///
    /// A command may end and leave a child in the background that keeps its output open.
    /// The call may then read until the limit. It does not end that child: after the
    /// parent has gone, nothing shows whose child it was.
    ///
    /// Two steps have no time limit, because nothing in Java can interrupt them: checking
    /// the directory and starting the process. Both can hang on a dead network disk.
    ///
    /// @param directory   where the command runs
    /// @param command     the program and its arguments
    /// @param environment changes the variables that the process will see
    /// @param stdin       what the process can read, or an empty array for nothing
    /// @param limit       how long it may take; positive
    /// @return the output and the exit code, whatever it is
    /// @throws NoSuchFileException   if there is no such directory
    /// @throws NotDirectoryException if the path is not a directory
    /// @throws TooMuchOutput         if it has written more than [#MOST_OUTPUT]
    /// @throws IOException           if the program cannot be started
    /// @throws LimitPassed           if the limit has passed
    /// @throws InterruptedException  if the caller is interrupted before or during the
    ///                               call
    public static Output run(Path directory, List<String> command,
            Consumer<Map<String, String>> environment, byte[] stdin,
            Duration limit)
            throws IOException, LimitPassed, InterruptedException {
        return run(directory, command, environment, stdin, limit, _ -> Set.of());
    }

    /// Like [#run(Path, List, Consumer, byte[], Duration)], for a process that needs care
    /// when it has to be ended early.
    ///
    /// @param beforeEnd called with the process before it gets SIGTERM; returns the
    ///                  processes that it has ended, so that this method waits for them
    public static Output run(Path directory, List<String> command,
            Consumer<Map<String, String>> environment, byte[] stdin, Duration limit,
            Function<Process, Set<ProcessHandle>> beforeEnd)
            throws IOException, LimitPassed, InterruptedException {
        // A cancelled caller starts nothing.
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        // For a missing directory and for a missing program the system gives the same
        // error, "No such file or directory". Check the directory first: after that, the
        // error can only mean the program.
        if (!Files.exists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        var builder = new ProcessBuilder(command);
        // Absolute, because a process cannot start in the directory "".
        builder.directory(directory.toAbsolutePath().toFile());
        if (stdin.length == 0) {
            // DISCARD is meant for output, but it names the null device of each system.
            builder.redirectInput(Redirect.from(Redirect.DISCARD.file()));
        }
        environment.accept(builder.environment());

        long start = System.nanoTime();
        Process process = builder.start();
        try {
            return outputOf(process, stdin, start, limit);
        } finally {
            if (process.isAlive()) {
                end(process, beforeEnd);
            }
        }
    }

    private static Output outputOf(Process process, byte[] stdin, long start,
            Duration limit)
            throws IOException, LimitPassed, InterruptedException {
        // Two threads for each command would cost a quarter of the time that git needs.
        // So wait a moment first: when the process has ended, the pipes hold its output.
        if (stdin.length == 0
                && process.waitFor(Math.min(QUICK.toNanos(), left(start, limit)),
                        TimeUnit.NANOSECONDS)) {
            return new Output(process.exitValue(), rest(process.getInputStream()),
                    rest(process.getErrorStream()));
        }
        // A pipe holds 64 kB. A process that fills a pipe which nobody reads waits for
        // ever. So two threads read both streams at the same time, and a third writes.
        if (stdin.length > 0) {
            inBackground(() -> feed(process.getOutputStream(), stdin));
        }
        var outBytes = new ByteArrayOutputStream();
        var out = new CompletableFuture<byte[]>();
        var err = new CompletableFuture<byte[]>();
        inBackground(() -> drain(process.getInputStream(), outBytes, out));
        inBackground(() -> drain(process.getErrorStream(), new ByteArrayOutputStream(),
                err));

        // Completes when both streams have ended, or when one of them has failed.
        var read = CompletableFuture.allOf(out, err);
        out.whenComplete((_, failure) -> passOn(failure, read));
        err.whenComplete((_, failure) -> passOn(failure, read));
        try {
            read.get(left(start, limit), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TooMuchOutput) {
                throw new TooMuchOutput(outBytes.toByteArray());
            }
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new LimitPassed(outBytes.toByteArray());
        }
        if (!process.waitFor(left(start, limit), TimeUnit.NANOSECONDS)) {
            throw new LimitPassed(out.join());
        }
        return new Output(process.exitValue(), out.join(), err.join());
    }

    // Reads what the pipe of an ended process holds, and does not wait for more: a child
    // in the background may still have the other end open.
    private static byte[] rest(InputStream pipe) throws IOException {
        var kept = new ByteArrayOutputStream();
        for (int n = pipe.available(); n > 0 && kept.size() < MOST_OUTPUT;
                n = pipe.available()) {
            kept.write(pipe.readNBytes(n));
        }
        return kept.toByteArray();
    }

    private static long left(long start, Duration limit) {
        // Not limit.toNanos(), which overflows for a limit of a thousand years.
        return TimeUnit.NANOSECONDS.convert(limit) - (System.nanoTime() - start);
    }

    private static void passOn(Throwable failure, CompletableFuture<Void> to) {
        if (failure != null) {
            to.completeExceptionally(failure);
        }
    }

    // Platform threads: a virtual thread that reads from a pipe keeps its carrier, and no
    // interrupt ends the read. There are at most 256 carriers. So 128 silent processes
    // would stop all virtual threads, even those that wait for the limit.
    private static void inBackground(Runnable work) {
        Thread.ofPlatform().daemon().name("process pipe").start(work);
    }

    private static void feed(OutputStream to, byte[] bytes) {
        try (to) {
            to.write(bytes);
        } catch (IOException e) {
            // The process has ended or closed its input. It may: its exit code counts.
        }
    }

    // Another thread may copy the bytes meanwhile: ByteArrayOutputStream is thread-safe.
    private static void drain(InputStream from, ByteArrayOutputStream kept,
            CompletableFuture<byte[]> result) {
        var buffer = new byte[16 * 1024];
        try (from) {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                if (kept.size() + n <= MOST_OUTPUT) {
                    kept.write(buffer, 0, n);
                } else {
                    // Too much. Read on all the same, so that the process does not hang
                    // in a write while we end it.
                    result.completeExceptionally(new TooMuchOutput(new byte[0]));
                }
            }
            result.complete(kept.toByteArray());
        } catch (IOException e) {
            result.completeExceptionally(e);
        }
    }

    private static void end(Process process,
            Function<Process, Set<ProcessHandle>> beforeEnd) {
        var family = new LinkedHashSet<>(beforeEnd.apply(process));
        // Find the descendants first. When their parent is dead, they belong to process 1
        // and look like anybody else's.
        family.add(process.toHandle());
        process.descendants().forEach(family::add);

        // SIGTERM first: SIGKILL would leave git's index.lock behind.
        family.forEach(ProcessHandle::destroy);
        if (!awaitEnd(family, GRACE)) {
            // A process that ignores SIGTERM may have started more processes since.
            family.stream().flatMap(ProcessHandle::descendants).toList()
                    .forEach(family::add);
            family.forEach(ProcessHandle::destroyForcibly);
            awaitEnd(family, REMOVAL);
        }
    }

    // An interrupt does not end this wait. It sets the interrupt flag again at the end,
    // so that the caller's next blocking call sees it.
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

    // An orphan that has ended is a zombie until process 1 collects its exit code. In
    // some containers this never happens. A zombie has no program any more.
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}
