// Different: read, and write only if nothing has changed since (compare and set); else read
// again. This is how merge works inside many maps. Write it yourself where the new value is
// slow to compute and must not be computed under the map's lock.
package workbook.practice;

import java.util.concurrent.ConcurrentMap;

public class VisitCounter {

    private final ConcurrentMap<String, Integer> counts;

    public VisitCounter(ConcurrentMap<String, Integer> counts) {
        this.counts = counts;
    }

    public void visit(String page) {
        while (true) {
            var before = counts.putIfAbsent(page, 1);
            if (before == null || counts.replace(page, before, before + 1)) {
                return;
            }
        }
    }
}
