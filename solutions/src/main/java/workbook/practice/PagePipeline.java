package workbook.practice;

import java.util.List;
import java.util.concurrent.Callable;
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
        // Why one task: the second stage of a page needs the answer of its own first stage, and
        // no other. With both in one task, it waits for nothing else.
        return allAtOnce(pages, page -> summarize.apply(fetch.apply(page)));
    }

    private List<String> allAtOnce(List<String> pages, Stage stage) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = pages.stream().<Callable<String>>map(p -> () -> stage.apply(p));
            return executor.invokeAll(tasks.toList()).stream()
                    .map(Future::resultNow).toList();
        }
    }
}
