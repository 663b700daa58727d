package engine;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import jdk.jshell.execution.RemoteExecutionControl;
import jdk.jshell.execution.Util;

/// The part of a [Session] that runs the cells, in a JVM of its own.
///
/// Unlike JShell's own agent it knows which cell prints. A thread belongs to the cell that has
/// started it, also when another cell runs meanwhile. And what a thread prints is never lost:
/// JShell's own streams write to a socket, and a write of a virtual thread whose interrupt flag
/// is set fails.
public final class Agent extends RemoteExecutionControl {

    /// The command that says which cell comes next; its argument is an Integer.
    static final String CELL = "cell";

    private static final InheritableThreadLocal<Integer> OF_THREAD =
            new InheritableThreadLocal<>();

    /// For a thread that inherits nothing, as those of the common pool.
    private static volatile int latest;
    private static volatile Sender sender;

    private Agent() {}

    /// Connects to the session, and returns never: the JVM ends with the connection.
    ///
    /// @param arguments the session's port
    public static void main(String[] arguments) throws Exception {
        var socket = new Socket(InetAddress.getLoopbackAddress(),
                Integer.parseInt(arguments[0]));
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        Map<String, Consumer<OutputStream>> outputs = new HashMap<>();
        outputs.put("out", stream -> sender = Sender.start(stream));
        outputs.put("err", _ -> {});
        var agent = new Agent();
        Util.forwardExecutionControlAndIO(agent, in, out, outputs,
                Map.of("in", System::setIn));
        System.exit(0);
    }

    private static void begin() {
        System.setOut(stream(CellFrame.OUT));
        System.setErr(stream(CellFrame.ERR));
    }

    private static PrintStream stream(int kind) {
        return new PrintStream(new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                sender.send(CellFrame.of(kind, cell(), bytes, from, length));
            }
        }, true, StandardCharsets.UTF_8);
    }

    private static int cell() {
        var cell = OF_THREAD.get();
        return cell == null ? latest : cell;
    }

    /// Shows a picture among what the present thread prints.
    ///
    /// @param text the same, drawn with letters
    public static void show(String svg, String text) {
        System.out.flush();
        sender.send(CellFrame.picture(cell(), svg, text));
    }

    /// Says which cell comes next; any other command only asks whether this JVM still lives.
    @Override
    public Object extensionCommand(String command, Object argument) {
        if (command.equals(CELL)) {
            begin(); // a cell may have changed System.out
            latest = (Integer) argument;
            OF_THREAD.set(latest);
        }
        return "";
    }

    // JShell looks for these two on the stack, by their names in this class, to stop a cell.

    @Override
    protected String invoke(Method method) throws Exception {
        Thread.interrupted(); // of a stop that came too late for the cell before
        try {
            return super.invoke(method);
        } finally {
            sender.flush();
        }
    }

    @Override
    public String varValue(String className, String varName)
            throws RunException, EngineTerminationException, InternalException {
        return super.varValue(className, varName);
    }
}
