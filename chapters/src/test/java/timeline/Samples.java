package timeline;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Records to draw, made without a clock. All times are milliseconds.
final class Samples {

    static final Snapshot IN_A_ROW = timeline("one after another",
            row("main", 0, run(0, 204)),
            row("billing", 204, run(204, 408)),
            row("checkout", 408, failed(408, 612)),
            row("login", 612, run(612, 816)));

    static final Snapshot AT_ONCE = timeline("all at once",
            row("main", 0, run(1, 205)),
            row("billing", 0, run(1, 210)),
            row("checkout", 0, failed(1, 180)),
            row("login", 0, run(1, 220)));

    static final Snapshot TWO_AT_A_TIME = timeline("two at a time",
            row("main", 0, run(0, 200)),
            row("billing", 0, failed(0, 100), run(150, 300)),
            row("checkout", 0, cancelled(200, 350)),
            row("login", 0));

    static final Snapshot PIPELINE = timeline("status, then diff",
            row("main", 0, run("status", 0, 100), run("diff", 100, 160)),
            row("login", 0, run("status", 40, 120), failed("diff", 150, 200)),
            row("search", 0, run("status", 80, 130), run("diff", 150, 210),
                    run("log", 230, 250)));

    private Samples() {
    }

    static Snapshot timeline(String title, LaneSnapshot... rows) {
        var end =
                Arrays.stream(rows).map(LaneSnapshot::end).max(Comparator.naturalOrder());
        return new Snapshot(title, end.orElse(Duration.ZERO), List.of(rows));
    }

    static LaneSnapshot row(String name, long appeared, Span... runs) {
        return new LaneSnapshot(name, Duration.ofMillis(appeared), List.of(runs));
    }

    static Span run(long start, long end) {
        return run("", start, end);
    }

    static Span run(String phase, long start, long end) {
        return run(phase, start, end, Ending.DONE);
    }

    static Span failed(long start, long end) {
        return failed("", start, end);
    }

    static Span failed(String phase, long start, long end) {
        return run(phase, start, end, Ending.FAILED);
    }

    static Span cancelled(long start, long end) {
        return run("", start, end, Ending.CANCELLED);
    }

    static Span run(String phase, long start, long end, Ending ending) {
        return new Span(phase, Duration.ofMillis(start), Duration.ofMillis(end), ending);
    }

    /// Anything that could have been recorded, with the worst of names.
    static Snapshot random(Random random) {
        var rows = IntStream.range(0, random.nextInt(60))
                .mapToObj(i -> row(name(random), random.nextInt(50), runs(random)))
                .toArray(LaneSnapshot[]::new);
        return timeline(name(random), rows);
    }

    private static Span[] runs(Random random) {
        var endings = Ending.values();
        long time = 50;
        var runs = new Span[random.nextInt(5)];
        for (int i = 0; i < runs.length; i++) {
            long start = time + random.nextInt(3) * random.nextInt(200);
            time = start + random.nextInt(3) * random.nextInt(5_000);
            var phase = List.of("", "status", name(random)).get(random.nextInt(3));
            runs[i] = run(phase, start, time, endings[random.nextInt(endings.length)]);
        }
        return runs;
    }

    private static String name(Random random) {
        var letters = List.of("a", "b", "-", "/", "W", " ", "é", "e\u0301", "測", "試",
                "\n", "\0", "\u001b[31m", "\u009b", "\u202e", "\ufffe",
                "\ud83d\ude80", "\ud83d", "<", "&", "]]>", "'", "\"");
        var name = new StringBuilder();
        random.ints(random.nextInt(40), 0, letters.size())
                .forEach(i -> name.append(letters.get(i)));
        return name.toString();
    }
}
