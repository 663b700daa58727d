// Different: mapConcurrent, with a limit above the number of pages, so that no page waits; it
// keeps the order of the stream anyway. Choose it inside a stream, for functions that throw
// nothing checked.
package workbook.practice;

import java.util.List;
import java.util.stream.Gatherers;

public class PagePipeline {

    public interface Stage {
        String apply(String page) throws InterruptedException;
    }

    private final Stage fetch;
    private final Stage summarize;

    public PagePipeline(Stage fetch, Stage summarize) {
        this.fetch = fetch;
        this.summarize = summarize;
    }

    public List<String> summaries(List<String> pages) throws Exception {
        return pages.stream()
                .gather(Gatherers.mapConcurrent(pages.size() + 1, this::summary))
                .toList();
    }

    private String summary(String page) {
        try {
            return summarize.apply(fetch.apply(page));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
