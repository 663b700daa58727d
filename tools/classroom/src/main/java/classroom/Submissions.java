package classroom;

import grading.Exercise;
import grading.WrongUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Finds submissions, and copies what matters of one.
final class Submissions {

    /// Where answers may lie in a folder or a zip, or in one folder in there. If an exercise has
    /// several, the first place counts.
    private static final List<String> PLACES = List.of("", "workbook/",
            "src/main/java/workbook/", "exercises/src/main/java/workbook/");

    private Submissions() {}

    /// A submission that has not been read yet.
    ///
    /// @param student as [Submission#student]
    /// @param path    a folder or a zip
    record Found(String student, Path path) {}

    /// The submissions in these folders: each folder or zip that holds answers itself, else each
    /// folder and zip in it; in the order of their names.
    ///
    /// @throws WrongUsage if one of them is not there, or is no folder or zip
    static List<Found> find(List<Path> folders, List<Exercise> exercises)
            throws IOException {
        var paths = new ArrayList<Path>();
        for (var folder : folders) {
            var path = folder.toAbsolutePath().normalize();
            if (!Files.exists(path)) {
                throw new WrongUsage("There is no " + folder + ".");
            }
            if (!Files.isDirectory(path) && !Handed.isZip(path)) {
                throw new WrongUsage(folder + " is no folder and no zip.");
            }
            paths.addAll(Files.isDirectory(path) && !holdsAnswers(path, exercises)
                    ? in(path)
                    : List.of(path));
        }
        var found = new ArrayList<Found>();
        var names = new HashSet<String>();
        for (var path : paths.stream().distinct().toList()) {
            found.add(new Found(unique(name(path), names), path));
        }
        found.sort(Comparator.comparing(Found::student));
        return found;
    }

    private static boolean holdsAnswers(Path folder, List<Exercise> exercises) {
        return exercises.stream().anyMatch(exercise -> places(exercise)
                .anyMatch(name -> Files.exists(folder.resolve(name))));
    }

    /// The submissions in a folder; the folder itself if it holds no folder or zip.
    private static List<Path> in(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            var submissions = files
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(file -> Handed.isZip(file)
                            || Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted().toList();
            return submissions.isEmpty() ? List.of(folder) : submissions;
        }
    }

    private static String name(Path path) {
        var name = path.getFileName() == null ? "" : path.getFileName().toString();
        return Handed.isZip(path) ? name.substring(0, name.length() - 4) : name;
    }

    /// A name that any file system takes, and that no other submission has.
    static String unique(String name, HashSet<String> names) {
        var safe = Normalizer.normalize(name, Normalizer.Form.NFC)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}.@_-]+", " ").strip()
                .replaceAll("^[^\\p{L}\\p{N}]+|[. ]+$", "");
        // Most file systems take 255 bytes.
        safe = safe.codePoints().limit(50).collect(StringBuilder::new,
                StringBuilder::appendCodePoint, StringBuilder::append).toString();
        if (safe.isBlank()
                || safe.matches("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?")) {
            safe = ("student " + safe).strip();
        }
        var free = safe;
        for (var i = 2; !names.add(free.toLowerCase(Locale.ROOT)); i++) {
            free = safe + "-" + i;
        }
        return free;
    }

    private static Stream<String> places(Exercise exercise) {
        var name = exercise.className() + ".java";
        return PLACES.stream().flatMap(place -> exercise.isPractice() && !place.isEmpty()
                ? Stream.of(place + "practice/" + name)
                : Stream.of(place + name));
    }

    /// Copies the answers to these exercises, and what they may need, to `into`. Blocks until that
    /// is done.
    ///
    /// @param into a folder that is not there yet
    /// @throws Refused if nothing of it can be graded
    static Submission copy(Found found, List<Exercise> exercises, Path into)
            throws IOException, Refused {
        try (var handed = Handed.open(found.path())) {
            var zips = handed.names().stream()
                    .filter(name -> Handed.isZip(found.path().resolve(name))).toList();
            // Some systems put what was uploaded into a folder.
            if (zips.size() == 1 && exercises.stream()
                    .allMatch(one -> candidates(handed, one).isEmpty())) {
                try (var zip = Handed.open(found.path().resolve(zips.getFirst()))) {
                    return new SubmissionCopy(zip, into).of(found.student(), exercises);
                }
            }
            return new SubmissionCopy(handed, into).of(found.student(), exercises);
        }
    }

    /// The names of an exercise's answers, the one that counts first.
    static List<String> candidates(Handed handed, Exercise exercise) {
        var places = places(exercise).toList();
        var names = new TreeMap<Integer, List<String>>();
        for (var name : handed.names()) {
            var top = name.substring(0, name.indexOf('/') + 1);
            var place = places.indexOf(name);
            // A clone has our answers too.
            if (place < 0 && !top.equals("solutions/")) {
                var inside = places.indexOf(name.substring(top.length()));
                place = inside < 0 ? inside : places.size() + inside;
            }
            if (place >= 0) {
                names.computeIfAbsent(place, _ -> new ArrayList<>()).add(name);
            }
        }
        return names.values().stream().flatMap(List::stream).toList();
    }
}
