package classroom;

import companion.House;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "grade", description = {
    "Grades the answers of a class, by the tests of mvn test, strictly.",
    "The exit code is 1 if some submissions could not be graded."})
final class GradeCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help.")
    private boolean help;

    @Option(names = {"-o", "--output"}, paramLabel = "OUT", required = true,
            description = "Where to write: a folder that is empty, not there yet, or of an "
                    + "earlier grading.")
    private Path output;

    @Option(names = "--exercise", paramLabel = "N",
            description = "Grade this exercise or practice task only; may be repeated.")
    private List<String> numbers = List.of();

    @Option(names = "--weights", paramLabel = "FILE",
            description = "Marks for each star, in lines like: 3 = 2, 1, 0.5")
    private Path weights;

    @Option(names = "--jobs", paramLabel = "N",
            description = "How many submissions are graded at once; as many as there are "
                    + "processors if not given.")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Parameters(paramLabel = "DIR", arity = "1..*",
            description = "A submission (a folder or a zip), or a folder of them.")
    private List<Path> folders;

    @Override
    public Integer call() throws Exception {
        House.here();
        throw new UnsupportedOperationException();
    }
}
