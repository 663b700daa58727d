package engine;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Reads the frames that an [Agent] sends, however they are cut, and tells the listener.
final class Receiver extends OutputStream {

    private record Stream(int cell, boolean standardError) {}

    /// Decodes the letters of one stream, of which a frame may hold a part.
    private static final class Letters {
        private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private byte[] rest = {};

        String of(byte[] bytes) {
            var all = Arrays.copyOf(rest, rest.length + bytes.length);
            System.arraycopy(bytes, 0, all, rest.length, bytes.length);
            var in = ByteBuffer.wrap(all);
            var out = CharBuffer.allocate(all.length + 1);
            decoder.decode(in, out, false);
            rest = Arrays.copyOfRange(all, in.position(), all.length);
            return out.flip().toString();
        }
    }

    private final Session.Listener listener;
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private final Map<Stream, Letters> letters = new HashMap<>();

    Receiver(Session.Listener listener) {
        this.listener = listener;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
        unread.write(bytes, from, length);
        if (unread.size() < CellFrame.HEADER) {
            return;
        }
        var buffer = ByteBuffer.wrap(unread.toByteArray());
        while (buffer.remaining() >= CellFrame.HEADER) {
            buffer.mark();
            var kind = buffer.getInt();
            var cell = buffer.getInt();
            var content = new byte[buffer.getInt()];
            if (buffer.remaining() < content.length) {
                buffer.reset();
                break;
            }
            buffer.get(content);
            tell(new CellFrame(kind, cell, content));
        }
        unread.reset();
        unread.write(buffer.array(), buffer.position(), buffer.remaining());
    }

    private void tell(CellFrame frame) {
        if (frame.kind() == CellFrame.PICTURE) {
            listener.output(frame.cell(), frame.picture());
            return;
        }
        var isError = frame.kind() == CellFrame.ERR;
        var text = letters.computeIfAbsent(new Stream(frame.cell(), isError),
                _ -> new Letters()).of(frame.bytes());
        if (!text.isEmpty()) {
            listener.output(frame.cell(),
                    new CellOutput.Text(text.replace("\r\n", "\n"), isError));
        }
    }
}
