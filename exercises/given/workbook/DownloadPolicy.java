package workbook;

import java.time.Duration;

/// How to download.
///
/// @param maxConcurrent  the most requests in flight at the same time; 1 or more
/// @param maxRetries     the most retries of one URI, after its first attempt; 0 or more
/// @param attemptTimeout the most that one attempt may take, its body included
/// @param backoff        how long to wait before each retry
public record DownloadPolicy(
        int maxConcurrent, int maxRetries, Duration attemptTimeout, Backoff backoff) {

    public DownloadPolicy {
        if (maxConcurrent < 1 || maxRetries < 0 || !attemptTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "maxConcurrent >= 1, maxRetries >= 0 and a "
                            + "positive attemptTimeout are needed, not " + maxConcurrent
                            + ", "
                            + maxRetries + " and " + attemptTimeout);
        }
    }
}
