package classroom;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The systems that schools use, each with the one file that it reads of a submission.
enum Format {

    GRADESCOPE("results.json") {
        @Override
        String of(Marked student, GradingRun run, Map<String, String> environment)
                throws IOException {
            return GradescopeFormat.of(student, run);
        }
    },
    PRAIRIELEARN("results.json") {
        @Override
        String of(Marked student, GradingRun run, Map<String, String> environment)
                throws IOException {
            return PrairieLearnFormat.of(student, run);
        }
    },
    CLASSROOM50("result.json") {
        @Override
        String of(Marked student, GradingRun run, Map<String, String> environment)
                throws IOException {
            return Classroom50Format.of(student, run, environment);
        }
    },
    EXERCISM("results.json") {
        @Override
        String of(Marked student, GradingRun run, Map<String, String> environment)
                throws IOException {
            return ExercismFormat.of(student);
        }
    },
    JUNIT("junit.xml") {
        @Override
        String of(Marked student, GradingRun run, Map<String, String> environment) {
            return JUnitFormat.of(student, run);
        }
    };

    private final String fileName;

    Format(String fileName) {
        this.fileName = fileName;
    }

    /// The text of a student's file.
    ///
    /// @param environment what the platform says of the submission: its environment variables
    abstract String of(Marked student, GradingRun run, Map<String, String> environment)
            throws IOException;

    /// As people write it: `gradescope`.
    String words() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Where a student's file is in the folder of the grades.
    String file(String student) {
        return "platform/" + student + "/" + fileName;
    }

    /// All of them, in words.
    static String all() {
        return Arrays.stream(values()).map(Format::words)
                .collect(Collectors.joining(", "));
    }
}
