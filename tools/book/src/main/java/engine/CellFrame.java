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
/// @param bytes printed ones; for a picture the length of the SVG, the SVG and its text
record CellFrame(int kind, int cell, byte[] bytes) {

    static final int OUT = 0;
    static final int ERR = 1;
    static final int PICTURE = 2;

    /// The bytes before the content.
    static final int HEADER = 12;

    static byte[] of(int kind, int cell, byte[] bytes, int from, int length) {
        var frame = new ByteArrayOutputStream(HEADER + length);
        try (var data = new DataOutputStream(frame)) {
            data.writeInt(kind);
            data.writeInt(cell);
            data.writeInt(length);
            data.write(bytes, from, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame.toByteArray();
    }

    static byte[] picture(int cell, String svg, String text) {
        var picture = svg.getBytes(StandardCharsets.UTF_8);
        var content = new ByteArrayOutputStream();
        try (var data = new DataOutputStream(content)) {
            data.writeInt(picture.length);
            data.write(picture);
            data.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return of(PICTURE, cell, content.toByteArray(), 0, content.size());
    }

    /// The picture that this is.
    CellOutput.Picture picture() {
        try (var data = new DataInputStream(new ByteArrayInputStream(bytes))) {
            var svg = data.readNBytes(data.readInt());
            return new CellOutput.Picture(new String(svg, StandardCharsets.UTF_8),
                    new String(data.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
