package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The scripts that measure the monitor are not run in the build. But they compile.
class BenchmarksIT {

    @TempDir
    Path classes;

    @ParameterizedTest
    @ValueSource(strings = {"bench-status.java", "Soak.java"})
    void itCompiles(String script) {
        var messages = new StringWriter();

        var exitCode = ToolProvider.findFirst("javac").orElseThrow().run(
                new PrintWriter(messages), new PrintWriter(messages),
                "-proc:none", "-nowarn",
                "--class-path", System.getProperty("java.class.path"),
                "-d", classes.toString(), Path.of(script).toString());

        assertThat(exitCode).as(messages.toString()).isZero();
    }
}
