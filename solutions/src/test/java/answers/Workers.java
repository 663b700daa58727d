package answers;

import companion.Worker;
import grader.Grades;
import grader.Grades.Sheet;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Grades hundreds of answers in a few JVMs, the companion's: as long as nothing of one answer
/// goes on, its JVM is good for the next one. Each thread has a JVM of its own.
final class Workers implements AutoCloseable {

    private final Path work;
    private final ExecutorService executor;
    private final ThreadLocal<Worker> worker = new ThreadLocal<>();
    private final Queue<Worker> started = new ConcurrentLinkedQueue<>();

    Workers(int count) throws IOException {
        work = Files.createTempDirectory("workers-");
        executor = Executors.newFixedThreadPool(count);
    }

    /// @param test the exercise's whole test class, or one test of it
    Future<Sheet> grade(Answer answer, String test) {
        return executor.submit(() -> {
            var own = Files.createDirectories(
                    work.resolve(String.valueOf(Thread.currentThread().threadId())));
            var grades = own.resolve("grades");
            var classes = answer.compile(own);
            if (worker.get() == null || !worker.get().isGood()) {
                if (worker.get() != null) {
                    worker.get().close();
                }
                worker.set(Worker.start(libraries(), jar("exercises-.*-tests"),
                        jar("exercises-[\\d.]+"), grades, own, false));
                started.add(worker.get());
            }
            Answer.delete(grades);
            worker.get().grade(classes, test, "answers");
            var sheets = Grades.read(grades).values().iterator();
            if (!sheets.hasNext()) {
                throw new AssertionError(answer + " was not graded");
            }
            return sheets.next();
        });
    }

    private static List<Path> libraries() {
        return classPath().filter(entry -> !entry.getFileName().toString()
                .matches("(exercises|solutions)-.*jar|classes|test-classes")).toList();
    }

    private static Path jar(String name) {
        return classPath().filter(entry -> entry.getFileName().toString()
                .matches(name + "\\.jar")).findFirst().orElseThrow();
    }

    private static Stream<Path> classPath() {
        return Stream.of(Answer.CLASS_PATH.split(File.pathSeparator)).map(Path::of);
    }

    @Override
    public void close() throws IOException {
        executor.shutdownNow();
        started.forEach(Worker::close);
        Answer.delete(work);
    }
}
