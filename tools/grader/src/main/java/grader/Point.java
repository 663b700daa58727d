package grader;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The point of the exercise's contract that a test asks for.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Point {

    /// Its number.
    int value();
}
