package workbook.practice;

import java.util.concurrent.ConcurrentMap;

public class VisitCounter {

    private final ConcurrentMap<String, Integer> counts;

    public VisitCounter(ConcurrentMap<String, Integer> counts) {
        this.counts = counts;
    }

    public void visit(String page) {
        // Why merge: the map itself checks and writes, and lets no other thread
        // change this key in between. Two safe calls in a row are not one safe call.
        counts.merge(page, 1, Integer::sum);
    }
}
