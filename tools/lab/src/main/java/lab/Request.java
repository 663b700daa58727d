package lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// What a page has sent.
///
/// @param values of a JSON object
record Request(Map<String, Object> values) {

    /// @throws IllegalArgumentException if it is missing or no number, as below
    int number(String name) {
        if (values.get(name) instanceof Integer number && number >= 0) {
            return number;
        }
        throw new IllegalArgumentException(name + " has to be a number");
    }

    String text(String name) {
        if (values.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " has to be a text");
    }

    List<Integer> numbers(String name) {
        if (values.get(name) instanceof List<?> list
                && list.stream()
                        .allMatch(one -> one instanceof Integer number && number >= 0)) {
            return list.stream().map(Integer.class::cast).toList();
        }
        throw new IllegalArgumentException(name + " has to be a list of numbers");
    }

    Map<Integer, String> edits() {
        var edits = new HashMap<Integer, String>();
        texts("edits")
                .forEach((cell, source) -> edits.put(Integer.valueOf(cell), source));
        return edits;
    }

    Map<String, String> answers() {
        return texts("answers");
    }

    /// The options of a lesson: those that are given.
    ///
    /// @throws IllegalArgumentException if one is no number, or out of its range
    ChapterRoom.Use use() {
        return new ChapterRoom.Use(optional("latency"), optional("worktrees"));
    }

    private OptionalInt optional(String name) {
        return values.get(name) == null
                ? OptionalInt.empty()
                : OptionalInt.of(number(name));
    }

    private Map<String, String> texts(String name) {
        var texts = new HashMap<String, String>();
        if (values.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> texts.put(key.toString(), value.toString()));
        }
        return texts;
    }
}
