// Different: compute, which also gives the function the key. merge says it in fewer words.
package workbook.practice;

import java.util.concurrent.ConcurrentMap;

public class VisitCounter {

    private final ConcurrentMap<String, Integer> counts;

    public VisitCounter(ConcurrentMap<String, Integer> counts) {
        this.counts = counts;
    }

    public void visit(String page) {
        counts.compute(page, (_, count) -> count == null ? 1 : count + 1);
    }
}
