package book;

import java.util.List;
import java.util.Optional;

/// What every page has around its own text.
///
/// @param title    of the page
/// @param about    one sentence, in plain text
/// @param contents the links to all pages
/// @param next     none on the last page
/// @param chapter  the number of the chapter that the page shows, if it is one
/// @param isLive   whether it can be worked on, in the lab
public record Frame(String title, String about, List<Group> contents,
        Optional<Ref> previous, Optional<Ref> next, Optional<Integer> chapter,
        boolean isLive) {

    /// Pages of one kind.
    public record Group(String name, List<Ref> pages) {}

    /// A link to a page.
    ///
    /// @param sign   what it is where there is little room: `5`
    /// @param title  what it is otherwise: `Step 5: not too many at once`
    /// @param isHere whether it leads to the page on which it stands
    public record Ref(String page, String sign, String title, boolean isHere) {}
}
