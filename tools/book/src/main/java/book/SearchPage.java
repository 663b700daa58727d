package book;

import book.Frame.Ref;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// The page that looks through all others.
///
/// @param index all sections as JSON, which may stand in a `script` element
public record SearchPage(List<Contents> pages, String index) {

    /// These two are on the page of every exercise.
    private static final List<String> EVERYWHERE = List.of("contract", "hints");

    /// A page, and its sections that have a heading of their own.
    public record Contents(Ref page, List<Section> headings) {}

    /// @param pages in their order
    /// @param all   the sections of all pages
    static SearchPage of(List<Ref> pages, List<Section> all) {
        return new SearchPage(pages.stream()
                .map(page -> new Contents(page, all.stream()
                        .filter(section -> section.page().equals(page.page()))
                        .filter(section -> !section.heading().isEmpty()
                                && !EVERYWHERE.contains(section.id()))
                        .toList()))
                .toList(), json(all));
    }

    private static String json(List<Section> all) {
        try {
            // Only "<" could end the element, or begin a comment in it.
            return JSON.std.asString(all).replace("<", "\\u003c");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
