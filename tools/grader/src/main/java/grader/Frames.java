package grader;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What a worker and the program that started it write to each other: numbers, booleans, and
/// texts, each with its length before it. Nothing needs an escape.
public final class Frames {

    /// A test has started: its class, `#`, and its name.
    public static final int STARTED = 1;
    /// A test has ended: its class, `#`, and its name; how, and a message.
    public static final int ENDED = 2;
    /// All tests have ended; whether one of them may have changed another's result, by the common
    /// pool or by ending the JVM.
    public static final int DONE = 3;
    /// Whether the worker can grade another answer.
    public static final int QUIET = 4;

    /// How long the word is that a worker gets on standard input and says first when it connects.
    public static final int WORD_LENGTH = 16;

    private Frames() {}

    public static void writeText(DataOutputStream out, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    public static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
