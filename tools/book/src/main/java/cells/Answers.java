package cells;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The answers to the questions at the end of a chapter. They stand in a file of their own, so
/// that nobody reads them too early: below the heading of the step, each begins with its number
/// and its letter, `**2: b.**`.
final class Answers {

    private static final Pattern ANSWER = Pattern.compile(
            "\\*\\*(\\d): [a-z]\\.\\*\\*.*?(?=\\n\\s*\\n\\*\\*\\d: |\\z)",
            Pattern.DOTALL);

    private Answers() {}

    /// The answers to a chapter's questions, as Markdown, in their order.
    ///
    /// @param file a chapter's; the answers lie beside it. Without such a file there are none.
    static List<String> read(Path file, int chapter) throws IOException {
        try {
            return of(Files.readString(file.resolveSibling("ANSWERS.md")), chapter);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    static List<String> of(String text, int chapter) {
        var section = Pattern.compile("(?ms)^## Step " + chapter + "$(.*?)(?=^## |\\z)")
                .matcher(text.replace("\r\n", "\n"));
        if (!section.find()) {
            return List.of();
        }
        var answers = new ArrayList<String>();
        var answer = ANSWER.matcher(section.group(1).strip());
        while (answer.find()) {
            answers.add(answer.group().strip());
        }
        return answers;
    }
}
