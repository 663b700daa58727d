package kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.Test;

class FirstCellTest {

    @Test
    void anotherKernelIsToldWhatToDo() throws Exception {
        var problems = new ArrayList<EvalException>();

        try (var shell = JShell.create()) {
            for (CompletionInfo next =
                    shell.sourceCodeAnalysis().analyzeCompletion(cell());
                    problems.isEmpty() && next.completeness().isComplete();
                    next = shell.sourceCodeAnalysis()
                            .analyzeCompletion(next.remaining())) {
                for (var event : shell.eval(next.source())) {
                    if (event.exception() instanceof EvalException e) {
                        problems.add(e);
                    }
                }
            }
        }

        assertThat(problems).singleElement().satisfies(e -> assertThat(e)
                .hasMessageContaining(Kernel.DISPLAY_NAME)
                .hasMessageContaining("run ./jbang kernel in the workbook's folder"));
    }

    @Test
    void itKnowsTheKernelByWhatTheKernelSets() throws Exception {
        assertThat(cell())
                .contains("System.getProperty(\"" + KernelStart.PACKAGES + "\")");
    }

    private static String cell() throws IOException {
        try (var in =
                FirstCellTest.class.getResourceAsStream("/notebook/first-cell.jsh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
