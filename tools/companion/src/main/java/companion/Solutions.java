package companion;

import grading.Exercise;
import grading.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The right answers that come with the workbook: ours, and others in other styles.
public final class Solutions {

    private Solutions() {}

    /// One of them: a file that begins with comments about itself.
    ///
    /// @param style the folder's name
    /// @param about the comments, without their slashes
    /// @param code  the rest
    public record Text(String style, Path file, List<String> about, String code) {}

    /// Whether the learner may see answers: the exercise is solved, or they insist. If not, says
    /// how to go on.
    ///
    /// @param command what was typed, like `solution 1`
    static boolean mayBeSeen(House house, Exercise exercise, boolean peek, String command)
            throws Exception {
        if (peek) {
            return true;
        }
        try (var grader = new LearnerGrader(house, false)) {
            var sheet = grader.sheets(List.of(exercise)).getFirst();
            if (!sheet.isSolved()) {
                System.err.println("Not yet: " + exercise + " is " + sheet.state().words()
                        + ".\nA hint: " + Launcher.command("hint " + exercise.number())
                        + "\nAll the same: " + Launcher.command(command + " --peek"));
            }
            return sheet.isSolved();
        }
    }

    public static Text reference(House house, Exercise exercise) throws IOException {
        return text(house.root().resolve("solutions/src/main/java")
                .resolve(exercise.sourceName()));
    }

    public static List<Text> alternatives(House house, Exercise exercise)
            throws IOException {
        var texts = new ArrayList<Text>();
        var folder = house.root().resolve("solutions/alternatives")
                .resolve(exercise.className());
        try (var styles = Files.list(folder)) {
            for (var style : styles.filter(Files::isDirectory).sorted().toList()) {
                texts.add(text(style.resolve(exercise.className() + ".java")));
            }
        }
        return texts;
    }

    private static Text text(Path file) throws IOException {
        var lines = Files.readAllLines(file);
        var about = lines.stream().takeWhile(line -> line.startsWith("//")).toList();
        return new Text(file.getParent().getFileName().toString(), file,
                about.stream().map(line -> line.replaceFirst("^// ?", "")).toList(),
                lines.stream().skip(about.size()).collect(Collectors.joining("\n")));
    }
}
