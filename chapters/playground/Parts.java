package playground;

import java.util.List;
import java.util.Map;

/// The classes that the chapters share.
///
/// Plain `java Step1.java` compiles each of them when it is first needed. There a Ctrl+C
/// would interrupt the compiler, which then ends the JVM in its own way, or hangs; and
/// what is timed would take the compiler's time as well. So a chapter loads all that it
/// needs before it begins. Each takes the compiler about 0.3 s.
final class Parts {

    static final List<String> NAMES = List.of(
            "git.ChangedPath", "git.Command", "git.Commit", "git.Diagnosis",
            "git.Git", "git.GitException", "git.GitProgram", "git.Outcome", "git.Output",
            "git.Porcelain", "git.Status", "git.Upstream", "git.Worktree",
            "playground.Keyboard", "playground.Lesson", "playground.Options",
            "playground.Parts", "playground.Playground", "playground.Prediction",
            "playground.Remote",
            "timeline.Axis", "timeline.TerminalText", "timeline.Ending",
            "timeline.Glyphs",
            "timeline.Lane", "timeline.Line", "timeline.LaneSnapshot", "timeline.Span",
            "timeline.ScreenSettings", "timeline.Snapshot", "timeline.SvgDrawing",
            "timeline.TextDrawing", "timeline.Timeline");

    /// What only some steps use, by the number of the step.
    static final Map<Integer, List<String>> OF_A_STEP = Map.of(
            2, List.of("playground.SlowFiles"),
            8, List.of("playground.GitProcesses", "playground.ReportRow"),
            9,
            List.of("playground.ChildProgram", "playground.HangingWaits",
                    "playground.SilentServer", "playground.SlowFiles"),
            10, List.of("playground.CountingServer"),
            11,
            List.of("playground.ChildProgram", "playground.KnownThreads",
                    "playground.SlowFiles", "playground.ThreadDump"),
            12,
            List.of("playground.EndOfCall", "playground.CallbackGit",
                    "playground.FileCallback", "playground.GatedJob",
                    "playground.SilentServer"));

    private Parts() {}

    static void load(int step) {
        NAMES.forEach(Parts::load);
        OF_A_STEP.getOrDefault(step, List.of()).forEach(Parts::load);
    }

    private static void load(String name) {
        try {
            Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a part of the chapters is missing", e);
        }
    }
}
