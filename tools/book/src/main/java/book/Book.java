package book;

import book.Frame.Group;
import book.Frame.Ref;
import cells.Cell.Kind;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import notebook.Execution;
import org.commonmark.node.Heading;

/// The workbook as pages that need nothing: no server, and no other file.
///
/// @param readme    the text of README.md, whose first lines open the book
/// @param tables    the text of chapters/README.md
/// @param chapters  in their order
/// @param exercises in their order
public record Book(String readme, String tables, List<Execution> chapters,
        List<BookExercise> exercises) {

    private static final TemplateEngine TEMPLATES = TemplateEngine.createPrecompiled(null,
            ContentType.Html, Book.class.getClassLoader(), "book.templates");

    public Book {
        chapters = List.copyOf(chapters);
        exercises = List.copyOf(exercises);
    }

    /// Every page's text, by its file's name.
    public Map<String, String> pages() {
        var pages = contentPages(false);
        pages.put(Links.SEARCH, search(pages, false));
        return pages;
    }

    /// One of these pages, for the lab, where the reader works on them; empty if there is none of
    /// this name. The page that searches takes as long as all others.
    public Optional<String> livePage(String name) {
        if (name.equals(Links.SEARCH)) {
            return Optional.of(search(contentPages(true), true));
        }
        var order = order();
        return IntStream.range(0, order.size())
                .filter(i -> order.get(i).page().equals(name)).mapToObj(
                        i -> page(order, i, new Links(chapters, exercises), true))
                .findFirst();
    }

    /// All but the one that searches.
    private Map<String, String> contentPages(boolean live) {
        var links = new Links(chapters, exercises);
        var order = order();
        var pages = new LinkedHashMap<String, String>();
        for (var i = 0; i < order.size(); i++) {
            pages.put(order.get(i).page(), page(order, i, links, live));
        }
        return pages;
    }

    private String search(Map<String, String> pages, boolean live) {
        var order = order();
        var sections = order.stream().flatMap(ref -> Section
                .of(ref.page(), ref.title(), pages.get(ref.page())).stream()).toList();
        return render("search", Map.of("frame",
                new Frame("Search", "Search all pages.", contents(Links.SEARCH),
                        Optional.empty(), Optional.empty(), Optional.empty(), live),
                "text", SearchPage.of(order, sections)));
    }

    private String page(List<Ref> order, int i, Links links, boolean live) {
        var page = order.get(i).page();
        var frame = new Frame(order.get(i).title(), about(page), contents(page),
                i == 0 ? Optional.empty() : Optional.of(order.get(i - 1)),
                i + 1 == order.size()
                        ? Optional.empty()
                        : Optional.of(order.get(i + 1)),
                chapters.stream().map(one -> one.chapter().number())
                        .filter(number -> page.equals(Links.chapter(number)))
                        .findFirst(),
                live);
        return page(page, frame, links);
    }

    private String page(String page, Frame frame, Links links) {
        for (var execution : chapters) {
            if (page.equals(Links.chapter(execution.chapter().number()))) {
                return render("chapter", Map.of("frame", frame, "text",
                        ChapterText.of(execution, links, exercisesAfter(execution))));
            }
        }
        for (var exercise : exercises) {
            if (page.equals(exercise.page())) {
                return render("exercise",
                        Map.of("frame", frame, "text", ExerciseText.of(exercise, links)));
            }
        }
        return page.equals(Links.TABLES)
                ? render("tables", Map.of("frame", frame, "text", tables(links)))
                : render("start", Map.of("frame", frame, "text", start(links)));
    }

    private static String render(String template, Map<String, Object> parameters) {
        var output = new StringOutput();
        TEMPLATES.render(template + ".jte", parameters, output);
        return output.toString();
    }

    /// All pages, as one reads them.
    private List<Ref> order() {
        var order = new ArrayList<Ref>();
        order.add(new Ref(Links.INDEX, "Start", "The parallel I/O workbook", false));
        for (var execution : chapters) {
            order.add(ref(execution));
            exercisesWhoseLastChapterIs(execution)
                    .forEach(exercise -> order.add(ref(exercise)));
        }
        order.add(new Ref(Links.TABLES, "Tables", "All ways side by side", false));
        return order;
    }

    private Stream<BookExercise> exercisesWhoseLastChapterIs(Execution execution) {
        return exercises.stream().filter(exercise -> exercise.exercise().after()
                .getLast() == execution.chapter().number());
    }

    private List<Group> contents(String here) {
        return List.of(new Group("Steps", refs(chapters.stream().map(Book::ref), here)),
                new Group("Exercises",
                        refs(exercises(false).map(Book::ref), here)),
                new Group("", refs(order().stream()
                        .filter(ref -> ref.page().equals(Links.TABLES)), here)));
    }

    /// The practice tasks, or the exercises, by their numbers.
    private Stream<BookExercise> exercises(boolean practice) {
        return exercises.stream()
                .filter(exercise -> exercise.exercise().isPractice() == practice)
                .sorted(Comparator.comparing(BookExercise::number));
    }

    private static List<Ref> refs(Stream<Ref> refs, String here) {
        return refs.map(ref -> new Ref(ref.page(), ref.sign(), ref.title(),
                ref.page().equals(here))).toList();
    }

    private static Ref ref(Execution execution) {
        var number = execution.chapter().number();
        return new Ref(Links.chapter(number), String.valueOf(number),
                "Step " + number + ": " + execution.chapter().title(), false);
    }

    private static Ref ref(BookExercise exercise) {
        return new Ref(exercise.page(), exercise.number(), exercise.exercise().title(),
                false);
    }

    private String about(String page) {
        return order().stream().filter(ref -> ref.page().equals(page))
                .map(ref -> ref.title() + ". Many I/O jobs at once in Java: bounded, "
                        + "cancelled, retried, tested.")
                .findFirst().orElseThrow();
    }

    /// The exercises whose guides name this chapter.
    private List<Ref> exercisesAfter(Execution execution) {
        var file = "chapters/Step" + execution.chapter().number() + ".java";
        return exercises.stream()
                .filter(exercise -> exercise.exercise().isPractice()
                        ? exercise.exercise().after()
                                .contains(execution.chapter().number())
                        : exercise.guide().contains(file))
                .map(Book::ref).toList();
    }

    /// The first page. It shows nothing that was printed: the chapters ask for predictions.
    ///
    /// @param lead     HTML: what the workbook is
    /// @param commands HTML: the first commands
    /// @param way      the same entries as one learns
    public record StartPage(String lead, String commands, List<Entry> chapters,
            List<Entry> practice, List<Entry> exercises, List<Stage> way, Ref tables) {

        /// A chapter, and what comes after it.
        ///
        /// @param asks how many predictions and questions the chapter has
        public record Stage(Entry chapter, long asks, List<Entry> exercises) {}

        /// A page, and what it is about.
        ///
        /// @param about HTML
        public record Entry(Ref page, String title, String about) {}
    }

    private StartPage start(Links links) {
        var markdown = new Markdown(links, "", Links.INDEX);
        var opening = markdown.opening(readme);
        return new StartPage(
                markdown.html(opening.stream().filter(block -> !Markdown.isCode(block))
                        .toList()),
                markdown.html(opening.stream().filter(Markdown::isCode).toList()),
                chapters.stream().map(execution -> entry(execution, links)).toList(),
                entries(exercises(true)), entries(exercises(false)),
                chapters.stream().map(execution -> stage(execution, links)).toList(),
                order().stream().filter(ref -> ref.page().equals(Links.TABLES))
                        .findFirst().orElseThrow());
    }

    private StartPage.Stage stage(Execution execution, Links links) {
        return new StartPage.Stage(entry(execution, links),
                execution.chapter().cells().stream()
                        .filter(cell -> cell.kind() == Kind.PREDICT || cell.isQuestion())
                        .count(),
                entries(exercisesWhoseLastChapterIs(execution)));
    }

    private static StartPage.Entry entry(Execution execution, Links links) {
        return new StartPage.Entry(ref(execution), execution.chapter().title(),
                ChapterText.question(execution,
                        new Markdown(links, "chapters", Links.INDEX)));
    }

    private static List<StartPage.Entry> entries(Stream<BookExercise> exercises) {
        return exercises.map(exercise -> new StartPage.Entry(ref(exercise),
                exercise.name(), Markdown.firstSentence(exercise.about()))).toList();
    }

    /// From the first section on: what stands before it is on the first page.
    private String tables(Links links) {
        var markdown = new Markdown(links, "chapters", Links.TABLES);
        var blocks = markdown.blocks(tables).stream()
                .dropWhile(block -> !(block instanceof Heading heading
                        && heading.getLevel() == 2))
                .toList();
        return markdown.html(blocks);
    }
}
