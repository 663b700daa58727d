package timeline;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a timeline had recorded when somebody looked. It no longer changes.
///
/// @param title what was done
/// @param taken when it was looked at, counted from the timeline's time zero
/// @param rows  the lanes, in the order in which they appeared
public record Snapshot(String title, Duration taken, List<LaneSnapshot> rows) {

    /// More rows nobody reads; of the others a drawing only tells how many.
    private static final int MOST_ROWS = 40;

    public Snapshot {
        rows = List.copyOf(rows);
    }

    /// From time zero to the end of the last run; zero if nothing has run.
    public Duration total() {
        return runs().map(Span::end).reduce(Duration.ZERO, Snapshot::later);
    }

    /// The most runs at the same moment. One that begins in the instant in which another
    /// ends is not together with it.
    public int peak() {
        var starts = runs().map(Span::start).sorted().toList();
        // A run too short for the clock counts as well, as if it took a nanosecond.
        var ends = runs()
                .map(run -> later(run.end(), run.start().plusNanos(1)))
                .sorted()
                .toList();
        int peak = 0;
        int ended = 0;
        for (int begun = 1; begun <= starts.size(); begun++) {
            while (ends.get(ended).compareTo(starts.get(begun - 1)) <= 0) {
                ended++;
            }
            peak = Math.max(peak, begun - ended);
        }
        return peak;
    }

    /// What a drawing says of the peak.
    String atOnce() {
        return rows.stream().allMatch(row -> row.runs().isEmpty())
                ? "nothing has run"
                : "at most " + peak() + " at once";
    }

    /// The rows that a drawing shows.
    List<LaneSnapshot> shown() {
        return rows.subList(0, Math.min(MOST_ROWS, rows.size()));
    }

    /// What became of the other rows: `and 960 more: 3 failed, 1 never ran`, or nothing.
    String rest() {
        var others = rows.subList(shown().size(), rows.size());
        if (others.isEmpty()) {
            return "";
        }
        var remarks = others.stream()
                .map(LaneSnapshot::remark)
                .filter(remark -> !remark.isEmpty())
                .collect(Collectors.groupingBy(remark -> remark, TreeMap::new,
                        Collectors.counting()));
        var counts = new StringJoiner(", ", ": ", "").setEmptyValue("");
        remarks.forEach((remark, count) -> counts.add(count + " " + remark));
        return "and " + others.size() + " more" + counts;
    }

    /// Where a drawing ends: at the last end of a run, or now if there is none.
    Duration end() {
        return runs().findAny().isEmpty()
                ? taken
                : rows.stream().map(LaneSnapshot::end).reduce(Duration.ZERO,
                        Snapshot::later);
    }

    /// Where a row ends: a lane that never ran waits to the end of the drawing.
    Duration end(LaneSnapshot row) {
        return row.runs().isEmpty() ? end() : row.end();
    }

    /// The names of the phases, in the order in which they first began.
    static List<String> phases(List<Snapshot> timelines) {
        return timelines.stream()
                .map(timeline -> timeline.runs()
                        .sorted(Comparator.comparing(Span::start)))
                .flatMap(runs -> runs.map(Span::phase))
                .distinct()
                .toList();
    }

    static Duration later(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private Stream<Span> runs() {
        return rows.stream().flatMap(row -> row.runs().stream());
    }
}
