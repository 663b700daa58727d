package classroom;

import grading.Exercise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Makes our copy of one submission: `0/workbook/ConfigReader.java`, with the helper classes that
/// lie beside it. The copy is always in a folder that is named like the package, so these are
/// found wherever the answer lay.
final class SubmissionCopy {

    static final int MOST_BYTES = 1_000_000;
    private static final int MOST_COPIED = 5_000_000;
    private static final int MOST_FILES = 200;
    private static final int MOST_REMARKS = 12;
    private static final int LONGEST_REMARK = 300;
    private static final int MOST_NAMED = 5;
    private static final Pattern SOURCE =
            Pattern.compile("([\\p{L}\\p{N}_$]+/)*[\\p{L}\\p{N}_$-]+\\.java");

    private final Handed handed;
    private final Path into;
    private final List<String> remarks;
    private final MessageDigest digest = sha256();
    /// From the name of a file to our copy of it, or to the reason why there is none.
    private final Map<String, Path> copies = new HashMap<>();
    private final Map<String, String> reasons = new HashMap<>();
    private long bytes;

    SubmissionCopy(Handed handed, Path into) {
        this.handed = handed;
        this.into = into;
        remarks = new ArrayList<>(handed.remarks());
    }

    Submission of(String student, List<Exercise> exercises) throws IOException {
        var answers = new LinkedHashMap<Exercise, String>();
        for (var exercise : exercises) {
            var names = Submissions.candidates(handed, exercise);
            if (names.isEmpty()) {
                lookForOtherNames(exercise);
            } else {
                answers.put(exercise, names.getFirst());
                compare(names);
            }
        }
        if (answers.isEmpty()) {
            remarks.add(nothingFound());
        }
        var folders = new LinkedHashSet<String>();
        var helped = new LinkedHashSet<String>();
        for (var answer : answers.entrySet()) {
            var folder = folder(answer.getValue());
            folders.add(folder);
            if (!answer.getKey().isPractice()) {
                helped.add(folder);
            }
            copy(answer.getValue(), folder, number(folders, folder)
                    + (answer.getKey().isPractice() ? "/practice/" : "/workbook/"));
        }
        for (var folder : helped) {
            copyHelpers(folder, number(folders, folder) + "/workbook/");
        }
        var files = new LinkedHashMap<String, Path>();
        var refused = new LinkedHashMap<String, String>();
        answers.forEach((exercise, name) -> {
            if (copies.containsKey(name)) {
                files.put(exercise.number(), copies.get(name));
            } else {
                refused.put(exercise.number(), reasons.get(name));
            }
        });
        reasons.values().stream().sorted().forEach(remarks::add);
        return new Submission(student, files, refused, remarks.stream()
                .map(PlainText::oneLine).map(line -> PlainText.cut(line, LONGEST_REMARK))
                .limit(MOST_REMARKS).toList(),
                HexFormat.of().formatHex(digest.digest(), 0, 16));
    }

    private static int number(LinkedHashSet<String> folders, String folder) {
        return List.copyOf(folders).indexOf(folder);
    }

    private static String folder(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private void lookForOtherNames(Exercise exercise) {
        var name = exercise.className() + ".java";
        handed.names().stream()
                .filter(other -> last(other).equalsIgnoreCase(name)
                        && !other.contains("solutions/"))
                .findFirst()
                .ifPresent(other -> remarks.add(
                        "%s was not taken for exercise %s, which is %s, in workbook/ or in no folder."
                                .formatted(other, exercise.number(), name)));
    }

    private String nothingFound() {
        var sources = handed.names().stream().filter(name -> name.endsWith(".java"))
                .toList();
        return sources.isEmpty()
                ? "It holds no Java files."
                : "It holds no answer, but " + sources.stream().limit(MOST_NAMED)
                        .collect(Collectors.joining(", "))
                        + (sources.size() > MOST_NAMED ? ", ..." : "") + ".";
    }

    private void compare(List<String> names) throws IOException {
        var first = content(names.getFirst());
        for (var other : names.subList(1, names.size())) {
            if (!Arrays.equals(first, content(other))) {
                remarks.add("%s is there more than once: %s was graded, and not %s."
                        .formatted(last(other), names.getFirst(), other));
            }
        }
    }

    private byte[] content(String name) throws IOException {
        try {
            return handed.read(name, MOST_BYTES);
        } catch (Refused e) {
            return new byte[0];
        }
    }

    /// The sources that lie beside an answer; below it too, if its folder is that of the package.
    private void copyHelpers(String folder, String copy) throws IOException {
        for (var name : handed.names()) {
            if (name.startsWith(folder)) {
                var rest = name.substring(folder.length());
                if (SOURCE.matcher(rest).matches()
                        && (!rest.contains("/") || folder.endsWith("workbook/"))) {
                    copy(name, folder, copy);
                }
            }
        }
    }

    private void copy(String name, String folder, String copy) throws IOException {
        if (copies.containsKey(name) || reasons.containsKey(name)) {
            return;
        }
        try {
            var content = handed.read(name, MOST_BYTES);
            bytes += content.length;
            if (bytes > MOST_COPIED || copies.size() >= MOST_FILES) {
                throw new Refused("is one too many: at most %d files and %d MB are taken"
                        .formatted(MOST_FILES, MOST_COPIED / 1_000_000));
            }
            var target = copy + name.substring(folder.length());
            var file = into.resolve(target);
            Files.createDirectories(file.getParent());
            Files.write(file, content, StandardOpenOption.CREATE_NEW);
            copies.put(name, file);
            digest(target, content);
        } catch (FileAlreadyExistsException e) {
            refuse(name, "differs from another file only by capital letters");
        } catch (Refused e) {
            refuse(name, e.getMessage());
        }
    }

    private void refuse(String name, String why) {
        reasons.put(name, name + " " + why + ".");
        digest(reasons.get(name), new byte[0]);
    }

    private void digest(String name, byte[] content) {
        digest.update((name + "\n" + content.length + "\n")
                .getBytes(StandardCharsets.UTF_8));
        digest.update(content);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
