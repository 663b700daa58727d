package classroom;

import static classroom.Workbooks.solution;
import static classroom.Workbooks.stub;

import companion.Mistake;
import grading.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Thirty submissions as they come: right, wrong and hostile, in every layout.
final class ClassOfThirty {

    private static final String FIRST = "ConfigReader";

    /// One of each kind, of those that take less time.
    private static final List<String> FEW = List.of("completes-the-tests", "exits",
            "hangs-for-good", "no-compile", "no-zip-to-trust.zip", "nothing", "prints",
            "right-clone", "right-zip.zip", "wrong-1-1");

    private final Path folder;
    /// From a student to its answers, from a class to its text. Those that are missing here could
    /// not be taken.
    private final Map<String, Map<String, String>> answers = new TreeMap<>();

    private ClassOfThirty(Path folder) {
        this.folder = folder;
    }

    /// Writes them into a folder.
    ///
    /// @return from each student that can be graded to its answers, from a class to its text
    static Map<String, Map<String, String>> write(Path folder) throws Exception {
        var thirty = new ClassOfThirty(folder);
        thirty.right();
        thirty.wrong();
        thirty.nothing();
        thirty.hostile();
        return thirty.answers;
    }

    /// Writes ten of them.
    static Map<String, Map<String, String>> writeFew(Path folder) throws Exception {
        var answers = write(folder);
        try (var handedIn = Files.list(folder)) {
            for (var one : handedIn.filter(path -> !FEW.contains(
                    path.getFileName().toString())).toList()) {
                Folders.delete(one);
            }
        }
        answers.keySet().removeIf(student -> FEW.stream()
                .noneMatch(few -> few.replace(".zip", "").equals(student)));
        return answers;
    }

    private void right() throws Exception {
        var all = new LinkedHashMap<String, String>();
        for (var exercise : Workbooks.EXERCISES) {
            all.put(exercise.className(), solution(exercise.className()));
        }
        handIn("right-all", "", all);
        var two = Map.of(FIRST, solution(FIRST), "WorktreeCache",
                solution("WorktreeCache"));
        handIn("right-package", "workbook/", two);
        zipped("right-zip.zip", "handed in/workbook/", two);
        zipped("right-upload/upload.zip", "", Map.of(FIRST, solution(FIRST)));
        var clone = new LinkedHashMap<String, String>();
        for (var exercise : Workbooks.EXERCISES) {
            clone.put(exercise.className(), stub(exercise.className()));
        }
        clone.put("BoundedTaskGroup", solution("BoundedTaskGroup"));
        handIn("right-clone", "exercises/src/main/java/workbook/", clone);
        Workbooks.write(folder.resolve("right-clone/solutions/src/main/java/workbook/"
                + FIRST + ".java"), solution(FIRST));
        handIn("right-sources", "src/main/java/workbook/",
                Map.of("RepoMonitor", solution("RepoMonitor")));
        handIn("right-loose", "", Map.of("ParallelDownloader",
                solution("ParallelDownloader")));
    }

    private void wrong() throws Exception {
        for (var exercise : Workbooks.EXERCISES) {
            var mistakes = Mistake.of(Workbooks.ROOT, exercise.className());
            for (var number : exercise.className().equals(FIRST)
                    ? new int[] {1, 2, 3, 4}
                    : new int[] {1}) {
                var mistake = mistakes.stream().filter(one -> one.gallery() == number)
                        .findFirst().orElseThrow();
                handIn("wrong-" + exercise.number() + "-" + number, "workbook/",
                        Map.of(exercise.className(), mistake.source()));
            }
        }
    }

    private void nothing() throws Exception {
        Files.createDirectories(folder.resolve("nothing"));
        answers.put("nothing", Map.of());
        Workbooks.write(folder.resolve("nothing-of-that-name/Config_reader.java"),
                solution(FIRST));
        answers.put("nothing-of-that-name", Map.of());
        handIn("nothing-in-the-file", "", Map.of(FIRST, ""));
        handIn("nothing-begun", "", Map.of(FIRST, stub(FIRST)));
        handIn("no-compile", "", Map.of(FIRST, stub(FIRST).replace("return", "retrun")
                + "}"));
        Workbooks.zip(folder.resolve("no-zip-to-trust.zip"),
                Map.of("../../ConfigReader.java", solution(FIRST)));
    }

    private void hostile() throws Exception {
        handIn("takes-a-given-name", "", Map.of(FIRST, solution(FIRST)
                + "interface Sleeper { void mine(); }"));
        does("hangs", "new java.util.concurrent.CountDownLatch(1).await();");
        does("hangs-for-good", """
                while (true) {
                    try {
                        new java.util.concurrent.CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        // and again
                    }
                }""");
        does("exits", "System.exit(0);");
        does("halts", "Runtime.getRuntime().halt(0);");
        does("runs-out-of-memory", """
                var all = new java.util.ArrayList<byte[]>();
                while (true) {
                    all.add(new byte[1 << 20]);
                }""");
        does("prints", """
                if (System.setProperty("printed", "once") == null) {
                    var line = "<script>alert(1)</script> ".repeat(40);
                    for (var i = 0; i < 200_000; i++) {
                        System.out.println(line);
                    }
                }
                return null;""");
        does("leaves-threads", """
                for (var i = 0; i < 8; i++) {
                    java.util.concurrent.ForkJoinPool.commonPool().execute(() -> {
                        while (true) {
                            java.util.concurrent.locks.LockSupport.park();
                        }
                    });
                }
                return java.util.Map.of();""");
        does("completes-the-tests", """
                try {
                    var type = Class.forName("grader.GradingExtension");
                    for (var field : type.getDeclaredFields()) {
                        field.setAccessible(true);
                        if (field.get(null) instanceof java.util.Collection<?> all) {
                            all.clear();
                        }
                    }
                } catch (ReflectiveOperationException e) {
                    throw new java.io.IOException(e);
                }
                Runtime.getRuntime().halt(0);
                return java.util.Map.of();""");
    }

    /// An answer to exercise 1 that does this in its only method.
    private void does(String student, String code) throws Exception {
        handIn(student, "", Map.of(FIRST, """
                package workbook;

                public final class ConfigReader {
                    public static java.util.Map<java.nio.file.Path, String> readConfigs(
                            java.util.List<java.nio.file.Path> paths)
                            throws java.io.IOException, InterruptedException {
                        if (paths != null) {
                            %s
                        }
                        return null;
                    }
                }
                """.formatted(code)));
    }

    private void handIn(String student, String place, Map<String, String> texts)
            throws Exception {
        for (var text : texts.entrySet()) {
            Workbooks.write(
                    folder.resolve(student).resolve(place + text.getKey() + ".java"),
                    text.getValue());
        }
        answers.put(student, texts);
    }

    private void zipped(String file, String place, Map<String, String> texts)
            throws Exception {
        var entries = new LinkedHashMap<String, String>();
        texts.forEach((name, text) -> entries.put(place + name + ".java", text));
        Workbooks.zip(folder.resolve(file), entries);
        answers.put(file.replaceFirst("[./].*", ""), texts);
    }
}
