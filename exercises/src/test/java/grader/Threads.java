package grader;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Where the answer's threads stand. From a dump of all threads, because
/// `Thread.getAllStackTraces` does not see virtual ones.
public final class Threads {

    private static final int MOST_THREADS = 5;
    private static final int MOST_FRAMES = 6;

    /// `#31 "name" virtual WAITING 2026-...`, and then the frames, each on an indented line.
    private static final Pattern HEADER = Pattern.compile("#(\\d+) \"(.*?)\"(.*)");

    private Threads() {}

    /// Describes the threads that are inside one of these packages' own code, tests and probes
    /// apart: a few of them, each with its topmost frames.
    public static List<String> inside(List<String> packages) {
        var described = new ArrayList<String>();
        for (var thread : dump()) {
            var lines = thread.lines().toList();
            var inside = lines.stream().skip(1).map(String::strip)
                    .anyMatch(
                            frame -> packages.stream().anyMatch(p -> isAnswer(frame, p)));
            if (!inside) {
                continue;
            }
            var header = HEADER.matcher(lines.getFirst());
            var name = header.matches()
                    ? "  thread #" + header.group(1) + " " + header.group(2)
                    : "  " + lines.getFirst();
            var text = new StringBuilder(name.stripTrailing());
            var shown = 0;
            for (var frame : lines.subList(1, lines.size())) {
                // The way down through the JDK is told by its first two frames.
                if (shown < 2
                        || packages.stream().anyMatch(p -> isAnswer(frame.strip(), p))) {
                    text.append("\n    at ")
                            .append(frame.strip().replaceFirst("^\\S*?/", ""));
                    shown++;
                }
                if (shown == MOST_FRAMES) {
                    break;
                }
            }
            described.add(text.toString());
        }
        if (described.size() > MOST_THREADS) {
            var more = described.size() - MOST_THREADS;
            described.subList(MOST_THREADS, described.size()).clear();
            described.add("  and " + more + " more");
        }
        return described;
    }

    private static boolean isAnswer(String frame, String pkg) {
        var method = frame.replaceFirst("^\\S*?/", "");
        // A test, whatever is nested in it, and its helpers (ConfigReaderTestDisk) are ours.
        return method.startsWith(pkg + ".") && !method.matches(".*Test(\\w*)[.$].*");
    }

    private static List<String> dump() {
        try {
            var directory = Files.createTempDirectory("grader-");
            var file = directory.resolve("threads.txt");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(
                                file.toString(),
                                HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
                return List.of(Files.readString(file).split("\n\n"));
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
