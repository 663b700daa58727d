package grader;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLockTarget;

/// Marks a test class that grades an exercise. Each of its tests asks for one [Point] of the
/// exercise's contract, or for one aspect of it, and its name is what the answer has to do. Tests
/// of one point stand in the order in which a learner should meet them: the plainest first.
///
/// The tests run side by side, except those that count threads: they lock [#THREADS].
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(GradingExtension.class)
@ResourceLock(value = Grades.THREADS, mode = ResourceAccessMode.READ,
        target = ResourceLockTarget.CHILDREN)
public @interface Grades {

    /// All threads of the JVM.
    String THREADS = "threads";

    /// The answer's class.
    Class<?> value();

    /// How far its tests go.
    Level level();
}
