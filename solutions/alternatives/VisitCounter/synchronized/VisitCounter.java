// Different: one lock around check and act. It is right as long as no other code writes to
// the map; and visits to different pages wait for each other.
package workbook.practice;

import java.util.concurrent.ConcurrentMap;

public class VisitCounter {

    private final ConcurrentMap<String, Integer> counts;

    public VisitCounter(ConcurrentMap<String, Integer> counts) {
        this.counts = counts;
    }

    public synchronized void visit(String page) {
        counts.put(page, counts.getOrDefault(page, 0) + 1);
    }
}
