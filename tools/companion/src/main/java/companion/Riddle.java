package companion;

import grading.Exercise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/// A wrong answer, for the reader to say which test catches it.
///
/// @param source  the whole wrong answer, without comments
/// @param choices names of tests, with the right one among them
public record Riddle(Mistake mistake, String source, List<String> choices) {

    private static final int CHOICES = 4;

    /// The riddles of an exercise's gallery. Blocks until git has applied their patches.
    ///
    /// @throws IOException if a patch does not apply
    public static List<Riddle> of(House house, Exercise exercise)
            throws IOException, InterruptedException {
        var gallery = gallery(Mistake.of(house.root(), exercise.className()));
        var riddles = new ArrayList<Riddle>();
        for (var mistake : gallery) {
            riddles.add(of(mistake, gallery));
        }
        return riddles;
    }

    /// @param gallery the tests to choose from are theirs
    static Riddle of(Mistake mistake, List<Mistake> gallery)
            throws IOException, InterruptedException {
        return new Riddle(mistake, withoutComments(mistake.source()),
                choices(mistake, gallery));
    }

    /// The best mistakes, in the order of the contract.
    static List<Mistake> gallery(List<Mistake> mistakes) {
        return mistakes.stream().filter(mistake -> mistake.gallery() > 0)
                .sorted(Comparator.comparing(Mistake::gallery)).toList();
    }

    /// The comments of the right answer would contradict it.
    private static String withoutComments(String source) {
        return source.lines().filter(line -> !line.strip().startsWith("//"))
                .collect(Collectors.joining("\n")).strip() + "\n";
    }

    /// The test that catches it among others of the gallery: always the same ones, and their order
    /// says nothing.
    static List<String> choices(Mistake mistake, List<Mistake> gallery) {
        var others = new ArrayList<>(gallery.stream().map(Mistake::caughtBy).distinct()
                .filter(test -> !mistake.tests().contains(test)).toList());
        Collections.shuffle(others, new Random(mistake.name().hashCode()));
        var choices = new ArrayList<>(
                others.subList(0, Math.min(CHOICES - 1, others.size())));
        choices.add(mistake.caughtBy());
        Collections.sort(choices);
        return choices;
    }
}
