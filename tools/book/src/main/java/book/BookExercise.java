package book;

import java.util.List;

/// An exercise, as the book shows it.
///
/// @param number from 1
/// @param slug   as in the names of its files: `config-reader`
/// @param name   for people: `Config reader`
/// @param guide  Markdown
/// @param answer where the learner writes, from the workbook's folder
/// @param stub   that file's text as shipped; its doc comment is the contract
/// @param hints  Markdown, from a question to the shape of the answer
/// @param tests  the names of its tests
public record BookExercise(int number, String slug, String name, String guide,
        String answer,
        String stub, List<String> hints, List<String> tests) {

    String page() {
        return "exercise-" + number + ".html";
    }

    String guideName() {
        return "exercises/guides/" + number + "-" + slug + ".md";
    }

    String hintsName() {
        return "exercises/hints/" + number + "-" + slug + ".md";
    }

    /// The class's doc comment, as Markdown that needs no Javadoc: what is named is code, and
    /// examples are Java.
    String contract() {
        return String.join("\n", stub.lines().filter(line -> line.startsWith("///"))
                .map(line -> line.substring(Math.min(4, line.length()))).toList())
                .replaceAll("\\[#?([\\w.]+)](?!\\()", "`$1`")
                .replaceAll("(?ms)^```$(.*?)^```$", "```java$1```");
    }

    /// The stub without that comment, which stands beside it.
    String code() {
        return String.join("\n",
                stub.lines().filter(line -> !line.startsWith("///")).toList());
    }
}
