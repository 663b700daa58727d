package classroom;

import companion.House;
import companion.OutputFolder;
import grading.Exercise;
import grading.Folders;
import grading.Graders;
import grading.Sandbox;
import grading.WrongUsage;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "grade", description = {
    "Grades the answers of a class, by the tests of mvn test, strictly.",
    "What has been graded, and has not changed since, is not graded again.",
    "The exit code is 1 if some submissions could not be graded."})
final class GradeCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Option(names = {"-o", "--output"}, paramLabel = "OUT", required = true,
            description = "Where to write: a folder that is empty, not there yet, or of an "
                    + "earlier grading.")
    private Path output;

    @Option(names = "--exercise", paramLabel = "N",
            description = "Grade this exercise or practice task; may be repeated. All "
                    + "exercises, and no practice tasks, if not given.")
    private List<String> numbers = List.of();

    @Option(names = "--weights", paramLabel = "FILE",
            description = "Marks for each star, in lines like: 3 = 2, 1, 0.5")
    private Path weights;

    @Option(names = "--format", paramLabel = "NAME",
            description = "Write what a platform reads, too: gradescope, prairielearn, "
                    + "classroom50, exercism or junit.")
    private String formatName;

    @Option(names = "--sandbox", paramLabel = "WHICH",
            description = "auto, bwrap or none: where the answers run. bwrap needs Linux; auto, "
                    + "which is the default, takes it if it works here.")
    private String wanted = "auto";

    @Option(names = "--jobs", paramLabel = "N",
            description = "How many submissions are graded at once; as many as there are "
                    + "processors if not given.")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Parameters(paramLabel = "DIR", arity = "1..*",
            description = "A submission (a folder or a zip), or a folder of them.")
    private List<Path> folders;

    @Override
    public Integer call() throws Exception {
        var house = House.here();
        if (jobs < 1) {
            throw new WrongUsage("--jobs: at least one.");
        }
        var format = format();
        var exercises = exercises(house);
        var path = output.toAbsolutePath().normalize();
        checkOutside(path);
        var found = Submissions.find(folders, exercises);
        var folder = folder(path);
        var sandbox = Sandbox.choose(wanted);
        System.err.println(sandbox.description());
        var graders = Graders.of(house.root());
        var run = new GradingRun(exercises, weights == null
                ? Weights.DEFAULT
                : Weights.read(weights, house.exercises()), graders.version(),
                sandbox.description());
        var console = System.console();
        var progress = new GradeProgress(System.err,
                console != null && console.isTerminal());
        var work = Files.createTempDirectory("grade-");
        try {
            var students = new ClassGrading(graders, run, sandbox, folder, format, work,
                    progress).grade(found, jobs);
            System.out.print(SummaryTable.of(students, run));
            System.out.println("\nOpen " + path.resolve("index.html"));
            return students.stream().allMatch(Marked::isGraded) ? 0 : 1;
        } catch (FileSystemException e) {
            throw cannotWrite(path, e);
        } finally {
            Folders.delete(work);
        }
    }

    private Optional<Format> format() {
        if (formatName == null) {
            return Optional.empty();
        }
        var format = Arrays.stream(Format.values())
                .filter(one -> one.words().equals(formatName)).findFirst();
        if (format.isEmpty()) {
            throw new WrongUsage("--format: there is no " + formatName + ". There are "
                    + Format.all() + ".");
        }
        return format;
    }

    private List<Exercise> exercises(House house) {
        var exercises = numbers.isEmpty()
                ? house.exercises().stream().filter(one -> !one.isPractice()).toList()
                : numbers.stream().distinct().map(house::exercise).toList();
        return exercises.stream().sorted(Comparator.comparing(Exercise::number)).toList();
    }

    /// Else a grading would be a submission the next time.
    private void checkOutside(Path path) {
        for (var folder : folders) {
            var submissions = folder.toAbsolutePath().normalize();
            if (path.startsWith(submissions) || submissions.startsWith(path)) {
                throw new WrongUsage("-o: " + output + " and " + folder
                        + " lie in each other. Name a folder elsewhere.");
            }
        }
    }

    private static OutputFolder folder(Path path) {
        try {
            return OutputFolder.of(path, "grading");
        } catch (OutputFolder.NotOurs e) {
            throw new WrongUsage(e.getMessage());
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    private static WrongUsage cannotWrite(Path path, IOException e) {
        return new WrongUsage("Cannot write the grades to " + path + ": " + e
                + ". Name another folder with -o.");
    }
}
