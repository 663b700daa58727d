package notebook;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// Collects what a cell prints, in the order in which it comes. Pictures come on the same way,
/// between two marks, so that they keep their place among the lines.
final class Capture {

    /// What the cells' JVM is told, so that timelines come as pictures.
    static final String SENDER = """
            timeline.Timeline.printTo((svg, text) -> {
                var base64 = java.util.Base64.getEncoder();
                var utf8 = java.nio.charset.StandardCharsets.UTF_8;
                System.out.print("\\u001b]timeline;" + base64.encodeToString(svg.getBytes(utf8))
                        + ";" + base64.encodeToString(text.getBytes(utf8)) + "\\u0007");
            });
            """;

    private static final Pattern PICTURE = Pattern.compile(
            "\u001b]timeline;(?<svg>[^;]*);(?<text>[^\u0007]*)\u0007");

    private record Piece(boolean standardError, ByteArrayOutputStream bytes) {}

    private final List<Piece> pieces = new ArrayList<>();

    OutputStream stream(boolean standardError) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                add(standardError, bytes, from, length);
            }
        };
    }

    private synchronized void add(boolean standardError, byte[] bytes, int from,
            int length) {
        if (pieces.isEmpty() || pieces.getLast().standardError != standardError) {
            pieces.add(new Piece(standardError, new ByteArrayOutputStream()));
        }
        pieces.getLast().bytes.write(bytes, from, length);
    }

    /// Forgets what came before.
    synchronized void begin() {
        pieces.clear();
    }

    /// What came since.
    synchronized List<CellOutput> end() {
        var outputs = new ArrayList<CellOutput>();
        for (var piece : pieces) {
            var text = piece.bytes.toString(StandardCharsets.UTF_8);
            var picture = PICTURE.matcher(text);
            int from = 0;
            while (picture.find()) {
                add(outputs, text.substring(from, picture.start()), piece.standardError);
                outputs.add(new CellOutput.Picture(decode(picture.group("svg")),
                        decode(picture.group("text"))));
                from = picture.end();
            }
            add(outputs, text.substring(from), piece.standardError);
        }
        return outputs;
    }

    private static void add(List<CellOutput> outputs, String text,
            boolean standardError) {
        if (!text.isEmpty()) {
            outputs.add(new CellOutput.Text(text.replace("\r\n", "\n"), standardError));
        }
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
