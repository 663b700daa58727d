package book;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import notebook.Execution;

/// Which page of the book stands for which file of the workbook, and for which command.
final class Links {

    static final String INDEX = "index.html";
    static final String TABLES = "tables.html";
    static final String SEARCH = "search.html";

    private final Map<String, String> pages = new LinkedHashMap<>();

    Links(List<Execution> chapters, List<BookExercise> exercises) {
        pages.put("README.md", INDEX);
        pages.put("chapters/README.md", TABLES);
        pages.put("exercises/README.md", INDEX + "#exercises");
        for (var execution : chapters) {
            var number = execution.chapter().number();
            pages.put("chapters/Step" + number + ".java", chapter(number));
        }
        for (var exercise : exercises) {
            exercise.exercise().guideName()
                    .ifPresent(guide -> pages.put(guide, exercise.page()));
            pages.put(exercise.exercise().hintsName(), exercise.page() + "#hints");
            pages.put(exercise.answer(), exercise.page() + "#contract");
            pages.put("./jbang watch " + exercise.number(), exercise.page());
        }
    }

    static String chapter(int number) {
        return "step-" + number + ".html";
    }

    /// The page of this file, or of what this command begins; empty if there is none.
    ///
    /// @param file from the workbook's folder: `chapters/Step5.java`; or `./jbang watch 2.1`
    Optional<String> page(String file) {
        return Optional.ofNullable(pages.get(file));
    }

    /// Whether the book has this page.
    boolean has(String page) {
        return pages.containsValue(page);
    }

    /// Where a link leads. One to a file that has no page leads nowhere.
    ///
    /// @param folder where the Markdown with this link lies, from the workbook's folder
    Optional<String> resolve(String folder, String destination) {
        if (destination.matches("(?i)(https?|mailto):.*")) {
            return Optional.of(destination);
        }
        if (destination.matches("(?i)[a-z][a-z0-9+.-]*:.*")) {
            return Optional.empty();
        }
        if (destination.startsWith("#")) {
            return Optional.of(destination);
        }
        var file =
                Path.of(folder).resolve(destination.replaceFirst("#.*", "")).normalize()
                        .toString().replace('\\', '/');
        return page(file);
    }
}
