package workbook.practice;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Fix this. Each page is fetched, and what was fetched is summarized. It works stage by stage:
/// while one slow page is fetched, none of the others is summarized.
///
/// 1. A page is summarized as soon as it is fetched, even if another page is never fetched.
/// 2. No page waits for another in any stage, however many there are.
/// 3. The summaries are in the order of the pages.
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
        // Fix here: what must a page wait for between its two stages?
        return allAtOnce(allAtOnce(pages, fetch), summarize);
    }

    private List<String> allAtOnce(List<String> pages, Stage stage) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = pages.stream().<Callable<String>>map(p -> () -> stage.apply(p));
            return executor.invokeAll(tasks.toList()).stream()
                    .map(Future::resultNow).toList();
        }
    }
}
