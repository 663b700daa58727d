package playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChildProgramTest {

    private static final String WAITS = """
            void main() throws Exception {
                Thread.ofVirtual().name("asleep").start(() -> {
                    java.util.concurrent.locks.LockSupport.park();
                });
                IO.println(ProcessHandle.current().pid());
                System.in.read();
            }
            """;

    @Test
    void jcmdDumpsItsVirtualThreads() throws Exception {
        try (var program = ChildProgram.start(WAITS)) {
            program.firstLine();

            program.jcmd("Thread.dump_to_file", "threads.txt");

            assertThat(ThreadDump.read(program.file("threads.txt")).named("asleep"))
                    .singleElement().matches(ThreadDump.Entry::virtual);
        }
    }

    @Test
    void closeEndsItAndDeletesItsFolder() throws Exception {
        var program = ChildProgram.start(WAITS);
        var pid = Long.parseLong(program.firstLine());
        program.jcmd("VM.version");

        program.close();

        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(program.file("Program.java").getParent()).doesNotExist();
        assertThat(Path.of("/tmp/.java_pid" + pid)).doesNotExist();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS,
            disabledReason = "a program cannot be asked to end there")
    void allLinesUpToItsEndComeBack() throws Exception {
        assertThat(ChildProgram.linesUntilKilled("""
                void main() throws Exception {
                    Runtime.getRuntime().addShutdownHook(
                            new Thread(() -> IO.println("hook")));
                    IO.println("work");
                    Thread.sleep(60_000);
                }
                """)).containsExactly("work", "hook");
    }

    @Test
    void aProgramThatEndsWithoutALineIsAnError() throws Exception {
        try (var program = ChildProgram.start("void main() {}")) {
            assertThatThrownBy(program::firstLine).isInstanceOf(IOException.class)
                    .hasMessageContaining("exit code 0");
        }
    }
}
