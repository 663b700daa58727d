// Different: a task for each stage of each page; the second waits for its own first. Choose it
// where the stages need different executors, or limits of their own.
package workbook.practice;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var summaries = new ArrayList<Future<String>>();
            for (var page : pages) {
                var fetched = executor.submit(() -> fetch.apply(page));
                summaries.add(executor.submit(() -> summarize.apply(fetched.get())));
            }
            var results = new ArrayList<String>();
            for (var summary : summaries) {
                results.add(summary.get());
            }
            return results;
        }
    }
}
