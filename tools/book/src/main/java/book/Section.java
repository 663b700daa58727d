package book;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A part of a page, from one heading to the next, as the search knows it.
///
/// @param page    the page's file
/// @param id      the heading's; empty for what stands before the first one
/// @param title   of the page, in plain text
/// @param heading in plain text, or empty
/// @param text    what can be read there, in plain text on one line
public record Section(String page, String id, String title, String heading, String text) {

    private static final Pattern MAIN = Pattern.compile("(?s)<main\\b[^>]*>(.*)</main>");
    private static final Pattern FOLD = Pattern.compile("<(/?)details\\b[^>]*>");
    private static final Pattern HEADING =
            Pattern.compile("(?s)<h([2-6]) id=\"([^\"]*)\"[^>]*>(.*?)</h\\1>");
    private static final Pattern NOT_SEARCHED = Pattern.compile(
            "(?s)<h1\\b.*?</h1>|<svg\\b.*?</svg>|<pre class=\"printed.*?</pre>");
    /// One that may stand between two words. A `span` or a link may stand within one.
    private static final Pattern BLOCK =
            Pattern.compile("</?(?:p|li|td|th|tr|div|pre|label|h\\d|legend)\\b[^>]*>");
    private static final Pattern TAG = Pattern.compile("<[^>]*>");

    /// The sections of one of our pages.
    ///
    /// What a program printed is not searched, as it is different each time; and what is
    /// folded is not, as it would answer a question that the reader has not seen.
    ///
    /// @param html all of the page
    static List<Section> of(String page, String title, String html) {
        var main = MAIN.matcher(html);
        if (!main.find()) {
            throw new IllegalArgumentException(page + " has no main");
        }
        var text = NOT_SEARCHED.matcher(unfolded(main.group(1))).replaceAll(" ");
        var sections = new ArrayList<Section>();
        var heading = HEADING.matcher(text);
        var id = "";
        var name = "";
        var from = 0;
        while (heading.find()) {
            sections.add(new Section(page, id, title, name,
                    plain(text.substring(from, heading.start()))));
            id = heading.group(2);
            name = plain(heading.group(3));
            from = heading.end();
        }
        sections.add(new Section(page, id, title, name, plain(text.substring(from))));
        return sections;
    }

    private static String unfolded(String html) {
        var text = new StringBuilder();
        var fold = FOLD.matcher(html);
        var depth = 0;
        var from = 0;
        while (fold.find()) {
            if (depth == 0) {
                text.append(html, from, fold.start());
            }
            depth += fold.group(1).isEmpty() ? 1 : -1;
            from = fold.end();
        }
        return text.append(html.substring(from)).toString();
    }

    private static String plain(String html) {
        var text = TAG.matcher(BLOCK.matcher(html).replaceAll(" ")).replaceAll("");
        return text.replaceAll("\\s+", " ").strip()
                .replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
                .replace("&#34;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    }
}
