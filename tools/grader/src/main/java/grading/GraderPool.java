package grading;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;

/// Grades several answers side by side, each in a JVM that is kept for the next one.
public final class GraderPool implements AutoCloseable {

    private final List<Grader> graders = new ArrayList<>();
    private final BlockingQueue<Grader> idle;
    private final ExecutorService executor;

    /// @param size how many answers are graded at once
    public GraderPool(Graders graders, boolean strict, int size) throws IOException {
        for (var i = 0; i < size; i++) {
            this.graders.add(new Grader(graders, strict));
        }
        idle = new LinkedBlockingQueue<>(this.graders);
        executor = Executors.newFixedThreadPool(size);
    }

    /// Grades an answer as soon as one of the JVMs is free, and does not wait for it.
    ///
    /// @param file  the answer's source
    /// @param tests which tests to run
    public Future<Sheet> grade(Exercise exercise, Path file,
            Predicate<GradedTest> tests) {
        return executor.submit(() -> {
            var grader = idle.take();
            try {
                return grader.grade(exercise, file, tests);
            } finally {
                idle.add(grader);
            }
        });
    }

    /// Ends the JVMs, and what they do.
    @Override
    public void close() {
        executor.shutdownNow();
        graders.forEach(Grader::close);
    }
}
