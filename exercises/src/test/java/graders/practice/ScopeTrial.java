package graders.practice;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Three subtasks in one scope. All have begun before the first ends, and each goes on only after
/// the thread of the one before has ended: if that made the joiner cancel the rest, it is done.
///
/// By reflection: `StructuredTaskScope` is a preview, and this is compiled without previews.
final class ScopeTrial {

    /// A job that fails.
    static final Callable<Object> FAILS = () -> {
        throw new IllegalStateException("failed");
    };

    private static final String SCOPE = "java.util.concurrent.StructuredTaskScope";

    private final CountDownLatch missing = new CountDownLatch(3);
    private final Thread[] threads = new Thread[3];
    private final String[] ends = new String[3];
    private final String join;

    /// @param joiner the name of a method of `StructuredTaskScope.Joiner`
    /// @param jobs   what the three do
    ScopeTrial(String joiner, List<Callable<Object>> jobs) throws Exception {
        var type = Class.forName(SCOPE);
        var open = type.getMethod("open", Class.forName(SCOPE + "$Joiner"));
        try (var scope = (AutoCloseable) open.invoke(null, newJoiner(joiner))) {
            for (var i = 0; i < jobs.size(); i++) {
                var number = i;
                type.getMethod("fork", Callable.class).invoke(scope,
                        (Callable<Object>) () -> run(number, jobs.get(number)));
            }
            join = endOfJoin(() -> type.getMethod("join").invoke(scope));
        }
    }

    private static Object newJoiner(String name) throws Exception {
        var type = Class.forName(SCOPE + "$Joiner");
        Predicate<Object> hasFailed =
                subtask -> askSubtask(subtask, "state").toString().equals("FAILED");
        return name.equals("allUntil")
                ? type.getMethod(name, Predicate.class).invoke(null, hasFailed)
                : type.getMethod(name).invoke(null);
    }

    private Object run(int number, Callable<Object> job) throws Exception {
        threads[number] = Thread.currentThread();
        try {
            missing.countDown();
            missing.await();
            if (number > 0) {
                threads[number - 1].join();
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            var value = job.call();
            ends[number] = value.toString();
            return value;
        } catch (InterruptedException e) {
            ends[number] = "cancelled";
            throw e;
        } catch (Exception e) {
            ends[number] = "failed";
            throw e;
        }
    }

    private static String endOfJoin(Callable<Object> join) throws Exception {
        try {
            var value = join.call();
            return "returned " + (value instanceof Stream<?> subtasks
                    ? subtasks.map(subtask -> askSubtask(subtask, "get")).toList()
                    : value);
        } catch (InvocationTargetException e) {
            return "threw " + e.getCause().getClass().getSimpleName();
        }
    }

    private static Object askSubtask(Object subtask, String method) {
        try {
            return Class.forName(SCOPE + "$Subtask").getMethod(method).invoke(subtask);
        } catch (ReflectiveOperationException e) {
            return "nothing";
        }
    }

    /// How all ended: `1, failed, cancelled; join threw FailedException`.
    @Override
    public String toString() {
        return String.join(", ", ends) + "; join " + join;
    }
}
