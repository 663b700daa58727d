package companion;

import grading.Exercise;
import grading.Launcher;
import grading.Sheet;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// What `./jbang watch` does: grades on every save, and shows the verdict of the exercise that is
/// being worked on. It knows neither the terminal nor the file system's events: saves and keys
/// come as [Event]s from any thread, and what is to be seen goes to a [Display].
final class Watch implements AutoCloseable {

    /// What happens around us.
    sealed interface Event {
        /// A file among the answers was written; by its name.
        record Saved(String file, long nanoTime) implements Event {}

        record Key(char key) implements Event {}

        /// @param took the time since the save, or null if there was none
        record Graded(long grading, Sheet sheet, Duration took)
                implements Event {}

        /// A sheet that is not to be shown now.
        record Known(Sheet sheet) implements Event {}

        record Listed(long grading, String text) implements Event {}

        record Broken(long grading, Exception problem) implements Event {}

        record Redraw() implements Event {}

        record Quit() implements Event {}
    }

    /// Where it is shown.
    interface Display {
        void show(View view);
    }

    /// What is to be seen.
    ///
    /// @param exercise the one that is being worked on
    /// @param sheet    what came of it, or null while nothing has
    /// @param status   when it was graded, or that it is
    /// @param notice   a hint, a list, or whatever else a key has asked for
    record View(Exercise exercise, Sheet sheet, String status, String notice) {}

    /// A burst of saves has ended when this has passed since the last one.
    private static final Duration BURST = Duration.ofMillis(20);

    private final House house;
    private final List<Exercise> exercises;
    private final LearnerGrader learnerGrader;
    private final Display display;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final ExecutorService grader = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("grader").factory());
    private final Map<Exercise, Sheet> sheets = new HashMap<>();

    private Exercise current;
    private Exercise lastSolved;
    private String status = "";
    private String notice = "";
    /// The number of the latest grading; what comes from an older one is not looked at. Written
    /// by one thread alone.
    private volatile long latest;
    private boolean busy;
    private int given;
    /// The file that a reset has written: what the reset has printed stays on the screen.
    private String ownSave;

    Watch(House house, LearnerGrader learnerGrader, Display display) {
        this.house = house;
        this.learnerGrader = learnerGrader;
        this.display = display;
        exercises = house.exercises();
        current = exercises.getFirst();
    }

    /// To be called by any thread.
    void tell(Event event) {
        events.add(event);
    }

    /// Runs until a key or [Event.Quit] ends it. Blocks.
    ///
    /// @param first the exercise to begin with, or null for the first that is not solved
    void run(Exercise first) throws InterruptedException {
        if (first == null) {
            start(this::chooseFirst);
        } else {
            grade(first, null);
        }
        draw();
        while (true) {
            var event = events.take();
            switch (event) {
                case Event.Quit() -> {
                    return;
                }
                case Event.Key(var key) when key == 'q' -> {
                    return;
                }
                case Event.Key(var key) -> pressed(key);
                case Event.Saved saved -> saved(saved);
                case Event.Graded graded when graded.grading() == latest ->
                        graded(graded);
                case Event.Listed(var number, var text) when number == latest -> {
                    busy = false;
                    status = "";
                    notice = text;
                }
                case Event.Broken(var number, var problem) when number == latest -> {
                    busy = false;
                    notice = "Could not grade: " + problem.getMessage();
                }
                case Event.Known(var sheet) ->
                        sheets.putIfAbsent(sheet.exercise(), sheet);
                case Event.Redraw() -> {}
                // From a grading that was given up.
                case Event.Graded _ -> {}
                case Event.Listed _ -> {}
                case Event.Broken _ -> {}
            }
            draw();
        }
    }

    private void draw() {
        display.show(new View(current, sheets.get(current), status, notice));
    }

    private void chooseFirst(long number) throws IOException {
        var known = learnerGrader.sheets(exercises);
        for (var sheet : known) {
            tell(new Event.Known(sheet));
        }
        var next = ProgressTable.next(known).orElse(exercises.getFirst());
        tell(new Event.Graded(number, known.get(exercises.indexOf(next)), null));
    }

    private interface Job {
        void run(long number) throws Exception;
    }

    /// Begins a grading, in place of the one that may be going on.
    private void start(Job job) {
        var number = latest + 1;
        latest = number;
        if (busy) {
            learnerGrader.cancel();
        }
        busy = true;
        grader.execute(() -> {
            try {
                // A later save may have come while it waited for the one before it to end.
                if (number == latest) {
                    job.run(number);
                }
            } catch (Exception e) {
                tell(new Event.Broken(number, e));
            }
        });
    }

    private void grade(Exercise exercise, Long saved) {
        current = exercise;
        status = "grading ...";
        start(number -> tell(new Event.Graded(number, learnerGrader.graded(exercise),
                saved == null ? null : since(saved))));
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private void saved(Event.Saved saved) throws InterruptedException {
        // Editors write more than once, and a formatter once more. The last text counts.
        var files = new HashSet<String>();
        files.add(saved.file());
        var others = new ArrayList<Event>();
        for (Event next; (next = events.poll(BURST.toMillis(),
                TimeUnit.MILLISECONDS)) != null;) {
            if (next instanceof Event.Saved again) {
                files.add(again.file());
            } else {
                others.add(next);
                break;
            }
        }
        if (!files.contains(ownSave)) {
            notice = "";
        }
        ownSave = null;
        // A file of no exercise is a helper's: of the answer that is being worked on.
        grade(exercises.stream()
                .filter(exercise -> files.contains(exercise.className() + ".java"))
                .findFirst().orElse(current), saved.nanoTime());
        others.forEach(this::tell);
    }

    private void graded(Event.Graded graded) {
        busy = false;
        var sheet = graded.sheet();
        current = sheet.exercise();
        var before = sheets.put(current, sheet);
        status = "verdict " + ++given + ", at "
                + LocalTime.now().truncatedTo(ChronoUnit.SECONDS)
                + (graded.took() == null
                        ? ""
                        : ", %.2f s after the save"
                                .formatted(graded.took().toMillis() / 1000.0));
        if (sheet.isSolved() && before != null && !before.isSolved()) {
            moveOn(current);
        }
    }

    private void moveOn(Exercise solved) {
        var next = open(exercises.subList(exercises.indexOf(solved), exercises.size()))
                .or(() -> open(exercises));
        var done = "Solved: " + solved + ". How we did it: s, or "
                + Launcher.command("solution " + solved.number()) + "\n";
        if (next.isPresent()) {
            current = next.get();
            notice = done + "Now " + current + ". " + current.begin() + ".\n";
        } else {
            notice = done + "All are solved.\n";
        }
        lastSolved = solved;
    }

    private Optional<Exercise> open(List<Exercise> some) {
        return some.stream().filter(exercise -> !isSolved(exercise)).findFirst();
    }

    private boolean isSolved(Exercise exercise) {
        var sheet = sheets.get(exercise);
        return sheet != null && sheet.isSolved();
    }

    private void pressed(char key) {
        notice = "";
        try {
            switch (key) {
                case 'h' -> notice = Hints.of(house, current).next();
                case 'f' -> notice = otherFailures();
                case 'n' -> {
                    var index = exercises.indexOf(current) + 1;
                    grade(exercises.get(index % exercises.size()), null);
                }
                case 'r' -> {
                    notice = Reset.report(house, current);
                    ownSave = current.className() + ".java";
                }
                case 's' -> {
                    var of = isSolved(current) || lastSolved == null
                            ? current
                            : lastSolved;
                    notice = isSolved(of)
                            ? SolutionCommand.shown(house, of, 0)
                            : "Not yet: " + of
                                    + " is not solved. All the same: "
                                    + Launcher.command("solution " + of.number()
                                            + " --peek")
                                    + "\n";
                }
                case 'l' -> list(() -> learnerGrader.sheets(exercises));
                case 'c' -> list(() -> {
                    var all = new ArrayList<Sheet>();
                    for (var exercise : exercises) {
                        all.add(learnerGrader.graded(exercise));
                    }
                    return all;
                });
                case '\n', '\r', ' ' -> grade(current, null);
                default -> notice = Character.isISOControl(key)
                        ? "There is no such key here.\n"
                        : "There is no key '" + key + "' here.\n";
            }
        } catch (Exception e) {
            notice = e.getMessage() + "\n";
        }
    }

    private String otherFailures() {
        var sheet = sheets.get(current);
        if (sheet == null || sheet.otherFailures().isEmpty()) {
            return "There is no other failure.\n";
        }
        return "Also failing:\n" + sheet.otherFailures().stream()
                .map(grade -> "  " + grade.test().inWords() + "\n")
                .collect(Collectors.joining());
    }

    private void list(Callable<List<Sheet>> sheetsOfAll) {
        status = "grading ...";
        start(number -> tell(new Event.Listed(number,
                ProgressTable.of(sheetsOfAll.call()))));
    }

    @Override
    public void close() {
        grader.shutdownNow();
        learnerGrader.close();
    }
}
