package grading;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which tests were asked for: what `-Dtest=` lists, as in `WorktreeCache,RepoMonitor` for all tests
/// of two answers, `WorktreeCacheTest` for those of one class, or
/// `WorktreeCacheTest#aFreshStatusIsServedWithoutLoading`; `*` stands for any letters.
///
/// @param text nothing for all tests
record Selection(String text) {

    /// Which tests of this exercise.
    Predicate<GradedTest> of(Exercise exercise) {
        return test -> text.isBlank() || Stream.of(text.split(","))
                .anyMatch(part -> matches(part.strip(), exercise, test));
    }

    private static boolean matches(String part, Exercise exercise, GradedTest test) {
        var names = part.split("#", 2);
        var type = pattern(names[0]);
        var simple = test.type().substring(test.type().lastIndexOf('.') + 1);
        return Stream.of(test.type(), simple, exercise.className())
                .anyMatch(name -> type.matcher(name).matches())
                && (names.length == 1
                        || pattern(names[1]).matcher(test.name()).matches());
    }

    private static Pattern pattern(String name) {
        return Pattern.compile(Stream.of(name.split("\\*", -1)).map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    }

    /// The exercises that have such a test.
    ///
    /// @throws WrongUsage if there is none
    List<Exercise> exercises(Graders graders) throws IOException {
        var all = Exercise.all(graders.root());
        var selected = new ArrayList<Exercise>();
        for (var exercise : all) {
            if (graders.tests(exercise).stream().anyMatch(of(exercise))) {
                selected.add(exercise);
            }
        }
        if (selected.isEmpty()) {
            throw new WrongUsage(
                    "-Dtest=" + text + " names no test. The answers are "
                            + all.stream().map(Exercise::className).sorted()
                                    .collect(Collectors.joining(", "))
                            + "; one test is named as in WorktreeCache#name.");
        }
        return selected;
    }
}
