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
        this(graders, strict, size, Sandbox.none());
    }

    /// @param size    how many answers are graded at once
    /// @param sandbox where the answers run
    public GraderPool(Graders graders, boolean strict, int size, Sandbox sandbox)
            throws IOException {
        for (var i = 0; i < size; i++) {
            this.graders.add(new Grader(graders, strict, sandbox));
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
        return submit(grader -> grader.grade(exercise, file, tests));
    }

    /// What a grader is wanted for.
    interface Work<T> {

        T by(Grader grader) throws IOException;
    }

    /// Does this as soon as one of the JVMs is free, and does not wait for it.
    <T> Future<T> submit(Work<T> work) {
        return executor.submit(() -> {
            var grader = idle.take();
            try {
                return work.by(grader);
            } finally {
                idle.add(grader);
            }
        });
    }

    /// Ends the JVMs, and what they do. What has not begun is cancelled.
    @Override
    public void close() {
        // An interrupt ends a grading that goes on as the JVM's end does. It must be known by then
        // that nobody wants its result.
        graders.forEach(Grader::close);
        executor.shutdownNow().forEach(work -> ((Future<?>) work).cancel(true));
    }
}
