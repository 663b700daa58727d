package monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import monitor.RepositoryEvent.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // only against a hang
class LinePrinterTest {

    @Test
    void aLineSaysWhenWhoAndWhat() {
        assertThat(LinePrinter.plain(SampleEvents.changed("core", "clean", "dirty"),
                ZoneOffset.UTC))
                .isEqualTo("2026-01-02 03:04:05  core: clean -> dirty");
        assertThat(
                LinePrinter.plain(SampleEvents.event(Kind.NEW, "core", "", "clean"),
                        ZoneOffset.UTC))
                .endsWith("core: new: clean");
        assertThat(
                LinePrinter.plain(SampleEvents.event(Kind.GONE, "core", "clean", ""),
                        ZoneOffset.UTC))
                .endsWith("core: gone, was: clean");
    }

    @Test
    void aHostileNameStaysInItsLine() {
        assertThat(LinePrinter.plain(SampleEvents.changed("a\nb\u001b[2J", "x", "y"),
                ZoneOffset.UTC))
                .endsWith("a\\nb\\u001b[2J: x -> y");
    }

    @Test
    void anObjectCanBeReadBack() throws Exception {
        var event = SampleEvents.event(Kind.NEW, "a\n\"b\" 例", "", "clean on main");

        var object = JSON.std.mapFrom(LinePrinter.json(event));

        assertThat(LinePrinter.json(event)).doesNotContain("\n");
        assertThat(object).containsExactly(
                java.util.Map.entry("time", "2026-01-02T03:04:05Z"),
                java.util.Map.entry("change", "new"),
                java.util.Map.entry("path", "/code/a\n\"b\" 例"),
                java.util.Map.entry("name", "a\n\"b\" 例"),
                new java.util.AbstractMap.SimpleEntry<>("before", null),
                java.util.Map.entry("after", "clean on main"));
    }

    @Test
    void allThatWasToldIsPrintedInOrder() throws Exception {
        var bytes = new ByteArrayOutputStream();
        var lines = new LinePrinter(new PrintStream(bytes), () -> {});
        for (var i = 0; i < 3_000; i++) {
            lines.tell("" + i);
        }
        lines.finish();

        // Only a second of it is waited for; the rest is printed all the same.
        await().forever()
                .untilAsserted(() -> assertThat(bytes.toString().lines().toList())
                        .hasSize(3_000).startsWith("0", "1").endsWith("2998", "2999"));
    }

    @Test
    void itIsSaidWhenNobodyReadsAnyMore() throws Exception {
        var gone = new CountDownLatch(1);
        var lines = new LinePrinter(new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        }), gone::countDown);

        lines.tell("a");

        gone.await();
        await().forever().until(() -> gone.getCount() == 0);
    }
}
