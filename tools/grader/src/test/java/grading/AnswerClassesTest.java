package grading;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerClassesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            static int count;                                                | true
            static final java.util.Map<String, String> KNOWN = new java.util.HashMap<>(); | true
            static class Inner { static Object last; }                       | true
            static synchronized void run() {}                                | true
            void run() { synchronized (Answer.class) { count(); } } void count() {} | true
            int count;                                                       | false
            synchronized void run() { synchronized (this) { run(); } }       | false
            static final int MOST = Integer.getInteger("most");              | false
            static final java.time.Duration LIMIT = java.time.Duration.ZERO; | false
            enum State { OPEN, CLOSED }                                      | false
            void run(int i) { assert i > 0; Runnable run = () -> run(1); }   | false
            """)
    void whatGoesFromOneTestToAnotherIsFound(String members, boolean found)
            throws Exception {
        var source = Files.writeString(folder.resolve("Answer.java"),
                "class Answer { " + members + " }");
        var classes = folder.resolve("classes");
        assertThat(AnswerCompiler.compile(List.of(source), classes, List.of(), List.of()))
                .isEmpty();

        assertThat(new AnswerClasses(classes).haveStaticState()).isEqualTo(found);
    }
}
