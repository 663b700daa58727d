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
final class Reset {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HHmmss");

    private Reset() {}

    /// Puts the stub as shipped in the place of the learner's text, which goes to the backups.
    ///
    /// @return the backup, or nothing if the stub was untouched already
    static Optional<Path> reset(House house, Exercise exercise) throws IOException {
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

    /// What to tell the learner.
    static String told(House house, Exercise exercise) throws IOException {
        return reset(house, exercise)
                .map(backup -> exercise.stubName()
                        + " is as shipped again.\nYour text is in "
                        + house.root().relativize(backup) + "\n")
                .orElse(exercise.stubName()
                        + " is as shipped; there is nothing to reset.\n");
    }
}
