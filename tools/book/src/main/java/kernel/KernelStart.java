package kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;

/// The main class of the JVM that Jupyter starts for a notebook. The cells run in another JVM,
/// which it starts.
final class KernelStart {

    /// Names the jar of the packages git, playground and timeline.
    static final String PACKAGES = "workbook.packages";

    /// Whether cells may use previews: a kernel does not know which chapter it will run.
    static final String PREVIEW = "workbook.preview";

    private KernelStart() {}

    /// Returns never: the JVM goes on until Jupyter shuts the kernel down, or has itself ended.
    ///
    /// @param arguments the connection file, which Jupyter writes
    public static void main(String[] arguments) throws Exception {
        endWithJupyter();
        var connection = new JupyterConnection(KernelConnectionProperties
                .parse(Files.readString(Path.of(arguments[0]))));
        var kernel = new NotebookKernel(connection,
                List.of(Path.of(System.getProperty(PACKAGES))),
                Boolean.getBoolean(PREVIEW));
        // The cells' JVM cleans up, and removes a playground.
        Runtime.getRuntime().addShutdownHook(new Thread(kernel::close));
        // After the handlers: Jupyter does not repeat a question that finds none.
        connection.connect();
        connection.waitUntilClose();
        System.exit(0);
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
