package monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `monitor` says before it watches anything.
@Timeout(60)
class MonitorCommandTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --interval=0s           | '--interval': '0s' is no time above zero: write 500ms
            --interval=5            | '--interval': '5' is no time above zero: write 500ms
            --on-change-timeout=-1s | '--on-change-timeout': '-1s' is no time above zero
            --timeout=soon          | '--timeout': 'soon' is no time above zero: write 500ms
            --limit=0               | '--limit': '0' is no whole number from 1 up: write one
            --depth=-1              | '--depth': '-1' is no whole number from 0 up: write one
            --exclude={             | '--exclude' (GLOB): '{' is no glob: close its brackets
            --json=maybe            | '--json': 'maybe' is not a boolean
            --no-such               | Unknown option: '--no-such'
            --on-change             | --on-change: name a command, like --on-change make test
            --on-change=            | --on-change: name a command, like --on-change make test
            """)
    void wrongUsageSaysWhatAndEndsWithTwo(String wrong, String message) {
        var out = new StringWriter();
        var err = new StringWriter();

        var exitCode = MonitorMain.run(new PrintWriter(out), new PrintWriter(err),
                "monitor", wrong);

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines().findFirst()).get().asString()
                .contains(message);
        assertThat(err.toString()).endsWith("Try: ./jbang monitor --help%n".formatted());
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ../jbang         | ""      | ../jbang monitor
            'my books/jbang' | ""      | 'my books/jbang' monitor
                             | ""      | ./jbang monitor
            ./jbang          | monitor | monitor
            """)
    void itsNameIsWhatWasTyped(String launcher, String link, String typed) {
        assertThat(MonitorMain.typed("monitor", launcher, link)).isEqualTo(typed);
    }
}
