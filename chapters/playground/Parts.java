package playground;

import java.util.List;

/// The classes that the chapters share.
///
/// Plain `java Step1.java` compiles each of them when it is first needed. There a Ctrl+C
/// would interrupt the compiler, which then ends the JVM in its own way, or hangs; and
/// what is timed would take the compiler's time as well. So a chapter loads all of them
/// before it begins.
final class Parts {

    static final List<String> NAMES = List.of(
            "git.ChangedPath", "git.Command", "git.Commit", "git.Diagnosis",
            "git.Git", "git.GitException", "git.GitProgram", "git.Outcome", "git.Output",
            "git.Porcelain", "git.Status", "git.Upstream", "git.Worktree",
            "playground.CallEnd", "playground.CallbackGit", "playground.ChildProgram",
            "playground.CountingServer", "playground.FileCallback",
            "playground.GatedJob", "playground.GitProcesses", "playground.HangingWaits",
            "playground.Keyboard", "playground.KnownThreads", "playground.Lesson",
            "playground.Options", "playground.Parts", "playground.Playground",
            "playground.Prediction", "playground.Remote", "playground.ReportRow",
            "playground.SilentServer", "playground.SlowFiles", "playground.ThreadDump",
            "playground.WaitingServer",
            "timeline.Axis", "timeline.TerminalText", "timeline.Ending",
            "timeline.Glyphs",
            "timeline.Lane", "timeline.Line", "timeline.LaneSnapshot", "timeline.Span",
            "timeline.ScreenSettings", "timeline.Snapshot", "timeline.SvgDrawing",
            "timeline.TextDrawing", "timeline.Timeline");

    private Parts() {}

    static void load() {
        for (var name : NAMES) {
            try {
                Class.forName(name);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("a part of the chapters is missing", e);
            }
        }
    }
}
