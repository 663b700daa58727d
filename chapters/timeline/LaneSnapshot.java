package timeline;

import java.time.Duration;
import java.util.List;

/// What one lane had recorded when somebody looked.
///
/// @param name     the lane's name, as it was given
/// @param appeared when the lane began to wait, counted from the timeline's time zero
/// @param runs     its runs, in the order in which they began; empty if it never ran
public record LaneSnapshot(String name, Duration appeared, List<Span> runs) {

    public LaneSnapshot {
        runs = List.copyOf(runs);
    }

    /// When the lane's last run ended; when the lane appeared, if it never ran.
    public Duration end() {
        return runs.stream().map(Span::end).reduce(appeared, Snapshot::later);
    }

    /// What a reader is to be told about the lane's end: nothing if all went well.
    String remark() {
        if (runs.isEmpty()) {
            return "never ran";
        }
        return switch (last().ending()) {
            case DONE -> "";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
            case RUNNING -> "still running";
        };
    }

    /// The run that ended last: where runs overlap, it need not be the last to begin.
    private Span last() {
        return runs.stream()
                .reduce((one, next) -> one.end().compareTo(next.end()) > 0 ? one : next)
                .orElseThrow();
    }
}
