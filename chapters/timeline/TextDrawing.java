package timeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import timeline.Line.Ink;

/// Timelines as text: a line of cells for each lane, and one time scale for all.
final class TextDrawing {

    private static final int CELLS_BETWEEN_TICKS = 10;

    /// What the legend says of a glyph.
    private record Entry(char glyph, Ink ink, String words) {
    }

    private final List<Snapshot> timelines;
    private final ScreenSettings screen;
    private final Glyphs glyphs;
    private final List<String> phases;
    private final int nameWidth;
    private final Axis axis;
    private final Set<Ink> used = EnumSet.noneOf(Ink.class);

    TextDrawing(List<Snapshot> timelines, ScreenSettings screen) {
        this.timelines = timelines;
        this.screen = screen;
        this.glyphs = screen.unicode() ? Glyphs.UNICODE : Glyphs.ASCII;
        this.phases = Snapshot.phases(timelines);
        this.nameWidth = timelines.stream()
                .flatMap(timeline -> timeline.shown().stream())
                .mapToInt(row -> TerminalText.width(cut(row.name(), screen.width() / 3)))
                .max().orElse(0);
        this.axis = Axis.fitting(timelines, room(), words -> words.length() + 2);
    }

    String draw() {
        var text = new StringBuilder();
        for (var timeline : timelines) {
            text.append(header(timeline));
            for (var row : timeline.shown()) {
                text.append(line(row.name(), bars(row, timeline.end(row))));
            }
            if (!timeline.rest().isEmpty()) {
                var rest = glyphs.ellipsis() + " " + timeline.rest();
                text.append(cut(rest, screen.width())).append('\n');
            }
            if (timeline.peak() > 0) {
                text.append(line("", total(timeline)));
            }
            if (timelines.size() > 1) {
                text.append('\n');
            }
        }
        if (!axis.end().isZero()) {
            text.append(line("", ticks()));
        }
        return text.append(legend()).toString();
    }

    private String header(Snapshot timeline) {
        var right = timeline.atOnce();
        var left = cut(timeline.title(), screen.width() - right.length() - 2);
        int between = screen.width() - TerminalText.width(left) - right.length();
        return Ink.TITLE.on(screen, left) + " ".repeat(between)
                + Ink.FAINT.on(screen, right) + "\n";
    }

    private String line(String name, Line cells) {
        var shown = cut(name, nameWidth);
        int between = nameWidth - TerminalText.width(shown) + 2;
        return (shown + " ".repeat(between) + cells.on(screen)).stripTrailing() + "\n";
    }

    private Line bars(LaneSnapshot row, Duration end) {
        var line = new Line(room());
        var free = row.appeared();
        for (var run : row.runs()) {
            int from = firstCell(run.start());
            // What is worth less than half a cell would come and go with the rounding.
            if (axis.at(run.start()) - axis.at(free) >= 0.5) {
                line.fill(cell(free), from, glyphs.waiting(), Ink.WAITING);
            } else {
                from = Math.min(from, cell(free));
            }
            int phase = phases.indexOf(run.phase());
            line.fill(from, endCell(run.start(), run.end()),
                    glyphs.phase(phase), Ink.phase(phase));
            free = Snapshot.later(free, run.end());
        }
        if (row.runs().isEmpty()) {
            line.fill(firstCell(free), endCell(free, end), glyphs.waiting(), Ink.WAITING);
        }
        // After all the bars: a later one in the same cell must not hide a failure.
        for (var run : row.runs()) {
            int last = endCell(run.start(), run.end()) - 1;
            switch (run.ending()) {
                case FAILED -> line.put(last, glyphs.failed(), Ink.FAILED);
                case CANCELLED -> line.put(last, glyphs.cancelled(), Ink.CANCELLED);
                case DONE, RUNNING -> {}
            }
        }
        used.addAll(line.inks());
        return line.write(line.end() + 1, row.remark(), Ink.PLAIN);
    }

    /// The total time, written at a line of that length.
    private Line total(Snapshot timeline) {
        int end = Math.max(2, cell(timeline.total()));
        return new Line(room())
                .put(0, glyphs.left(), Ink.FAINT)
                .fill(1, end - 1, glyphs.line(), Ink.FAINT)
                .put(end - 1, glyphs.right(), Ink.FAINT)
                .write(end + 1, Timeline.text(timeline.total()), Ink.TITLE);
    }

    private Line ticks() {
        var line = new Line(room());
        for (var tick : axis.ticks(CELLS_BETWEEN_TICKS)) {
            var label = glyphs.tick() + tick.label();
            if (cell(tick.at()) + label.length() <= room()) {
                line.write(cell(tick.at()), label, Ink.FAINT);
            }
        }
        return line;
    }

    private String legend() {
        var legend = new StringBuilder();
        int column = 0;
        for (var entry : entries()) {
            int width = 2 + TerminalText.width(entry.words());
            if (column > 0) {
                boolean fits = column + 2 + width <= screen.width();
                legend.append(fits ? "  " : "\n");
                column = fits ? column + 2 : 0;
            }
            legend.append(entry.ink().on(screen, String.valueOf(entry.glyph())))
                    .append(' ').append(entry.words());
            column += width;
        }
        return legend.isEmpty() ? "" : legend.append('\n').toString();
    }

    private List<Entry> entries() {
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < phases.size(); i++) {
            var phase = phases.get(i);
            var words = phase.isEmpty() ? "running" : cut(phase, screen.width() - 2);
            entries.add(new Entry(glyphs.phase(i), Ink.phase(i), words));
        }
        var others = List.of(
                new Entry(glyphs.waiting(), Ink.WAITING, "waiting"),
                new Entry(glyphs.failed(), Ink.FAILED, "failed"),
                new Entry(glyphs.cancelled(), Ink.CANCELLED, "cancelled"));
        others.stream().filter(entry -> used.contains(entry.ink())).forEach(entries::add);
        return entries;
    }

    private int room() {
        return screen.width() - nameWidth - 2;
    }

    private int cell(Duration moment) {
        return (int) Math.round(axis.at(moment));
    }

    private int firstCell(Duration start) {
        return Math.min(cell(start), axis.length() - 1);
    }

    /// At least one cell on, so that nothing that happened is invisible.
    private int endCell(Duration start, Duration end) {
        return Math.max(cell(end), firstCell(start) + 1);
    }

    private String cut(String text, int width) {
        return TerminalText.cut(TerminalText.visible(text), width, glyphs.ellipsis());
    }
}
