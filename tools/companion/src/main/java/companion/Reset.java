package companion;

import grading.Exercise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Brings a stub back.
public final class Reset {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HHmmss");

    private Reset() {}

    /// Puts the stub as shipped in the place of the learner's text, which goes to the backups.
    /// The hints start at 1 again.
    ///
    /// @return the backup, or nothing if there was no text of the learner's
    static Optional<Path> reset(House house, Exercise exercise) throws IOException {
        Hints.startOver(house, exercise);
        if (exercise.isUntouched()) {
            return Optional.empty();
        }
        Optional<Path> backup = Optional.empty();
        if (Files.exists(exercise.stub())) {
            Files.createDirectories(house.backups());
            backup = Optional.of(free(house.backups(), exercise.className() + "-"
                    + LocalDateTime.now().format(TIME)));
            Files.copy(exercise.stub(), backup.get());
        }
        // In one step, so that there is never half a stub.
        var stub = Files.createTempFile(exercise.stub().getParent(), "stub-", ".tmp");
        Files.writeString(stub, exercise.shipped());
        Files.move(stub, exercise.stub(), StandardCopyOption.REPLACE_EXISTING);
        return backup;
    }

    private static Path free(Path folder, String name) {
        var file = folder.resolve(name + ".java");
        for (var i = 2; Files.exists(file); i++) {
            file = folder.resolve(name + "-" + i + ".java");
        }
        return file;
    }

    /// Does the same, and says what was done.
    public static String report(House house, Exercise exercise) throws IOException {
        var existed = Files.exists(exercise.stub());
        return reset(house, exercise)
                .map(backup -> exercise.stubName()
                        + " is as shipped again.\nYour text is in "
                        + house.root().relativize(backup) + "\n")
                .orElse(exercise.stubName() + (existed
                        ? " is as shipped; there is nothing to reset.\n"
                        : " was missing. It is restored, as shipped.\n"));
    }
}
