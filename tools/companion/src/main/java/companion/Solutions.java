package companion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The answers that come with the workbook: ours, others in other styles, and mistakes.
final class Solutions {

    private Solutions() {}

    /// One of them: a file that begins with comments about itself.
    ///
    /// @param style the folder's name
    /// @param about the comments, without their slashes
    /// @param code  the rest
    record Text(String style, Path file, List<String> about, String code) {

        /// What stands behind `label:` in the comments.
        String about(String label) {
            return about.stream().filter(line -> line.startsWith(label + ": "))
                    .findFirst()
                    .map(line -> line.substring(label.length() + 2)).orElse("");
        }
    }

    static Text reference(House house, Exercise exercise) throws IOException {
        return text(house.root().resolve("solutions/src/main/java/workbook")
                .resolve(exercise.className() + ".java"));
    }

    /// @param kind `alternatives` or `mistakes`
    static List<Text> all(House house, String kind, Exercise exercise)
            throws IOException {
        var texts = new ArrayList<Text>();
        var folder = house.root().resolve("solutions").resolve(kind)
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
