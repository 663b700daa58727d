package book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cells.Chapter;
import companion.House;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `repl` gives to JShell.
@Tag("slow")
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

    static List<Chapter> chapters() throws Exception {
        var house = new House(WORKBOOK);
        var chapters = new ArrayList<Chapter>();
        for (var number : house.chapters()) {
            chapters.add(Chapter.read(WORKBOOK, house.chapter(number)));
        }
        return chapters;
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void everyLineOfItIsAcceptedAndAPlainMainMayBeCalled(Chapter chapter)
            throws Exception {
        assumeTrue(chapter.runsHere());
        var builder = JShell.builder().executionEngine("jdi:timeout(60000)");
        if (chapter.usesPreview()) {
            builder.compilerOptions("--enable-preview", "--release",
                    "" + Runtime.version().feature()).remoteVMOptions("--enable-preview");
        }
        try (var shell = builder.build()) {
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
