package classroom;

import classroom.Submissions.Found;
import companion.OutputFolder;
import grader.JvmEnd;
import grader.Result;
import grading.Exercise;
import grading.Folders;
import grading.Grade;
import grading.Grader;
import grading.Graders;
import grading.Reports;
import grading.Sandbox;
import grading.Sheet;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/// Grades submissions side by side, each in JVMs of its own, and writes what comes of it. The files
/// of a student are written as soon as it is graded: whoever starts again after a kill finds them.
final class ClassGrading {

    private static final Set<String> OF_ALL =
            Set.of("index.html", "grades.json", "grades.csv", "marks.csv");
    private static final int MOST_CHARACTERS = 4_000;
    private static final int MOST_PROBLEMS = 20;

    private final Graders graders;
    private final GradingRun run;
    private final Sandbox sandbox;
    private final OutputFolder output;
    private final Optional<Format> format;
    private final GradeProgress progress;
    /// Where our copies are, for as long as they are needed.
    private final Path work;
    private final Queue<Grader> idle = new ConcurrentLinkedQueue<>();

    /// @param format what is written for a platform, if there is one
    ClassGrading(Graders graders, GradingRun run, Sandbox sandbox, OutputFolder output,
            Optional<Format> format, Path work, GradeProgress progress) {
        this.graders = graders;
        this.run = run;
        this.sandbox = sandbox;
        this.output = output;
        this.format = format;
        this.work = work;
        this.progress = progress;
    }

    /// Grades these. Blocks until all is written.
    ///
    /// @param jobs how many are graded at once
    List<Marked> grade(List<Found> submissions, int jobs) throws Exception {
        output.keepOnly(submissions.stream()
                .flatMap(one -> files(one.student()).stream())
                .collect(Collectors.toSet()));
        var students = new ArrayList<Marked>();
        progress.begin(submissions.size());
        try (var executor = Executors.newFixedThreadPool(jobs)) {
            var all = new ArrayList<Future<Marked>>();
            for (var submission : submissions) {
                all.add(executor.submit(() -> graded(submission)));
            }
            try {
                for (var one : all) {
                    students.add(one.get());
                }
            } catch (ExecutionException e) {
                executor.shutdownNow();
                throw e.getCause() instanceof Exception exception ? exception : e;
            } catch (InterruptedException e) {
                executor.shutdownNow();
                throw e;
            }
        } finally {
            idle.forEach(Grader::close);
        }
        for (var student : students) {
            if (format.isPresent()) {
                output.put(format.get().file(student.student()),
                        format.get().of(student, run, System.getenv()));
            }
        }
        output.put("grades.json", GradesJson.of(students, run));
        output.put("grades.csv", GradesCsv.grades(students));
        output.put("marks.csv", GradesCsv.marks(students, run));
        output.put("index.html", GradePages.index(students, run));
        var names = new HashSet<>(OF_ALL);
        students.forEach(one -> names.addAll(files(one.student())));
        format.ifPresent(one -> students
                .forEach(student -> names.add(one.file(student.student()))));
        output.keepOnly(names);
        return students;
    }

    /// Grades one, or takes its grades of before, and writes its files.
    ///
    /// @throws IOException if they cannot be written
    private Marked graded(Found submission) throws IOException {
        var name = submission.student();
        progress.start(name);
        var copy = work.resolve(name);
        Marked marked;
        try {
            Folders.delete(copy);
            marked = graded(Submissions.copy(submission, run.exercises(), copy));
        } catch (Refused e) {
            marked = notGraded(name, "It " + e.getMessage() + ".");
        } catch (IOException | RuntimeException | StackOverflowError e) {
            marked = notGraded(name, "It could not be graded: " + e);
        } finally {
            Folders.delete(copy);
        }
        if (JvmEnd.hasBegun()) {
            // Ctrl+C ends the answer's JVM too, which is no verdict.
            throw new IOException("The grading was ended.");
        }
        for (var sheet : marked.sheets()) {
            output.put(report(name, sheet.exercise()), Reports.xml(sheet));
        }
        output.put(page(name), GradePages.student(marked, run));
        // Last, as it says that all is there.
        output.put(json(name), GradesJson.of(marked, run));
        progress.done(marked, run);
        return marked;
    }

    private Marked graded(Submission submission) throws IOException {
        var key = "%s %s %s %s".formatted(graders.version(),
                sandbox.isOn() ? "sandbox" : "no-sandbox",
                run.exercises().stream().map(Exercise::number)
                        .collect(Collectors.joining(",")),
                submission.hash());
        var before = output.text(json(submission.student()));
        var sheets = before == null
                ? null
                : GradesJson.sheets(before, key, run.exercises()).orElse(null);
        return new Marked(submission.student(), key, submission.remarks(),
                sheets == null ? sheets(submission) : sheets);
    }

    private List<Sheet> sheets(Submission submission) throws IOException {
        var sheets = new ArrayList<Sheet>();
        var grader = submission.files().isEmpty() ? null : grader();
        try {
            for (var exercise : run.exercises()) {
                var file = submission.files().get(exercise.number());
                sheets.add(file != null
                        ? kept(grader.grade(exercise, file, _ -> true), file.getParent())
                        : Sheet.untried(exercise, graders.tests(exercise), Result.FAILED,
                                submission.refused().getOrDefault(exercise.number(),
                                        "not started: there is no "
                                                + exercise.className() + ".java")));
            }
        } finally {
            if (grader != null) {
                idle.add(grader);
            }
        }
        return sheets;
    }

    /// In the sandbox, a grader starts new JVMs for each submission, except for the compiler, which
    /// is warm then. Without one it does not: so then it is a new one.
    private Grader grader() throws IOException {
        var grader = idle.poll();
        if (grader != null && sandbox.isOn()) {
            return grader;
        }
        if (grader != null) {
            grader.close();
        }
        return new Grader(graders, true, sandbox);
    }

    private static Marked notGraded(String student, String why) {
        return new Marked(student, "", List.of(PlainText.oneLine(why)), List.of());
    }

    /// As much of a sheet as is kept: an answer can print, and throw, without end.
    ///
    /// @param copy where our copy of the answer is, which nobody else knows
    private static Sheet kept(Sheet sheet, Path copy) {
        var printed = PlainText.clean(sheet.printed());
        return new Sheet(sheet.exercise(),
                sheet.problems().stream().limit(MOST_PROBLEMS)
                        .map(problem -> kept(problem, copy)).toList(),
                sheet.grades().stream().map(grade -> new Grade(grade.test(),
                        grade.result(), kept(grade.message(), copy), grade.took()))
                        .toList(),
                printed.substring(Math.max(0, printed.length() - MOST_CHARACTERS)));
    }

    private static String kept(String text, Path copy) {
        return PlainText.cut(
                PlainText.clean(text.replace(copy + File.separator, "")),
                MOST_CHARACTERS);
    }

    private Set<String> files(String student) {
        var files = new HashSet<>(Set.of(page(student), json(student)));
        run.exercises().forEach(exercise -> files.add(report(student, exercise)));
        return files;
    }

    static String page(String student) {
        return "students/" + student + ".html";
    }

    private static String json(String student) {
        return "students/" + student + ".json";
    }

    private static String report(String student, Exercise exercise) {
        return "junit/" + student + "/TEST-" + exercise.type() + ".xml";
    }
}
