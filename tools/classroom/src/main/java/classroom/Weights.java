package classroom;

import grading.Exercise;
import grading.Sheet;
import grading.WrongUsage;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/// How many marks each star of an exercise is worth. A star counts only with those below it.
///
/// @param stars from an exercise's number to its marks: for its first star, the second, the third
public record Weights(Map<String, List<BigDecimal>> stars) {

    /// One mark for every star, of which an exercise has three, and a practice task one.
    public static final Weights DEFAULT = new Weights(Map.of());

    private static final int MOST_STARS = 3;

    /// Reads a file of lines like `3 = 2, 1, 0.5`, as in a Java properties file. An exercise that it
    /// does not name keeps the default.
    ///
    /// @param exercises those that there are
    /// @throws WrongUsage if it cannot be read, or says something else
    public static Weights read(Path file, List<Exercise> exercises) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(
                    Files.readString(file, StandardCharsets.UTF_8)));
        } catch (IOException | IllegalArgumentException e) {
            throw new WrongUsage("Cannot read the weights in " + file + ": " + e + ".");
        }
        var stars = new HashMap<String, List<BigDecimal>>();
        for (var number : properties.stringPropertyNames()) {
            var exercise = exercises.stream()
                    .filter(one -> one.number().equals(number)).findFirst()
                    .orElseThrow(() -> wrong(file, number, "there is no such exercise"));
            stars.put(number, marks(file, number, properties.getProperty(number),
                    starsOf(exercise)));
        }
        return new Weights(Map.copyOf(stars));
    }

    private static int starsOf(Exercise exercise) {
        return exercise.isPractice() ? 1 : MOST_STARS;
    }

    private static List<BigDecimal> marks(Path file, String number, String text,
            int count) {
        var marks = new ArrayList<BigDecimal>();
        for (var part : text.split(",")) {
            // A number with an exponent could be as long as a book when it is written out.
            if (!part.strip().matches("\\d{1,6}(\\.\\d{1,6})?")) {
                throw wrong(file, number, "\"" + part.strip() + "\" is no number like 2 "
                        + "or 0.5");
            }
            marks.add(new BigDecimal(part.strip()));
        }
        if (marks.size() != count) {
            throw wrong(file, number, "it has " + count + " star"
                    + (count == 1 ? "" : "s") + ", and here are marks for "
                    + marks.size());
        }
        return List.copyOf(marks);
    }

    private static WrongUsage wrong(Path file, String number, String why) {
        return new WrongUsage("The weights in " + file + ", exercise " + number + ": "
                + why + ". A line should be like: 3 = 2, 1, 0.5");
    }

    /// The marks of an exercise's stars, one after the other.
    public List<BigDecimal> of(Exercise exercise) {
        return stars.getOrDefault(exercise.number(), Collections.nCopies(
                starsOf(exercise), BigDecimal.ONE));
    }

    /// What an answer has earned.
    public BigDecimal marks(Sheet sheet) {
        return sum(of(sheet.exercise()).subList(0, sheet.stars()));
    }

    /// The most that there is to earn.
    public BigDecimal most(List<Exercise> exercises) {
        return sum(exercises.stream().flatMap(one -> of(one).stream()).toList());
    }

    private static BigDecimal sum(List<BigDecimal> marks) {
        return marks.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
