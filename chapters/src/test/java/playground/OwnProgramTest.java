package playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OwnProgramTest {

    @Test
    void allLinesUpToItsEndComeBack() throws Exception {
        assumeThat(OwnProgram.canBeAsked()).isTrue();

        assertThat(OwnProgram.linesUntilKilled("""
                void main() throws Exception {
                    Runtime.getRuntime().addShutdownHook(
                            new Thread(() -> IO.println("hook")));
                    IO.println("work");
                    Thread.sleep(60_000);
                }
                """)).containsExactly("work", "hook");
    }

    @Test
    void aProgramThatDoesNotCompileEndsByItself() throws Exception {
        assertThat(OwnProgram.linesUntilKilled("void main() { nonsense }"))
                .anyMatch(line -> line.contains("error"));
    }

    @Test
    void anInterruptEndsTheProgram() throws Exception {
        var thrown = new AtomicReference<Throwable>();
        var caller = Thread.startVirtualThread(() -> {
            try {
                OwnProgram.linesUntilKilled(
                        "void main() throws Exception { Thread.sleep(60_000); }");
            } catch (Throwable e) {
                thrown.set(e);
            }
        });

        caller.interrupt();
        caller.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(ProcessHandle.current().children()
                .filter(child -> child.info().commandLine().orElse("")
                        .contains("workbook-program-"))
                .filter(ProcessHandle::isAlive)).isEmpty();
    }
}
