package companion;

import grading.AnswerCompiler;
import grading.Exercise;
import grading.Folders;
import grading.Graders;
import grading.WrongUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The workbook's folder, and what the companion finds and keeps in it.
public record House(Path root) {

    private static final Pattern CHAPTER = Pattern.compile("Step(\\d+)\\.java");

    /// The house that this JVM was started for.
    public static House here() {
        return new House(
                Path.of(System.getProperty("workbook.root", "")).toAbsolutePath());
    }

    /// The exercises and practice tasks, in the order in which one learns.
    public List<Exercise> exercises() {
        return Exercise.all(root);
    }

    /// The exercise or practice task of this number, like `2` or `2.4`.
    ///
    /// @throws WrongUsage if there is none
    public Exercise exercise(String number) {
        return Exercise.numbered(root, number);
    }

    /// The numbers of the chapters.
    public List<Integer> chapters() {
        try (var files = Files.list(root.resolve("chapters"))) {
            return files.map(file -> CHAPTER.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches).map(name -> Integer.valueOf(name.group(1)))
                    .sorted().toList();
        } catch (IOException e) {
            throw new WrongUsage(
                    "There are no chapters in " + root + ": " + e.getMessage());
        }
    }

    /// A chapter's path in the workbook's folder.
    ///
    /// @throws WrongUsage if there is none of this number
    public Path chapter(int number) {
        if (!chapters().contains(number)) {
            throw new WrongUsage("There is no chapter " + number
                    + ": they are numbered 1 to " + chapters().size() + ".");
        }
        return Path.of("chapters", "Step" + number + ".java");
    }

    /// The classes of the packages that all chapters share. Compiles them where that was not
    /// done since they were changed last.
    ///
    /// @throws WrongUsage if they do not compile
    public Path packages() throws IOException {
        var sources = new ArrayList<Path>();
        for (var name : List.of("git", "playground", "timeline")) {
            try (var files = Files.list(root.resolve("chapters").resolve(name))) {
                files.filter(file -> file.toString().endsWith(".java")).sorted()
                        .forEach(sources::add);
            }
        }
        var classes = work().resolve("chapters-" + Graders.hash(sources));
        if (!Files.exists(classes)) {
            Folders.createWhole(classes, half -> {
                var problems =
                        AnswerCompiler.compile(sources, half, List.of(), List.of());
                if (!problems.isEmpty()) {
                    throw new WrongUsage("The chapters' packages do not compile:\n"
                            + String.join("\n", problems));
                }
            });
        }
        return classes;
    }

    /// What can be made again at any time: classes, sheets, which hints were shown.
    public Path work() {
        return root.resolve("tools/companion/target/work");
    }

    /// Where the learner's answers are, some of them in a folder in there.
    public Path answers() {
        return root.resolve("exercises/src/main/java/workbook");
    }

    /// Where a learner's text goes when a stub is reset. Never deleted by us.
    Path backups() {
        return root.resolve("exercises/backups");
    }
}
