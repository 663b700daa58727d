package timeline;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// Records who ran when, while many jobs run on many threads, and draws it.
///
///     var timeline = new Timeline("one after another");
///     for (var worktree : worktrees) {
///         timeline.run(worktree.name(), () -> git.status(worktree.path()));
///     }
///     timeline.print();
///
/// A job that has to wait for its turn gets its [#lane] before, when it begins to wait.
/// Any thread may call any method at any time, also while runs are still going on: what
/// has not ended is then drawn up to now.
public final class Timeline {

    private static volatile Consumer<Timeline> begun = _ -> {};

    static {
        // Classes are loaded at their first use, and by the source launcher even compiled
        // then: without a rehearsal the first job of a chapter would look slow.
        new Timeline("rehearsal").lane("").rehearse();
    }

    private static volatile BiConsumer<String, String> printTo;

    private final String title;
    private final LongSupplier nanoTime;
    private volatile long zero;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();

    /// Time zero is when the first lane appears.
    public Timeline(String title) {
        this(title, System::nanoTime);
    }

    Timeline(String title, LongSupplier nanoTime) {
        this.title = title;
        this.nanoTime = nanoTime;
        this.zero = nanoTime.getAsLong();
    }

    /// Does the task on the calling thread, in the lane of that name: see [Lane#run].
    ///
    /// @throws Exception whatever the task throws
    public <T> T run(String lane, Callable<T> task) throws Exception {
        return lane(lane).run(task);
    }

    /// The lane of that name. The first call adds it: from then on it is waiting, until
    /// it runs. Later calls give the same lane: a second try goes on in the same row.
    public Lane lane(String name) {
        synchronized (lanes) {
            // Not in the constructor: in a notebook, what comes next is compiled in between.
            if (lanes.isEmpty()) {
                zero = nanoTime.getAsLong();
                begun.accept(this);
            }
            return lanes.computeIfAbsent(name, added -> new Lane(added, this::now));
        }
    }

    /// From time zero to the end of the last run; zero if nothing has run.
    public Duration total() {
        return snapshot().total();
    }

    /// The most runs at the same moment. One that begins in the instant in which another
    /// ends is not together with it.
    public int peak() {
        return snapshot().peak();
    }

    /// Everything recorded so far.
    public Snapshot snapshot() {
        List<Lane> seen;
        synchronized (lanes) {
            seen = List.copyOf(lanes.values());
        }
        var rows = seen.stream().map(Lane::row).toList();
        return new Snapshot(title, now(), rows);
    }

    /// The drawing as text, every line ended by `\n`.
    public String draw(ScreenSettings screen) {
        return draw(screen, this);
    }

    /// Several, one under the other on one time scale: equal lengths are equal times.
    public static String draw(ScreenSettings screen, Timeline... timelines) {
        return new TextDrawing(snapshots(timelines), screen).draw();
    }

    /// Prints the drawing to `System.out`, as wide as the terminal is now.
    public void print() {
        print(this);
    }

    /// Prints several, one under the other on one time scale.
    public static void print(Timeline... timelines) {
        var text = draw(ScreenSettings.detect(), timelines);
        var pictures = printTo;
        if (pictures == null) {
            System.out.print(text);
        } else {
            pictures.accept(svg(timelines), text);
        }
    }

    /// From now on, and in this whole JVM, what would be printed goes to `pictures` instead,
    /// on the thread that prints: first the drawing as SVG, then the text. A notebook shows
    /// pictures.
    ///
    /// @param pictures shows one drawing; null to print text again
    public static void printTo(BiConsumer<String, String> pictures) {
        printTo = pictures;
    }

    /// From now on, and in this whole JVM, each timeline that gets its first lane is given to
    /// `watcher`, on the thread that adds the lane. So it can be drawn while it grows.
    public static void onBegin(Consumer<Timeline> watcher) {
        begun = watcher;
    }

    /// The drawing as SVG, to be written to a file or into a page as it is.
    ///
    /// It needs nothing else, follows the reader's choice of light or dark, and takes its
    /// colours from these custom properties where the page sets them: `--timeline-paper`,
    /// `-ink`, `-faint` (grid and waiting), `-running`, `-second`, `-third` (phases),
    /// `-failed`, `-cancelled`, `-sign` (the cross and the slash in the marks).
    public String svg() {
        return svg(this);
    }

    /// Several as one SVG, one under the other on one time scale.
    public static String svg(Timeline... timelines) {
        return SvgDrawing.of(snapshots(timelines));
    }

    /// A measured time for people: `2.04 s`, `31 ms`, `0.4 ms`, and from a minute on
    /// `1 min 04 s`. More digits would differ at every run.
    ///
    /// What is under a minute has at most seven characters, so `%7s` lines up a column.
    public static String text(Duration time) {
        if (time.isNegative()) {
            return "-" + text(time.negated());
        }
        double millis = time.toNanos() / 1e6;
        // Each limit is where rounding would carry into the next form: 9.95 ms is 10 ms.
        if (millis < 9.95) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        } else if (millis < 99.5) {
            return String.format(Locale.ROOT, "%.0f ms", millis);
        } else if (millis < 59_995) {
            return String.format(Locale.ROOT, "%.2f s", millis / 1_000);
        }
        long seconds = Math.round(millis / 1_000);
        return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }

    private static List<Snapshot> snapshots(Timeline... timelines) {
        return Stream.of(timelines).map(Timeline::snapshot).toList();
    }

    private Duration now() {
        return Duration.ofNanos(nanoTime.getAsLong() - zero);
    }
}
