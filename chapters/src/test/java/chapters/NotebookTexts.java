package chapters;

import java.nio.file.Files;
import java.nio.file.Path;

/// Holds what the cells of notebooks gave against what the scripts print. Called by
/// `.ci/notebooks`, which takes the texts out of the notebooks.
final class NotebookTexts {

    private NotebookTexts() {}

    /// @param files `StepN.txt` each; the exit code is 1 if one differs from its script
    public static void main(String[] files) throws Exception {
        var differ = 0;
        for (var file : files) {
            var name = Path.of(file).getFileName();
            var transcript = Transcript.parse(Files.readString(
                    Path.of("chapters/src/test/resources/transcripts").resolve(name)));
            var difference = transcript.ofTheCells().firstDifference(
                    Files.readString(Path.of(file)));
            if (difference.isPresent()) {
                differ++;
                System.out.println(name + " differs from what the script prints, in "
                        + difference.get());
            }
        }
        System.out.println(files.length - differ + " of " + files.length
                + " notebooks give what their scripts print.");
        System.exit(files.length > 0 && differ == 0 ? 0 : 1);
    }
}
