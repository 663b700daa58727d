package book;

import cells.Cell.Kind;
import cells.Chapter;
import companion.House;
import engine.CellOutput;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.tools.ToolProvider;
import notebook.Execution;
import notebook.Execution.Executed;

/// The book of this workbook, all its texts as they are, made without running a chapter: what
/// its cells gave is made up, and is of every kind, and hostile.
public final class SampleBook {

    /// Nothing of it may work on a page.
    public static final String HOSTILE =
            "</samp></pre><script>document.title='taken'</script>"
                    + "<img src=x onerror=alert(1)>&lt; \u001b[31mred\u001b[0m \0 \u202eturned";

    static final Path WORKBOOK = Path.of("../..").toAbsolutePath().normalize();

    private SampleBook() {}

    /// @param svg the timeline of every cell
    public static Book of(String svg) throws Exception {
        var house = new House(WORKBOOK);
        var picture = new CellOutput.Picture(svg, "", 0);
        var chapters = new ArrayList<Execution>();
        for (var number : house.chapters()) {
            var cells = new ArrayList<Executed>();
            for (var cell : Chapter.read(house.root(), house.chapter(number)).cells()) {
                cells.add(new Executed(cell, cell.kind() != Kind.RUN
                        ? List.of()
                        : List.of(
                                new CellOutput.Text("\n  before " + HOSTILE + "\n\n",
                                        false),
                                new CellOutput.Text("oh <dear>\n", true), picture,
                                new CellOutput.Text("\n", false),
                                new CellOutput.Failure("java.io.IOException", HOSTILE,
                                        List.of("at " + HOSTILE), 0, 0))));
            }
            chapters.add(new Execution(
                    Chapter.read(house.root(), house.chapter(number)), cells));
        }
        return Books.of(house, chapters);
    }

    /// A timeline as a chapter draws it. The companion is built without the chapters.
    ///
    /// @param classes an empty folder
    public static String timeline(Path classes) throws Exception {
        try (var sources = Files.list(WORKBOOK.resolve("chapters/timeline"))) {
            var arguments = new ArrayList<>(List.of("-d", classes.toString()));
            sources.map(Path::toString).forEach(arguments::add);
            ToolProvider.getSystemJavaCompiler().run(null, null, null,
                    arguments.toArray(String[]::new));
        }
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            var type = loader.loadClass("timeline.Timeline");
            var timeline = type.getConstructor(String.class).newInstance(HOSTILE);
            var run = type.getMethod("run", String.class, Callable.class);
            run.invoke(timeline, "works", (Callable<Integer>) () -> 1);
            try {
                run.invoke(timeline, HOSTILE, (Callable<Integer>) () -> {
                    throw new java.io.IOException("fails");
                });
            } catch (java.lang.reflect.InvocationTargetException e) {
                // It is drawn.
            }
            return (String) type.getMethod("svg").invoke(timeline);
        }
    }
}
