package kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rapaio.jupyter.kernel.MainApp;
import org.rapaio.jupyter.kernel.channels.Channels;
import org.rapaio.jupyter.kernel.channels.LoopThread;
import org.rapaio.jupyter.kernel.core.ConnectionProperties;
import org.rapaio.jupyter.kernel.core.Transform;

/// The main class of the JVM that Jupyter starts for a notebook. It connects the kernel to
/// Jupyter first and lets it take messages then.
final class KernelStart {

    /// Names the jar of the packages git, playground and timeline. A notebook's first cell
    /// looks at it too, to tell this kernel from others.
    static final String PACKAGES = "workbook.packages";

    private KernelStart() {}

    /// Returns when the kernel listens. The JVM goes on until Jupyter shuts the kernel down,
    /// or has itself ended.
    ///
    /// @param arguments the connection file, which Jupyter writes
    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING);
        var connection = Transform.fromJson(
                Files.readString(Path.of(arguments[0])), ConnectionProperties.class);
        var shell = MainApp.kernel.javaEngine().getShell();
        shell.addToClasspath(System.getProperty(PACKAGES));
        // What a compact source file has without asking.
        shell.eval("import module java.base;");

        var channels = new Channels(connection);
        channels.connect(MainApp.kernel);
        LoopThread.begin();
        endWithJupyter();
    }

    /// A Jupyter that was killed says no goodbye. (On Windows the variable is no process id.)
    private static void endWithJupyter() {
        var parent = System.getenv("JPY_PARENT_PID");
        if (parent != null && parent.matches("\\d{1,18}")
                && !System.getProperty("os.name").startsWith("Windows")) {
            ProcessHandle.of(Long.parseLong(parent)).ifPresent(
                    jupyter -> jupyter.onExit().thenRun(() -> System.exit(0)));
        }
    }
}
