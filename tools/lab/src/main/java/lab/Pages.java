package lab;

import book.Book;
import book.Books;
import cells.Chapter;
import companion.House;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import notebook.Execution;

/// The pages of the book, alive: nothing was run for them.
final class Pages {

    private final Book book;
    /// Made when they are asked for: to make all of them takes a second.
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    Pages(House house) throws IOException {
        var chapters = new ArrayList<Execution>();
        for (var number : house.chapters()) {
            chapters.add(Execution
                    .notRun(Chapter.read(house.root(), house.chapter(number))));
        }
        book = Books.of(house, chapters);
    }

    /// The page of this name, if there is one.
    Optional<String> text(String name) {
        return Optional.ofNullable(
                texts.computeIfAbsent(name, it -> book.livePage(it).orElse(null)));
    }
}
