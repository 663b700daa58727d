package book;

import static org.assertj.core.api.Assertions.assertThat;

import cells.Chapter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `repl` gives to JShell.
class ReplIT {

    private static final Path WORKBOOK = Path.of("../..").toAbsolutePath().normalize();

    @TempDir
    static Path packages;

    @BeforeAll
    static void compileThePackages() throws Exception {
        var arguments = new ArrayList<>(List.of("-d", packages.toString()));
        for (var folder : List.of("git", "playground", "timeline")) {
            try (var sources = Files.list(WORKBOOK.resolve("chapters").resolve(folder))) {
                sources.map(Path::toString).forEach(arguments::add);
            }
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null,
                arguments.toArray(String[]::new))).isZero();
    }

    @Test
    void everyLineOfItIsAcceptedAndAPlainMainMayBeCalled() throws Exception {
        var chapter = Chapter.read(WORKBOOK, Path.of("chapters/Step6.java"));
        try (var shell = JShell.builder().executionEngine("jdi:timeout(60000)").build()) {
            shell.addToClasspath(packages.toString());
            for (var rest = ReplCommand.startup(chapter); !rest.isBlank();) {
                var next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
                for (var event : shell.eval(next.source())) {
                    assertThat(event.status()).as(event.snippet().source())
                            .isNotEqualTo(Snippet.Status.REJECTED);
                    assertThat(event.exception()).as(event.snippet().source()).isNull();
                }
                rest = next.remaining();
            }
            assertThat(shell.methods().filter(method -> method.name().equals("main")))
                    .extracting(method -> method.signature())
                    .containsExactlyInAnyOrder("(String[])void", "()void");
            assertThat(shell.methods())
                    .allMatch(method -> shell.status(method) == Snippet.Status.VALID);
        }
    }
}
