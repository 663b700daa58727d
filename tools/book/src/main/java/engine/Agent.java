package engine;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

    /// Often enough for an eye, and little work.
    private static final int DRAFTS_MILLIS = 200;

    private static final InheritableThreadLocal<Integer> OF_THREAD =
            new InheritableThreadLocal<>();

    /// For a thread that inherits nothing, as those of the common pool.
    private static volatile int latest;
    private static volatile Sender sender;
    private static final List<Draft> drafts = new CopyOnWriteArrayList<>();

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
        Thread.ofPlatform().daemon().name("drafts").start(Agent::drawDrafts);
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
                sender.send(new CellFrame(kind, cell(),
                        Arrays.copyOfRange(bytes, from, from + length)));
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
        drafts.removeIf(draft -> draft.cell == cell());
        sender.send(CellFrame.picture(cell(), svg, text, 0));
    }

    /// Draws a timeline again and again, as a draft, while the present cell runs and until it
    /// shows a picture.
    public static void follow(Supplier<String> svg) {
        drafts.add(new Draft(cell(), (int) drafts.stream()
                .filter(draft -> draft.cell == cell()).count() + 1, svg));
    }

    private record Draft(int cell, int number, Supplier<String> svg) {}

    private static void drawDrafts() {
        try {
            while (true) {
                Thread.sleep(DRAFTS_MILLIS);
                for (var draft : drafts) {
                    sender.send(CellFrame.picture(draft.cell, draft.svg.get(), "",
                            draft.number));
                }
            }
        } catch (InterruptedException e) {
            // Nobody does.
        }
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
            drafts.removeIf(draft -> draft.cell == latest);
            sender.flush();
        }
    }

    @Override
    public String varValue(String className, String varName)
            throws RunException, EngineTerminationException, InternalException {
        return super.varValue(className, varName);
    }
}
