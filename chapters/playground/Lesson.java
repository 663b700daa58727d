package playground;

import git.Git;
import git.Worktree;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import timeline.Timeline;

/// One chapter's run: its options, the worktrees that it asks about, and a clean end,
/// also after Ctrl+C.
///
/// A chapter's `main` calls [#run]. Loaded in JShell or in a notebook, where no `main`
/// runs, the first call of [#worktrees] opens a playground with the default options.
public final class Lesson {

    /// The calls of a chapter's run cells, in their order.
    @FunctionalInterface
    public interface Cells {
        void run() throws Exception;
    }

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final int INTERRUPTED = 130; // what a shell says of a command ended by Ctrl+C

    private static final int CLEAN_UP_SECONDS = 10;

    private final int step;
    private final String title;
    private final Map<String, String> ownFlags;
    private final boolean needsWorktrees;

    private Options options = Options.NONE;
    private boolean running;
    private Git git;
    private Playground playground;
    private Path repository;
    private List<Worktree> worktrees;

    private Lesson(int step, String title, Map<String, String> ownFlags,
            boolean needsWorktrees) {
        this.step = step;
        this.title = title;
        this.ownFlags = ownFlags;
        this.needsWorktrees = needsWorktrees;
    }

    /// A chapter by its number and title.
    public static Lesson step(int step, String title) {
        return new Lesson(step, title, Map.of(), true);
    }

    /// A chapter that asks no worktree: no playground is made, and [#git] is all that it may
    /// ask for.
    public static Lesson withoutWorktrees(int step, String title) {
        return new Lesson(step, title, Map.of(), false);
    }

    /// A chapter that knows a flag of its own, by which it prints for a program: then the
    /// introduction is left out.
    public static Lesson step(int step, String title, String flag, String meaning) {
        return new Lesson(step, title, Map.of(flag, meaning), true);
    }

    /// Runs the chapter's cells, between opening the playground and removing it. Ends the
    /// JVM with exit code 2 for wrong usage or where it cannot start, with 1 where a cell
    /// fails, and with 130 after Ctrl+C.
    ///
    /// Plain Ctrl+C runs no `finally` block: the JVM ends while its threads still work.
    /// So a shutdown hook interrupts this thread, and holds up the end until it has
    /// cleaned up.
    public void run(String[] arguments, Cells cells) {
        try {
            options = Options.parse(List.of(arguments), ownFlags.keySet());
        } catch (Options.BadArgument e) {
            System.err.println(script() + ": " + e.getMessage());
            System.err.println("Try: " + command(step) + " --help");
            System.exit(WRONG_USAGE);
        }
        if (options.help()) {
            System.out.print(help());
            return;
        }

        Parts.load(step);
        var owner = Thread.currentThread();
        var cleanedUp = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            owner.interrupt();
            try {
                cleanedUp.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                // Nobody interrupts this thread; if so, the JVM just ends a little
                // earlier.
            }
        }));
        int exitCode;
        try {
            exitCode = runAndClose(cells);
        } finally {
            cleanedUp.countDown();
        }
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    private int runAndClose(Cells cells) {
        running = true;
        try {
            open();
            if (ownFlags.keySet().stream().noneMatch(flag -> has(flag))) {
                System.out.println(introduction());
            }
        } catch (InterruptedException e) {
            return INTERRUPTED;
        } catch (IOException e) {
            System.err.println(script() + ": " + e.getMessage());
            return WRONG_USAGE;
        }
        try {
            cells.run();
            return 0;
        } catch (InterruptedException e) {
            return INTERRUPTED;
        } catch (Exception e) {
            System.err.println(script() + " failed:");
            e.printStackTrace();
            return FAILED;
        } finally {
            close();
        }
    }

    /// In JShell or in a notebook: takes these options from now on, as a script takes those of
    /// its command line. Without any, it is as at the beginning. With another number of
    /// worktrees, or another repository, the next call of [#worktrees] opens another
    /// playground; this call removes the present one.
    ///
    ///     lesson.use("--latency=50ms", "--worktrees=4");
    ///
    /// @throws IllegalArgumentException for an unknown option, a missing or a bad value; the
    /// message says what to write instead
    public void use(String... arguments) {
        var before = options;
        try {
            options = Options.parse(List.of(arguments), ownFlags.keySet());
        } catch (Options.BadArgument e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        if (!options.repo().equals(before.repo())
                || !options.worktrees().equals(before.worktrees())) {
            close();
        }
    }

    /// The worktrees that the chapter asks about, in git's order.
    public List<Worktree> worktrees() throws IOException, InterruptedException {
        open();
        return worktrees;
    }

    /// Those of [#worktrees()] whose directories are there, as a command needs one to run
    /// in. Git lists a worktree until somebody prunes it.
    public List<Worktree> present() throws IOException, InterruptedException {
        return worktrees().stream().filter(worktree -> Files.isDirectory(worktree.path()))
                .toList();
    }

    /// Asks `git` for the worktrees, and returns as many of them as [#worktrees()].
    public List<Worktree> worktrees(Git git) throws IOException, InterruptedException {
        return git.worktrees(repository()).stream().limit(worktrees().size()).toList();
    }

    /// A directory inside the repository that the worktrees belong to.
    public Path repository() throws IOException, InterruptedException {
        open();
        return repository;
    }

    /// A directory of which nobody has made a worktree, for what happens then.
    public Path missing() throws IOException, InterruptedException {
        return repository().resolveSibling("no-such-worktree");
    }

    /// git, each command of it behind the wait of [#latency].
    public Git git() throws IOException, InterruptedException {
        open();
        return git.withLatency(latency());
    }

    /// The wait that stands for a slow or a remote disk; zero for the naked truth.
    public Duration latency() {
        return options.latency().orElse(
                options.repo().isPresent() ? Duration.ZERO : Options.DEFAULT_LATENCY);
    }

    /// A question to the reader, to be asked before a run. [Prediction] tells how its text
    /// is written.
    public Prediction predict(String text) {
        return new Prediction(this, text);
    }

    /// Whether a flag was given.
    public boolean has(String flag) {
        return options.flags().contains(flag);
    }

    /// Says how many worktrees and what wait a figure belongs to, to be printed beside
    /// it.
    public String conditions() throws IOException, InterruptedException {
        return worktrees().size() + (worktrees().size() == 1 ? " worktree" : " worktrees")
                + ", " + (latency().isZero()
                        ? "no added latency"
                        : "simulated latency " + Timeline.text(latency()) + " a command");
    }

    /// Says how to go on, at a chapter's end: practice, then the next chapter.
    public String next() {
        return "Next: its practice (" + launcher() + " next), then chapters/Step"
                + (step + 1) + ".java and " + command(step + 1);
    }

    /// How a chapter is started, by the launcher that has started this one, if one has.
    private static String command(int step) {
        return launcher() + " step" + step;
    }

    private static String launcher() {
        var launcher = System.getenv("WORKBOOK_LAUNCHER");
        return launcher != null
                ? launcher
                : File.separatorChar == '\\' ? ".\\jbang" : "./jbang";
    }

    private void open() throws IOException, InterruptedException {
        if (worktrees != null) {
            return;
        }
        git = Git.find();
        if (!needsWorktrees) {
            return;
        }
        if (options.repo().isPresent()) {
            repository = options.repo().get();
        } else {
            playground = Playground.create(git,
                    options.worktrees().orElse(Options.DEFAULT_WORKTREES));
            repository = playground.repository();
            if (!running) {
                // In JShell there is no end of run() that would close it.
                Runtime.getRuntime().addShutdownHook(new Thread(playground::close));
            }
        }
        try {
            var all = git.worktrees(repository);
            worktrees = all.subList(0, Math.min(all.size(),
                    options.worktrees().orElse(all.size())));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private void close() {
        if (playground != null) {
            playground.close();
            playground = null;
        }
        worktrees = null;
    }

    private String introduction() throws IOException, InterruptedException {
        var text = new StringBuilder(title());
        text.append("\n\n");
        if (!needsWorktrees) {
            return text.append(
                    "This step asks no worktrees. All times are measured now, and "
                            + "work is simulated: it sleeps.\n")
                    .toString();
        }
        if (options.repo().isPresent()) {
            text.append("Worktrees of ").append(repository)
                    .append(", which is only read: ");
        } else {
            text.append("Worktrees of a playground, made now and removed at the end: ");
        }
        text.append(worktrees.size()).append(".\n");
        if (latency().isZero()) {
            text.append("No added latency: each git command takes what it takes.\n");
        } else {
            text.append("Each git command first waits ").append(Timeline.text(latency()))
                    .append(", a simulated slow disk. All times are measured now.\n");
        }
        return text.toString();
    }

    private String title() {
        return "Step " + step + ": " + title;
    }

    private String script() {
        return "Step" + step + ".java";
    }

    private String help() {
        var own = new StringBuilder();
        ownFlags.forEach(
                (flag, meaning) -> own.append("  %-18s%s%n".formatted(flag, meaning)));
        return """
                %s

                Usage: %s [options]

                  --repo DIR        ask the worktrees of your own repository, which is only read
                                    (without it: a playground, made now and removed at the end)
                  --worktrees N     at most N worktrees, 1 to %,d
                                    (default %d; with --repo: all)
                  --latency TIME    wait before each git command, to stand for a slow disk:
                                    200ms, 1.5s or 0 (default %s; with --repo: 0)
                  --ask             before a run, ask for your prediction
                %s  --help            this text
                """.formatted(title(), command(step), Options.MOST_WORKTREES,
                Options.DEFAULT_WORKTREES, Options.DEFAULT_LATENCY.toMillis() + "ms",
                own);
    }
}
