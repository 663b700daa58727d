package grading;

import grader.Frames;
import grader.ParentConnection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The program of a [CompilerJvm]. It reads requests: a source, the folder where sources are looked
/// for that it refers to, if there is one, and the folder for the classes. It reports what the
/// compiler said: how many problems, and each.
final class CompilerMain {

    private CompilerMain() {}

    /// @param arguments the socket to connect to
    public static void main(String[] arguments) throws IOException {
        try (var parent = ParentConnection.to(Path.of(arguments[0]))) {
            while (true) {
                var source = Path.of(Frames.readText(parent.requests()));
                var sourcePath = Frames.readText(parent.requests());
                var classes = Path.of(Frames.readText(parent.requests()));
                var problems = AnswerCompiler.compile(List.of(source), classes,
                        List.of(Libraries.givenTypes()),
                        sourcePath.isEmpty() ? List.of() : List.of(Path.of(sourcePath)));
                parent.reports().writeInt(problems.size());
                for (var problem : problems) {
                    Frames.writeText(parent.reports(), problem);
                }
                parent.reports().flush();
            }
        } catch (EOFException e) {
            // Nobody wants more.
        }
    }
}
