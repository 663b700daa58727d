package timeline;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/// The time scale that all rows of a drawing share: `length` cells or pixels for the time
/// from zero to `end`.
record Axis(Duration end, int length) {

    /// A round time, and how it is written: `0.5 s`.
    record Tick(Duration at, String label) {
    }

    /// The longest axis that leaves room for the words behind each row and each total.
    static Axis fitting(List<Snapshot> timelines, int room, ToIntFunction<String> width) {
        var end = timelines.stream()
                .map(Snapshot::end)
                .reduce(Duration.ZERO, Snapshot::later);
        var axis = new Axis(end, room);
        for (var timeline : timelines) {
            for (var row : timeline.shown()) {
                if (!row.remark().isEmpty()) {
                    int words = width.applyAsInt(row.remark());
                    axis = axis.shortened(timeline.end(row), room - words);
                }
            }
            int words = width.applyAsInt(Timeline.text(timeline.total()));
            axis = axis.shortened(timeline.total(), room - words);
        }
        return axis;
    }

    /// This axis, or the longest on which the moment lies no further than that.
    private Axis shortened(Duration moment, int furthest) {
        return at(moment) <= furthest
                ? this
                : new Axis(end, (int) (furthest / at(moment) * length));
    }

    /// Where a moment lies, from 0 to `length`.
    double at(Duration moment) {
        return end.isZero() ? 0 : (double) length * moment.toNanos() / end.toNanos();
    }

    /// Round times, in steps of 1, 2, 5, 10, 20 and so on: the least step that keeps them
    /// that far apart.
    List<Tick> ticks(int apart) {
        // In the unit in which Timeline.text tells the total, so that the two compare.
        boolean inSeconds = end.toNanos() >= 99_500_000;
        long step = roundUp(Math.max(100_000, (double) end.toNanos() * apart / length));
        int decimals = Math.max(0, number(step, inSeconds).stripTrailingZeros().scale());
        var ticks = new ArrayList<Tick>();
        for (long at = 0; at <= end.toNanos(); at += step) {
            var number = number(at, inSeconds).setScale(at == 0 ? 0 : decimals);
            var label = number + (inSeconds ? " s" : " ms");
            ticks.add(new Tick(Duration.ofNanos(at), label));
        }
        return ticks;
    }

    private static long roundUp(double nanos) {
        long power = 1;
        while (power * 10 <= nanos) {
            power *= 10;
        }
        return power >= nanos ? power
                : power * 2 >= nanos ? power * 2
                : power * 5 >= nanos ? power * 5
                : power * 10;
    }

    private static BigDecimal number(long nanos, boolean inSeconds) {
        return BigDecimal.valueOf(nanos, inSeconds ? 9 : 6);
    }
}
