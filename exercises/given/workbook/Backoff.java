package workbook;

import java.time.Duration;

/// How long to wait before a retry.
public interface Backoff {

    /// The wait before retry number `retry`; 1 is the first retry, after the first attempt.
    Duration delay(int retry);

    /// `first`, then twice as long each time, and never longer than `max`.
    ///
    /// @throws IllegalArgumentException if `first` is negative, or longer than `max`
    static Backoff exponential(Duration first, Duration max) {
        if (first.isNegative() || first.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "0 <= first <= max is needed, not first " + first + ", max " + max);
        }
        return retry -> {
            var half = max.dividedBy(2);
            var delay = first;
            for (var i = 1; i < retry && !delay.isZero(); i++) {
                if (delay.compareTo(half) > 0) {
                    return max; // twice as long may be longer than any Duration
                }
                delay = delay.multipliedBy(2);
            }
            return delay;
        };
    }
}
