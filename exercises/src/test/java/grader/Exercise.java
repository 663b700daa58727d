package grader;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Marks a test class that grades one exercise. Each of its tests is one promise of the
/// exercise's contract, or one face of it, and its name is what the answer has to do.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Grading.class)
public @interface Exercise {

    /// 1 to 5.
    int number();

    /// As it is called on the board.
    String name();

    /// The answer's class.
    Class<?> answer();
}
