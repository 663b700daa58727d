package lab;

import book.Book;
import book.Books;
import cells.Chapter;
import companion.House;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import notebook.Execution;

/// The pages of the book, alive: nothing was run for them.
final class Pages {

    private final Map<String, String> texts;

    Pages(House house) throws IOException {
        var chapters = new ArrayList<Execution>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Most of the lab's start is the compiler's, which reads the chapters' cells.
            var tasks = new ArrayList<Callable<Execution>>();
            for (var number : house.chapters()) {
                tasks.add(() -> Execution
                        .notRun(Chapter.read(house.root(), house.chapter(number))));
            }
            for (var read : threads.invokeAll(tasks)) {
                chapters.add(read.get());
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the lab was ended at its start");
        }
        Book book = Books.of(house, chapters);
        texts = book.livePages();
    }

    /// The page of this name, if there is one.
    Optional<String> text(String name) {
        return Optional.ofNullable(texts.get(name));
    }
}
