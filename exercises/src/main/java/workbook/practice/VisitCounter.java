package workbook.practice;

import java.util.concurrent.ConcurrentMap;

/// Fix a counter that loses visits. Many threads count in one map. Each call of a ConcurrentMap is
/// safe by itself; but between the check and the `put`, another thread may check too.
///
/// 1. Two threads may visit a page for the first time at once: then its count is 2.
/// 2. Two later visits at once add 2.
/// 3. A visit to one page changes no other count.
public class VisitCounter {

    private final ConcurrentMap<String, Integer> counts;

    /// @param counts where the counts are kept; read by other threads at any time
    public VisitCounter(ConcurrentMap<String, Integer> counts) {
        this.counts = counts;
    }

    /// Counts one visit. Called by many threads at once.
    public void visit(String page) {
        // Fix here: check and act must be one step.
        if (!counts.containsKey(page)) {
            counts.put(page, 1);
        } else {
            counts.put(page, counts.get(page) + 1);
        }
    }
}
