//JAVA 25+

//JAVA_OPTIONS -XX:+UseSerialGC -Xmx256m
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// See `tools/monitor/soak`.
///
/// It knows exactly what the monitor must report. Each change here is atomic (a file that is moved
/// into place, a ref that is replaced, a directory that is renamed away), and a repository changes
/// again only after its last change has been reported. So each repository has at most one expected
/// line, and its whole text is known. An unexpected line was invented; a line that does not come
/// within a minute was missed.
///
/// One more line is allowed, because it is true: a check may report that a renamed directory is
/// missing before the next scan reports it as gone.
final class Soak {

    private static final int REPOSITORIES = 200;
    private static final Duration BETWEEN_CHANGES = Duration.ofMillis(250);
    private static final Duration MISSED = Duration.ofMinutes(1);
    private static final Pattern FIELD =
            Pattern.compile("\"(change|path|before|after)\":(?:null|\"([^\"]*)\")");
    private static final Path HERE = Path.of("").toAbsolutePath();

    /// One repository, and the state that it must have now.
    private static final class Repo {

        final Path path;
        String branch = "main";
        String oid;
        int untracked;
        boolean modified;
        boolean hidden;
        /// What the monitor has told last.
        String told;
        /// What it must tell next; empty if nothing. `gone`, or a status.
        String expected = "";
        boolean expectsNew;
        boolean maySeeItMissing;
        long since;

        Repo(Path path) {
            this.path = path;
        }

        String status() {
            var counts = new ArrayList<String>();
            if (modified) {
                counts.add("1 unstaged");
            }
            if (untracked > 0) {
                counts.add(untracked + " untracked");
            }
            return (counts.isEmpty() ? "clean" : "dirty") + " on " + branch + " at "
                    + oid.substring(0, 7)
                    + (counts.isEmpty() ? "" : ": " + String.join(", ", counts));
        }
    }

    /// How the subject is at a moment.
    private record Sample(long heapBytes, long residentBytes, int threads,
            int virtualThreads) {}

    private final Path work;
    private final Path ground;
    private final Path hiding;
    private final Random random;
    private final List<Repo> repos = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private int made;
    private int told;
    private int seenMissing;
    private int problems;

    private Soak(Path work, long seed) throws IOException {
        this.work = work;
        ground = Files.createDirectory(work.resolve("ground"));
        hiding = Files.createDirectory(work.resolve("hiding"));
        random = new Random(seed);
    }

    public static void main(String[] arguments) throws Exception {
        var minutes = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 30;
        var seed =
                arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        System.out.printf("%.1f minutes, seed %d%n", minutes, seed);
        var work = Files.createTempDirectory("soak-").toRealPath();
        var cleanedUp = new CountDownLatch(1);
        endByCtrlC(Thread.currentThread(), cleanedUp);
        boolean good;
        try {
            good = new Soak(work, seed).run((long) (minutes * 60_000));
        } catch (InterruptedException e) {
            return; // by Ctrl+C
        } finally {
            delete(work);
            cleanedUp.countDown();
        }
        System.exit(good ? 0 : 1);
    }

    // Ctrl+C by itself runs no `finally`: the playground and the monitor would stay.
    private static void endByCtrlC(Thread main, CountDownLatch cleanedUp) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            main.interrupt();
            try {
                cleanedUp.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                // Nobody interrupts a hook.
            }
        }));
    }

    private boolean run(long millis) throws Exception {
        makeRepositories();
        // So that the one that is watched need not be built first.
        run(HERE, "./jbang", "monitor", "--help");
        var errors = work.resolve("errors");
        var subject = new ProcessBuilder("./jbang", "monitor", "--json", "--interval=1s",
                "--depth=1", ground.toString()).directory(HERE.toFile())
                .redirectError(errors.toFile()).start();
        try {
            while (!Files.readString(errors).contains("Watching " + REPOSITORIES)) {
                if (!subject.isAlive()) {
                    System.out.println(Files.readString(errors));
                    return false;
                }
                Thread.sleep(100);
            }
            Thread.ofPlatform().daemon().start(() -> read(subject.inputReader()));
            change(subject.pid(), millis);
        } finally {
            var children = subject.descendants().toList();
            subject.destroy();
            if (!subject.waitFor(10, TimeUnit.SECONDS)) {
                subject.destroyForcibly();
                problem("it did not end within 10 s of TERM");
            }
            children.stream().filter(child -> child.isAlive()
                    && child.info().command().isPresent())
                    .forEach(child -> problem("left behind: " + child.info()));
        }
        System.out.print(Files.readString(errors));
        synchronized (this) {
            System.out
                    .println(made + " changes made, " + told + " told, and " + seenMissing
                            + " times missing before gone; " + problems + " problems");
        }
        checkFlat();
        return problems == 0;
    }

    private void makeRepositories() throws Exception {
        var template = work.resolve("template");
        run(work, "git", "init", "--quiet", "--initial-branch=main", template.toString());
        Files.writeString(template.resolve("file"), "one\n");
        run(template, "git", "add", "file");
        commit(template);
        run(template, "git", "branch", "other");
        for (var i = 0; i < REPOSITORIES; i++) {
            var path = ground.resolve("r%03d".formatted(i));
            copy(template, path);
            run(path, "git", "update-index", "-q", "--refresh");
            var repo = new Repo(path);
            repo.oid = oid(path);
            repo.told = repo.status();
            repos.add(repo);
        }
    }

    private static void commit(Path top) throws Exception {
        run(top, "git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit",
                "--quiet", "--allow-empty", "--message=" + System.nanoTime());
    }

    private static String oid(Path top) throws Exception {
        return run(top, "git", "rev-parse", "HEAD").strip();
    }

    // --- what happens -------------------------------------------------------------------

    private void change(long pid, long millis) throws Exception {
        var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        var betweenSamples = TimeUnit.MILLISECONDS.toNanos(Math.max(10_000, millis / 30));
        var nextSample = System.nanoTime() + betweenSamples;
        while (System.nanoTime() < end) {
            var repo = repos.get(random.nextInt(REPOSITORIES));
            synchronized (this) {
                if (repo.expected.isEmpty()) {
                    changeOne(repo);
                    made++;
                }
            }
            lookForMissed();
            if (System.nanoTime() >= nextSample) {
                nextSample += betweenSamples;
                sample(pid);
            }
            Thread.sleep(BETWEEN_CHANGES);
        }
        var last = System.nanoTime() + MISSED.toNanos();
        while (pending() > 0 && System.nanoTime() < last) {
            Thread.sleep(100);
        }
        lookForMissed();
        Thread.sleep(3_000); // for what is invented at the very end
        if (pending() > 0) {
            problem(pending() + " changes are not told at the end");
        }
    }

    private synchronized int pending() {
        return (int) repos.stream().filter(repo -> !repo.expected.isEmpty()).count();
    }

    private void changeOne(Repo repo) throws Exception {
        if (repo.hidden) {
            repo.hidden = false;
            repo.expectsNew = true;
            expect(repo, repo.status());
            Files.move(hiding.resolve(repo.path.getFileName()), repo.path);
            return;
        }
        switch (random.nextInt(6)) {
            case 0 -> {
                repo.untracked++;
                expect(repo, repo.status());
                Files.writeString(repo.path.resolve("untracked" + repo.untracked), "");
            }
            case 1 -> {
                if (repo.untracked == 0) {
                    changeOne(repo);
                    return;
                }
                var file = repo.path.resolve("untracked" + repo.untracked--);
                expect(repo, repo.status());
                Files.delete(file);
            }
            case 2, 3 -> {
                repo.modified = !repo.modified;
                expect(repo, repo.status());
                // Beside the repository, and then moved: nobody sees half a file.
                var file = work.resolve("file");
                Files.writeString(file, repo.modified ? "another\n" : "one\n");
                Files.move(file, repo.path.resolve("file"),
                        StandardCopyOption.ATOMIC_MOVE);
            }
            case 4 -> {
                if (random.nextBoolean()) {
                    commit(repo.path);
                    repo.oid = oid(repo.path);
                } else {
                    var other = repo.branch.equals("main") ? "other" : "main";
                    run(repo.path, "git", "update-ref", "refs/heads/" + other, "HEAD");
                    run(repo.path, "git", "symbolic-ref", "HEAD", "refs/heads/" + other);
                    repo.branch = other;
                }
                expect(repo, repo.status());
            }
            default -> {
                repo.hidden = true;
                repo.maySeeItMissing = true;
                expect(repo, "gone");
                Files.move(repo.path, hiding.resolve(repo.path.getFileName()));
            }
        }
    }

    private static void expect(Repo repo, String what) {
        repo.expected = what;
        repo.since = System.nanoTime();
    }

    private synchronized void lookForMissed() {
        for (var repo : repos) {
            if (!repo.expected.isEmpty()
                    && System.nanoTime() - repo.since > MISSED.toNanos()) {
                problem("missed: " + repo.path + " " + repo.expected + "; told last: "
                        + repo.told);
                repo.told = repo.expected;
                repo.expected = "";
            }
        }
    }

    // --- what is told -------------------------------------------------------------------

    private void read(BufferedReader lines) {
        try {
            for (String line; (line = lines.readLine()) != null;) {
                heard(line);
            }
        } catch (IOException e) {
            // It has ended.
        }
    }

    private synchronized void heard(String line) {
        var fields = new HashMap<String, String>();
        var field = FIELD.matcher(line);
        while (field.find()) {
            fields.put(field.group(1), field.group(2));
        }
        var repo = repos.stream()
                .filter(one -> one.path.toString().equals(fields.get("path")))
                .findFirst().orElse(null);
        if (repo == null) {
            problem("invented: " + line);
            return;
        }
        var change = fields.get("change");
        var after = fields.get("after");
        if (change.equals("changed") && repo.maySeeItMissing
                && after.startsWith("error: no directory ")
                && repo.told.equals(fields.get("before"))) {
            repo.maySeeItMissing = false;
            repo.told = after;
            seenMissing++;
            return;
        }
        var right = switch (change) {
            case "gone" -> repo.expected.equals("gone")
                    && repo.told.equals(fields.get("before"));
            case "new" -> repo.expectsNew && repo.expected.equals(after);
            default -> !repo.expectsNew && repo.expected.equals(after)
                    && repo.told.equals(fields.get("before"));
        };
        if (!right) {
            problem("invented: " + line + "; told last: " + repo.told + "; expected: "
                    + repo.expected);
        }
        told++;
        repo.told = after == null ? "gone" : after;
        if (right) {
            repo.expected = "";
            repo.expectsNew = false;
            repo.maySeeItMissing = false;
        }
    }

    private synchronized void problem(String what) {
        problems++;
        System.out.println(what);
    }

    // --- memory and threads -------------------------------------------------------------

    private static final int SAMPLES_A_COUNT = 5;
    private String histogram;

    private void sample(long pid) throws Exception {
        // Before the garbage is collected: what is resident is what a user would see.
        var status = Files.readString(Path.of("/proc/" + pid + "/status"));
        // It collects the garbage first, and then counts what is alive. So it is rare: the
        // monitor has to keep its memory small by itself.
        if (samples.size() % SAMPLES_A_COUNT == 0) {
            histogram = run(HERE, Path.of(System.getProperty("java.home"), "bin", "jcmd")
                    .toString(), "" + pid, "GC.class_histogram");
        }
        var sample = new Sample(heapBytes(histogram),
                number("VmRSS:\\s+(\\d+)", status) * 1024,
                (int) number("Threads:\\s+(\\d+)", status),
                // With none, there is no line.
                histogram.contains(" java.lang.VirtualThread ")
                        ? (int) number(
                                "(?m)^ *\\d+: +(\\d+) +\\d+ +java.lang.VirtualThread ",
                                histogram)
                        : 0);
        samples.add(sample);
        synchronized (this) {
            System.out.printf("%4d changes, %4d told: heap %.2f MB, resident %.0f MB, "
                    + "%d threads, %d virtual%n", made, told, sample.heapBytes() / 1e6,
                    sample.residentBytes() / 1e6, sample.threads(),
                    sample.virtualThreads());
        }
    }

    // What is alive. The collector fills gaps that it does not close, and they are counted too:
    // now nothing, now over a megabyte.
    private static long heapBytes(String histogram) {
        var filler = "(?m)^ *\\d+: +\\d+ +(\\d+) +\\Q[Ljdk.internal.vm.FillerElement;\\E";
        return number("(?m)^Total +\\d+ +(\\d+)", histogram)
                - (histogram.contains("FillerElement;") ? number(filler, histogram) : 0);
    }

    private static long number(String pattern, String text) {
        var matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in: " + text.lines()
                    .limit(5).toList());
        }
        return Long.parseLong(matcher.group(1));
    }

    /// The last third of the samples against the second: the first is for warming up.
    private void checkFlat() {
        var third = samples.size() / 3;
        if (third == 0) {
            problem("too few samples to say that memory is flat: run it for longer");
            return;
        }
        var before = samples.subList(third, 2 * third);
        var after = samples.subList(2 * third, samples.size());
        checkFlat("heap, bytes", median(before, Sample::heapBytes),
                median(after, Sample::heapBytes), 1.1, 500_000);
        checkFlat("resident, bytes", median(before, Sample::residentBytes),
                median(after, Sample::residentBytes), 1.1, 8_000_000);
        checkFlat("threads", median(before, Sample::threads),
                median(after, Sample::threads), 1,
                6);
        checkFlat("virtual threads", median(before, Sample::virtualThreads),
                median(after, Sample::virtualThreads), 1.05, 20);
    }

    private static long median(List<Sample> samples,
            ToLongFunction<Sample> value) {
        return samples.stream().mapToLong(value).sorted().skip(samples.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private void checkFlat(String what, long before, long after, double factor,
            long more) {
        System.out.println(what + ": " + before + ", later " + after);
        if (after > before * factor + more) {
            problem(what + " is not flat");
        }
    }

    // --- files and processes ------------------------------------------------------------

    private static String run(Path directory, String... command) throws Exception {
        var process = new ProcessBuilder(command).directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": exit code "
                    + process.exitValue());
        }
        return out;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
