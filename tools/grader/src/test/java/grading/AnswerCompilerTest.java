package grading;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

class AnswerCompilerTest {

    @TempDir
    Path folder;

    private List<String> compile(String text) throws Exception {
        var source = Files.writeString(folder.resolve("Answer.java"), text);
        return AnswerCompiler.compile(List.of(source), folder.resolve("classes"),
                List.of(),
                List.of());
    }

    @Test
    void whatCompilesHasNoProblems() throws Exception {
        assertThat(compile("class Answer {}")).isEmpty();
        assertThat(folder.resolve("classes/Answer.class")).exists();
    }

    @Test
    void aProblemShowsItsPlaceItsLineAndACaret() throws Exception {
        assertThat(compile("class Answer {\n    int one = two;\n}\n")).containsExactly("""
                Answer.java:2: cannot find symbol
                  symbol:   variable two
                  location: class Answer

                    int one = two;
                              ^""");
    }

    @Test
    void theCaretStandsBelowItsPlaceAlsoAfterTabs() throws Exception {
        assertThat(compile("class Answer {\n\tint one = two;\n}\n")).singleElement()
                .asString()
                .endsWith("\n\tint one = two;\n\t          ^");
    }

    @Test
    void everyProblemIsTold() throws Exception {
        assertThat(
                compile("class Answer {\n    int one = two;\n    int three = four;\n}\n"))
                .hasSize(2);
    }

    @Test
    void anEndThatComesTooEarlyIsTold() throws Exception {
        assertThat(compile("class Answer {\n")).singleElement().asString()
                .startsWith("Answer.java:1: reached end of file while parsing");
    }

    @Test
    @EnabledOnJre(JRE.JAVA_25)
    void anAnswerMayUseAScope() throws Exception {
        assertThat(compile("""
                import java.util.concurrent.StructuredTaskScope;

                class Answer {
                    void run() throws InterruptedException {
                        try (var scope = StructuredTaskScope.open()) {
                            scope.join();
                        }
                    }
                }
                """)).isEmpty();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_26)
    void elsewhereAScopeNeedsAnotherJdk() throws Exception {
        assertThat(compile("""
                class Answer extends java.util.concurrent.StructuredTaskScope {}
                """)).first().asString().startsWith("This is a preview in JDK 25");
    }
}
