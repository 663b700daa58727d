package lab;

import book.Highlighter;
import companion.Hints;
import companion.House;
import companion.LearnerGrader;
import companion.Reset;
import companion.Riddle;
import companion.Solutions;
import grading.Exercise;
import grading.Grade;
import grading.Sheet;
import io.methvin.watcher.DirectoryWatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The learner's own files, and their grading: a file may be changed here and in an editor, by
/// turns. Each text has a version. Who saves says which version it was made from; if the file has
/// another one by then, nothing is written.
///
/// One answer is graded at a time. One that is saved meanwhile is graded at once; what went on is
/// given up, and if it was of another exercise, it begins again afterwards.
final class AnswerDesk implements AutoCloseable {

    /// A burst of writes has ended when this has passed since the last one, as in `watch`.
    private static final int BURST_MILLIS = 20;

    private static final int MOST_PRINTED = 20;

    private final House house;
    private final Consumer<Map<String, Object>> events;
    private final LearnerGrader grader;
    private final DirectoryWatcher watcher;
    private final ScheduledExecutorService bursts = Executors
            .newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("saves").factory());
    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private final AtomicLong writes = new AtomicLong();
    /// The versions that were told.
    private final Map<Exercise, String> versions = new HashMap<>();

    private final ExecutorService gradings = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("grader").factory());
    private final Deque<Exercise> waiting = new ArrayDeque<>();
    private Exercise running;
    private final Map<Exercise, Verdict> verdicts = new HashMap<>();
    /// The one that the learner works on.
    private Exercise current;

    /// What came of this version. It says more than a sheet that was kept in a file: what the
    /// compiler reported, what the answer printed.
    private record Verdict(String version, Sheet sheet) {}

    /// Begins to watch the learner's folder.
    ///
    /// @param events hears of changed files and of verdicts
    AnswerDesk(House house, Consumer<Map<String, Object>> events) throws IOException {
        this.house = house;
        this.events = events;
        grader = new LearnerGrader(house, false);
        watcher = DirectoryWatcher.builder().path(house.answers()).fileHashing(true)
                .listener(event -> written(event.path().getFileName().toString()))
                .build();
        watcher.watchAsync();
    }

    /// Editors write more than once, and a formatter once more. The last text counts.
    private void written(String file) {
        if (file.endsWith(".java")) {
            written.add(file);
            var number = writes.incrementAndGet();
            bursts.schedule(() -> {
                if (number == writes.get()) {
                    settled();
                }
                return null;
            }, BURST_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void settled() throws IOException {
        for (var file : Set.copyOf(written)) {
            written.remove(file);
            var exercise = house.exercises().stream()
                    .filter(one -> file.equals(one.className() + ".java")).findFirst();
            if (exercise.isPresent()) {
                changed(exercise.get());
            } else if (current != null) {
                // A helper's, of the answer that is being worked on.
                grade(current);
            }
        }
    }

    /// Tells the pages, and grades, if that was not done for this text.
    private synchronized void changed(Exercise exercise) throws IOException {
        var version = version(bytes(exercise));
        if (!version.equals(versions.put(exercise, version))) {
            tell("file", exercise, Map.of("version", version));
            grade(exercise);
        }
    }

    private void tell(String type, Exercise exercise, Map<String, Object> more) {
        var event = new HashMap<>(more);
        event.put("type", type);
        event.put("number", exercise.number());
        events.accept(event);
    }

    /// The text of the learner's file, and its version. Lines end as the editor ends them.
    synchronized Map<String, Object> file(Exercise exercise) throws IOException {
        var bytes = bytes(exercise);
        versions.putIfAbsent(exercise, version(bytes));
        return Map.of("text", text(bytes).replace("\r\n", "\n"), "version",
                version(bytes));
    }

    /// Missing is like empty: then a reset brings it back.
    private static byte[] bytes(Exercise exercise) throws IOException {
        try {
            return Files.readAllBytes(exercise.stub());
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String version(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// All that a page begins with: the file, the verdict if it is known, how many hints were
    /// shown. Else the verdict comes as an event.
    Map<String, Object> open(Exercise exercise) throws IOException {
        var opened = new LinkedHashMap<>(file(exercise));
        var sheet = verdict(exercise);
        opened.put("sheet", sheet.map(AnswerDesk::told).orElse(null));
        opened.put("hints", Hints.of(house, exercise).shown());
        synchronized (waiting) {
            current = exercise;
        }
        if (sheet.isEmpty()) {
            gradeLater(exercise);
        }
        return opened;
    }

    private Optional<Sheet> verdict(Exercise exercise) throws IOException {
        var known = grader.known(exercise);
        if (known.isEmpty() || !known.get().fails()) {
            return known;
        }
        var version = version(bytes(exercise));
        synchronized (waiting) {
            return Optional.ofNullable(verdicts.get(exercise))
                    .filter(verdict -> verdict.version().equals(version))
                    .map(Verdict::sheet);
        }
    }

    /// Saves the text, unless the file has changed since `base`, and begins to grade it.
    ///
    /// @return the version that the file has now, and its text if nothing was written
    synchronized Map<String, Object> save(Exercise exercise, String text, String base)
            throws IOException {
        var now = bytes(exercise);
        if (!version(now).equals(base)) {
            return file(exercise);
        }
        var lines = text(now).contains("\r\n") ? text.replace("\n", "\r\n") : text;
        // In one step: nobody sees half a text.
        var half = Files.createTempFile(exercise.stub().getParent(), ".lab-", ".tmp");
        try {
            Files.writeString(half, lines);
            Files.move(half, exercise.stub(), StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }
        changed(exercise);
        return Map.of("version", version(bytes(exercise)));
    }

    /// Grades at once. Does not block.
    void grade(Exercise exercise) {
        synchronized (waiting) {
            current = exercise;
            waiting.remove(exercise);
            waiting.addFirst(exercise);
            if (running != null) {
                if (!waiting.contains(running)) {
                    waiting.addLast(running);
                }
                grader.cancel();
            }
        }
        gradings.execute(this::gradeWaiting);
    }

    /// Grades when nothing else waits, unless that is going to happen already. Does not block.
    private void gradeLater(Exercise exercise) {
        synchronized (waiting) {
            if (exercise.equals(running) || waiting.contains(exercise)) {
                return;
            }
            waiting.addLast(exercise);
        }
        gradings.execute(this::gradeWaiting);
    }

    private void gradeWaiting() {
        for (Exercise exercise; (exercise = take()) != null;) {
            tell("grading", exercise, Map.of());
            try {
                var version = version(bytes(exercise));
                var sheet = grader.graded(exercise);
                synchronized (waiting) {
                    verdicts.put(exercise, new Verdict(version, sheet));
                }
                tellUnlessOld("sheet", exercise, told(sheet));
            } catch (IOException | RuntimeException e) {
                tellUnlessOld("broken", exercise,
                        Map.of("text", "Could not grade: " + e.getMessage()));
            }
        }
    }

    private Exercise take() {
        synchronized (waiting) {
            running = waiting.pollFirst();
            return running;
        }
    }

    /// Whoever waits to be graded again gets a newer verdict soon.
    private void tellUnlessOld(String type, Exercise exercise, Map<String, Object> more) {
        synchronized (waiting) {
            if (!waiting.contains(exercise)) {
                tell(type, exercise, more);
            }
        }
    }

    private static Map<String, Object> told(Sheet sheet) {
        var told = new LinkedHashMap<String, Object>();
        told.put("state", sheet.state().words());
        told.put("solved", sheet.isSolved());
        told.put("stars", sheet.stars());
        told.put("allStars", sheet.allStars());
        told.put("points", sheet.points());
        told.put("pointsKept", sheet.pointsKept());
        told.put("passed", sheet.passed());
        told.put("tests", sheet.grades().size());
        told.put("problems", sheet.problems());
        told.put("first", sheet.firstFailure().map(AnswerDesk::told).orElse(null));
        told.put("others", sheet.otherFailures().stream().map(AnswerDesk::told).toList());
        told.put("othersInWords", sheet.others());
        var printed = sheet.printed().lines().toList();
        told.put("printed", String.join("\n",
                printed.subList(Math.max(0, printed.size() - MOST_PRINTED),
                        printed.size())));
        return told;
    }

    private static Map<String, Object> told(Grade grade) {
        return Map.of("test", grade.test().inWords(), "message", grade.message());
    }

    /// How far each exercise is, as one learns, and what is next. What is not known is graded
    /// now, and comes as an event.
    Map<String, Object> way() throws IOException {
        var known = new ArrayList<Sheet>();
        var way = new ArrayList<Map<String, Object>>();
        for (var exercise : house.exercises()) {
            var stop = new LinkedHashMap<String, Object>();
            stop.put("number", exercise.number());
            stop.put("title", exercise.title());
            stop.put("chapter", exercise.after().getLast());
            var sheet = grader.known(exercise);
            stop.put("sheet", sheet.map(AnswerDesk::told).orElse(null));
            sheet.ifPresentOrElse(known::add, () -> gradeLater(exercise));
            way.add(stop);
        }
        var all = new HashMap<String, Object>();
        all.put("exercises", way);
        all.put("isKnown", known.size() == way.size());
        all.put("next", known.size() < way.size()
                ? null
                : Sheet.next(known).map(sheet -> sheet.exercise().number()).orElse(null));
        return all;
    }

    /// Shows one more hint.
    Map<String, Object> hint(Exercise exercise) throws IOException {
        var hints = Hints.of(house, exercise);
        hints.next();
        return Map.of("hints", hints.shown());
    }

    /// Puts the stub back, and keeps the learner's text in a file.
    synchronized Map<String, Object> reset(Exercise exercise) throws IOException {
        var report = Reset.report(house, exercise);
        changed(exercise);
        return Map.of("text", report);
    }

    /// Our answer and other right ones, once the learner has one.
    Map<String, Object> solution(Exercise exercise) throws IOException {
        if (!isSolved(exercise)) {
            return notYet(exercise);
        }
        var others = new ArrayList<Map<String, Object>>();
        for (var other : Solutions.alternatives(house, exercise)) {
            others.add(told(other));
        }
        var told = new LinkedHashMap<>(told(Solutions.reference(house, exercise)));
        told.put("others", others);
        return told;
    }

    private Map<String, Object> told(Solutions.Text text) {
        return Map.of("file", house.root().relativize(text.file()).toString(), "about",
                String.join("\n", text.about()), "html",
                Highlighter.html(text.code().strip()));
    }

    /// Wrong answers as riddles, once the learner has a right one. Blocks until git has made them.
    Map<String, Object> mistakes(Exercise exercise)
            throws IOException, InterruptedException {
        return isSolved(exercise)
                ? Map.of("riddles",
                        Riddle.of(house, exercise).stream().map(AnswerDesk::told)
                                .toList())
                : notYet(exercise);
    }

    private static Map<String, Object> told(Riddle riddle) {
        return Map.of("html", Highlighter.html(riddle.source().strip()), "choices",
                riddle.choices(), "right", riddle.mistake().caughtBy(), "wrong",
                riddle.mistake().wrong(), "diff", riddle.mistake().diff().strip());
    }

    private boolean isSolved(Exercise exercise) throws IOException {
        return grader.known(exercise).filter(Sheet::isSolved).isPresent();
    }

    private Map<String, Object> notYet(Exercise exercise) throws IOException {
        return Map.of("text", "Not yet: " + exercise + " is "
                + grader.known(exercise).map(sheet -> sheet.state().words())
                        .orElse("not graded")
                + ".");
    }

    /// Ends the grading JVMs.
    @Override
    public void close() throws IOException {
        watcher.close();
        bursts.shutdownNow();
        gradings.shutdownNow();
        synchronized (waiting) {
            waiting.clear();
        }
        grader.close();
    }
}
