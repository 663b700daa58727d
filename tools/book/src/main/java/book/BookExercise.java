package book;

import grading.Exercise;
import java.util.List;

/// An exercise or a practice task, as the book shows it.
///
/// @param exercise what the index says of it
/// @param guide    Markdown; empty for a practice task
/// @param stub     the learner's file as shipped; its doc comment is the contract
/// @param hints    Markdown, from a question to the shape of the answer
/// @param tests    the names of its tests
public record BookExercise(Exercise exercise, String guide, String stub,
        List<String> hints, List<String> tests) {

    public String number() {
        return exercise.number();
    }

    public String name() {
        return exercise.name();
    }

    /// Where the learner writes, from the workbook's folder.
    public String answer() {
        return exercise.stubName();
    }

    String page() {
        return (exercise.isPractice() ? "practice-" : "exercise-") + number() + ".html";
    }

    /// The class's doc comment, as Markdown that needs no Javadoc: what is named is code, and
    /// examples are Java.
    String contract() {
        return String.join("\n", stub.lines().filter(line -> line.startsWith("///"))
                .map(line -> line.substring(Math.min(4, line.length()))).toList())
                .replaceAll("\\[#?([\\w.]+)](?!\\()", "`$1`")
                .replaceAll("(?ms)^```$(.*?)^```$", "```java$1```");
    }

    /// The contract without the request that a practice task may begin with.
    String about() {
        return contract().replaceFirst("^(Fix|Write) this\\. ", "");
    }

    /// The stub without that comment, which stands beside it.
    String code() {
        return String.join("\n",
                stub.lines().filter(line -> !line.startsWith("///")).toList());
    }
}
