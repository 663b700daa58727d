package engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// What a cell has printed, on its way between the two JVMs: its kind, the cell's number, the
/// number of bytes, the bytes.
///
/// @param bytes printed ones; for a picture the draft's number, the length of the SVG, the SVG
///              and its text
record CellFrame(int kind, int cell, byte[] bytes) {

    static final int OUT = 0;
    static final int ERR = 1;
    static final int PICTURE = 2;

    /// The bytes before the content.
    static final int HEADER = 12;

    /// Whether it is text, which another may follow in one frame.
    boolean isText() {
        return kind != PICTURE;
    }

    /// All of its bytes, with the header.
    byte[] whole() {
        var frame = new ByteArrayOutputStream(HEADER + bytes.length);
        try (var data = new DataOutputStream(frame)) {
            data.writeInt(kind);
            data.writeInt(cell);
            data.writeInt(bytes.length);
            data.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame.toByteArray();
    }

    static CellFrame picture(int cell, String svg, String text, int draft) {
        var picture = svg.getBytes(StandardCharsets.UTF_8);
        var content = new ByteArrayOutputStream();
        try (var data = new DataOutputStream(content)) {
            data.writeInt(draft);
            data.writeInt(picture.length);
            data.write(picture);
            data.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CellFrame(PICTURE, cell, content.toByteArray());
    }

    /// The picture that this is.
    CellOutput.Picture picture() {
        try (var data = new DataInputStream(new ByteArrayInputStream(bytes))) {
            var draft = data.readInt();
            var svg = data.readNBytes(data.readInt());
            return new CellOutput.Picture(new String(svg, StandardCharsets.UTF_8),
                    new String(data.readAllBytes(), StandardCharsets.UTF_8), draft);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
