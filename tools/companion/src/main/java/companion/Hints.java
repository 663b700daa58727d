package companion;

import grading.Exercise;
import grading.WrongUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// An exercise's hints, level by level, and how many of them were shown.
///
/// @param levels the texts, from a question to the shape of the answer
public record Hints(Exercise exercise, Path shownFile, List<String> levels) {

    public static Hints of(House house, Exercise exercise) throws IOException {
        var levels = new ArrayList<String>();
        for (var section : Files.readString(exercise.hints()).split("(?m)^## \\d+\\R")) {
            levels.add(section.strip());
        }
        return new Hints(exercise, shownFile(house, exercise),
                levels.subList(1, levels.size()));
    }

    private static Path shownFile(House house, Exercise exercise) {
        return house.work().resolve("hints").resolve(exercise.className());
    }

    /// The next hint is the first again.
    static void startOver(House house, Exercise exercise) throws IOException {
        Files.deleteIfExists(shownFile(house, exercise));
    }

    /// How many levels were shown already.
    public int shown() throws IOException {
        try {
            return Files.exists(shownFile)
                    ? Math.clamp(Integer.parseInt(Files.readString(shownFile).strip()), 0,
                            levels.size())
                    : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /// The next level that was not shown yet; the last one again when all were.
    public String next() throws IOException {
        return level(Math.min(shown() + 1, levels.size()));
    }

    /// This level, from 1; it counts as shown.
    String level(int level) throws IOException {
        if (level < 1 || level > levels.size()) {
            throw new WrongUsage("There is no hint " + level + " for " + exercise
                    + ": they are numbered 1 to " + levels.size() + ".");
        }
        Files.createDirectories(shownFile.getParent());
        Files.writeString(shownFile, String.valueOf(Math.max(shown(), level)));
        return "Hint " + level + " of " + levels.size() + " for " + exercise + "\n\n"
                + levels.get(level - 1) + "\n";
    }
}
