package timeline;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/// Timelines as one SVG image, which needs no script, no font file and nothing else.
///
/// It may stand in a page as it is, several times too: all class names begin with
/// `timeline`, and there is no id that could occur twice.
///
/// There are two drawings in it: a wide one, and a narrow one with fewer pixels for the same
/// letters, which is hidden. A page with little room shows the narrow one instead: it hides
/// `.timeline-wide`, shows `.timeline-narrow`, and gives the image the aspect ratio
/// `--timeline-narrow`.
final class SvgDrawing {

    private static final int WIDE = 720;
    private static final int NARROW = 340;
    private static final int MARGIN = 16;
    private static final int ROW = 22;
    /// The length of a sign in the legend.
    private static final int SIGN = 16;
    /// Longest names, in letters.
    private static final int NAME = 28;
    private static final int NARROW_NAME = 16;
    /// About how wide a letter of a title is.
    private static final int TITLE_LETTER = 9;
    private static final int PIXELS_BETWEEN_TICKS = 70;
    /// Between the end of a bar, where a mark may stand, and the words behind it.
    private static final int GAP = 11;

    /// A page's colour if it sets one, else ours. What a colour tells, a pattern, a mark
    /// or a word tells too.
    private static final String STYLE = """
            <style>
            .timeline {
              --tl-paper: var(--timeline-paper, #ffffff);
              --tl-ink: var(--timeline-ink, #1f2328);
              --tl-faint: var(--timeline-faint, #6e7781);
              --tl-running: var(--timeline-running, #1a7f37);
              --tl-second: var(--timeline-second, #0969da);
              --tl-third: var(--timeline-third, #8250df);
              --tl-failed: var(--timeline-failed, #cf222e);
              --tl-cancelled: var(--timeline-cancelled, #9a6700);
              --tl-sign: var(--timeline-sign, #ffffff);
              max-width: 100%; height: auto;
            }
            @media (prefers-color-scheme: dark) {
              .timeline {
                --tl-paper: var(--timeline-paper, #0d1117);
                --tl-ink: var(--timeline-ink, #e6edf3);
                --tl-faint: var(--timeline-faint, #8b949e);
                --tl-running: var(--timeline-running, #3fb950);
                --tl-second: var(--timeline-second, #4493f8);
                --tl-third: var(--timeline-third, #ab7df8);
                --tl-failed: var(--timeline-failed, #f85149);
                --tl-cancelled: var(--timeline-cancelled, #d29922);
                --tl-sign: var(--timeline-sign, #0d1117);
              }
            }
            .timeline:root { color-scheme: light dark; }
            .timeline text { fill: var(--tl-ink); font: 12px system-ui, sans-serif; }
            .timeline .timeline-title { font-size: 14px; font-weight: 600; }
            .timeline .timeline-strong { font-weight: 600; }
            .timeline .timeline-faint { fill: var(--tl-faint); }
            .timeline .timeline-right { text-anchor: end; }
            .timeline-narrow { display: none; }
            .timeline-paper { fill: var(--tl-paper); }
            .timeline-grid { stroke: var(--tl-faint); stroke-opacity: 0.25; }
            .timeline-measure { stroke: var(--tl-faint); }
            .timeline-waiting {
              stroke: var(--tl-faint); stroke-width: 2; stroke-dasharray: 2 4;
            }
            .timeline-bar { stroke: var(--tl-running); stroke-width: 12; }
            .timeline-phase-2 { stroke: var(--tl-second); stroke-dasharray: 6 2; }
            .timeline-phase-3 { stroke: var(--tl-third); stroke-dasharray: 2 2; }
            .timeline-bar.timeline-failed { stroke: var(--tl-failed); }
            .timeline-bar.timeline-cancelled { stroke: var(--tl-cancelled); }
            .timeline circle.timeline-failed { fill: var(--tl-failed); }
            .timeline circle.timeline-cancelled { fill: var(--tl-cancelled); }
            .timeline-sign { stroke: var(--tl-sign); stroke-width: 2; }
            </style>
            """;

    private final List<Snapshot> timelines;
    private final List<String> phases;
    private final int width;
    private final int nameLetters;
    private final int left;
    private final Axis axis;
    /// The signs that occur, for the legend.
    private final Set<String> used = new HashSet<>();
    private final StringBuilder svg = new StringBuilder();
    /// The middle of the row that is drawn next.
    private int y = MARGIN + ROW / 2;

    private SvgDrawing(List<Snapshot> timelines, int width, int nameLetters) {
        this.timelines = timelines;
        this.width = width;
        this.nameLetters = nameLetters;
        this.phases = Snapshot.phases(timelines);
        this.left = MARGIN + timelines.stream()
                .flatMap(timeline -> timeline.shown().stream())
                .mapToInt(row -> width(shortened(row.name(), nameLetters)) + 10)
                .max().orElse(0);
        this.axis = Axis.fitting(timelines, width - MARGIN - left,
                words -> width(words) + GAP);
        draw();
    }

    static String of(List<Snapshot> timelines) {
        var wide = new SvgDrawing(timelines, WIDE, NAME);
        var narrow = new SvgDrawing(timelines, NARROW, NARROW_NAME);
        var title = timelines.stream()
                .map(Snapshot::title)
                .collect(Collectors.joining("; "));
        // The narrow one is as wide as the image, and goes on below it: it is never less high.
        return format("""
                <svg xmlns='http://www.w3.org/2000/svg' class='timeline' role='img' \
                width='%1$d' height='%2$d' viewBox='0 0 %1$d %2$d' \
                preserveAspectRatio='xMinYMin' style='--timeline-narrow: %3$d / %4$d'>
                <title>%5$s</title>
                <desc>%6$s</desc>
                """, WIDE, wide.height(), NARROW, narrow.height(), escaped(title),
                escaped(description(timelines)))
                + STYLE
                + "<g class='timeline-wide'>\n" + wide.drawn() + "</g>\n"
                + format("<g class='timeline-narrow' transform='scale(%.4f)'>\n",
                        (double) WIDE / NARROW)
                + narrow.drawn() + "</g>\n"
                + "</svg>\n";
    }

    private int height() {
        return y + MARGIN;
    }

    private String drawn() {
        return format(
                "<rect class='timeline-paper' width='%d' height='%d' rx='6'/>\n",
                width, height()) + svg;
    }

    private void draw() {
        for (var timeline : timelines) {
            title(timeline);
            grid(timeline);
            for (var row : timeline.shown()) {
                row(row, timeline.end(row));
            }
            rest(timeline);
            total(timeline);
        }
        ticks();
        legend();
    }

    /// What somebody is told who cannot see the drawing.
    private static String description(List<Snapshot> timelines) {
        return timelines.stream()
                .map(timeline -> timeline.title() + ": " + timeline.atOnce() + ", "
                        + Timeline.text(timeline.total()) + " in all. "
                        + timeline.shown().stream().map(SvgDrawing::inWords)
                                .collect(Collectors.joining("; ")))
                .collect(Collectors.joining(". "));
    }

    private static String inWords(LaneSnapshot row) {
        var words = new StringJoiner(", ", row.name() + ": ", "");
        for (var run : row.runs()) {
            words.add((run.phase() + " " + Timeline.text(run.start()) + " to "
                    + Timeline.text(run.end())).strip());
        }
        return (row.remark().isEmpty() ? words : words.add(row.remark())).toString();
    }

    private void title(Snapshot timeline) {
        int room = width - 2 * MARGIN;
        var title = shortened(timeline.title(), room / TITLE_LETTER);
        text("timeline-title", MARGIN, title);
        if (TITLE_LETTER * TerminalText.width(title) + GAP + width(timeline.atOnce())
                > room) {
            y += ROW;
        }
        text("timeline-faint timeline-right", width - MARGIN, timeline.atOnce());
        y += ROW + 2;
    }

    private void grid(Snapshot timeline) {
        int top = y - ROW / 2;
        int bottom = top + ROW * timeline.shown().size();
        for (var tick : axis.ticks(PIXELS_BETWEEN_TICKS)) {
            line("timeline-grid", x(tick.at()), top, x(tick.at()), bottom);
        }
    }

    private void row(LaneSnapshot row, Duration end) {
        svg.append("<g><title>").append(escaped(inWords(row))).append("</title>\n");
        text("timeline-name", MARGIN, shortened(row.name(), nameLetters));
        var free = row.appeared();
        for (var run : row.runs()) {
            waiting(x(free), x(run.start()));
            bar(phaseClass(run.phase()) + endingClass(run), x(run.start()), x(run.end()));
            free = Snapshot.later(free, run.end());
        }
        if (row.runs().isEmpty()) {
            waiting(x(free), x(end));
        }
        // After all the bars, so that a later one does not hide a failure.
        for (var run : row.runs()) {
            switch (run.ending()) {
                case FAILED -> failed(x(run.end()));
                case CANCELLED -> cancelled(x(run.end()));
                case DONE, RUNNING -> {}
            }
        }
        text("timeline-remark", x(end) + GAP, row.remark());
        svg.append("</g>\n");
        y += ROW;
    }

    private void rest(Snapshot timeline) {
        if (!timeline.rest().isEmpty()) {
            text("timeline-faint", MARGIN, "… " + timeline.rest());
            y += ROW;
        }
    }

    private void total(Snapshot timeline) {
        if (timeline.peak() > 0) {
            double end = x(timeline.total());
            line("timeline-measure", left, y, end, y);
            line("timeline-measure", left, y - 4, left, y + 4);
            line("timeline-measure", end, y - 4, end, y + 4);
            text("timeline-strong", end + GAP, Timeline.text(timeline.total()));
        }
        y += ROW + ROW / 2;
    }

    private void ticks() {
        y -= ROW / 2;
        for (var tick : axis.ticks(PIXELS_BETWEEN_TICKS)) {
            if (x(tick.at()) + width(tick.label()) <= width - MARGIN) {
                text("timeline-faint", x(tick.at()), tick.label());
            }
        }
        y += ROW + 4;
    }

    private void legend() {
        double x = MARGIN;
        for (var phase : phases) {
            var words = phase.isEmpty() ? "running" : shortened(phase, NAME);
            x = entry(x, words, at -> bar(phaseClass(phase), at, at + SIGN));
        }
        if (used.contains("waiting")) {
            x = entry(x, "waiting", at -> waiting(at, at + SIGN));
        }
        if (used.contains("failed")) {
            x = entry(x, "failed", at -> failed(at + SIGN / 2));
        }
        if (used.contains("cancelled")) {
            entry(x, "cancelled", at -> cancelled(at + SIGN / 2));
        }
    }

    /// A sign and what it means; gives where the next one may stand.
    private double entry(double x, String words, DoubleConsumer sign) {
        int length = SIGN + 6 + width(words);
        if (x + length > width - MARGIN) {
            x = MARGIN;
            y += ROW;
        }
        sign.accept(x);
        text("timeline-legend", x + SIGN + 6, words);
        return x + length + 12;
    }

    private void bar(String classes, double start, double end) {
        // A pixel short, so that two runs in a row stay two; but never so short that it
        // cannot be seen.
        line("timeline-bar " + classes, start, y, Math.max(end - 1, start + 2), y);
    }

    private void waiting(double start, double end) {
        if (end - start >= 2) {
            line("timeline-waiting", start, y, end, y);
            used.add("waiting");
        }
    }

    private void failed(double x) {
        dot("timeline-failed", x);
        line("timeline-sign", x - 2.5, y - 2.5, x + 2.5, y + 2.5);
        line("timeline-sign", x - 2.5, y + 2.5, x + 2.5, y - 2.5);
        used.add("failed");
    }

    private void cancelled(double x) {
        dot("timeline-cancelled", x);
        line("timeline-sign", x - 3, y + 3, x + 3, y - 3);
        used.add("cancelled");
    }

    private String phaseClass(String phase) {
        return "timeline-phase-" + (phases.indexOf(phase) % 3 + 1);
    }

    private static String endingClass(Span run) {
        return switch (run.ending()) {
            case FAILED -> " timeline-failed";
            case CANCELLED -> " timeline-cancelled";
            case DONE, RUNNING -> "";
        };
    }

    private double x(Duration moment) {
        return left + axis.at(moment);
    }

    private void line(String classes, double x1, double y1, double x2, double y2) {
        svg.append(format("<line class='%s' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>\n",
                classes, x1, y1, x2, y2));
    }

    private void dot(String classes, double x) {
        svg.append(format("<circle class='%s' cx='%.1f' cy='%d' r='6.5'/>\n",
                classes, x, y));
    }

    private void text(String classes, double x, String text) {
        if (!text.isEmpty()) {
            svg.append(format("<text class='%s' x='%.1f' y='%d'>%s</text>\n",
                    classes, x, y + 4, escaped(text)));
        }
    }

    /// About how wide the text will be: how wide it is, only the reader's font knows.
    private static int width(String text) {
        return 13 * TerminalText.width(text) / 2;
    }

    private static String shortened(String text, int letters) {
        return TerminalText.cut(TerminalText.visible(text), letters, "…");
    }

    private static String escaped(String text) {
        return TerminalText.visible(text)
                .replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /// With a point in 0.5, wherever the reader lives.
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
