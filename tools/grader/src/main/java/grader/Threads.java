package grader;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
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

    /// `#31 "name" virtual WAITING 2026-...`, and then the frames, each on an indented line, with
    /// `at` before it or not, as that has changed from one 25.0.x to another.
    private static final Pattern HEADER = Pattern.compile("#(\\d+) \"(.*?)\"(.*)");

    private Threads() {}

    /// Describes the threads that are inside the code of one of these packages or classes: a few of
    /// them, each with its topmost frames.
    public static List<String> inside(List<String> names) {
        var described = new ArrayList<String>();
        for (var thread : dump()) {
            var lines = thread.lines().toList();
            var methods = lines.stream().skip(1).filter(line -> !isLock(line))
                    .map(Threads::method).toList();
            if (methods.stream().noneMatch(method -> isInside(method, names))) {
                continue;
            }
            var header = HEADER.matcher(lines.getFirst());
            var name = header.matches()
                    ? "  thread #" + header.group(1) + " " + header.group(2)
                    : "  " + lines.getFirst();
            var text = new StringBuilder(name.stripTrailing());
            var shown = 0;
            for (var method : methods) {
                // Its first two frames tell what it waits for.
                if (shown < 2 || isInside(method, names)) {
                    text.append("\n    at ").append(method);
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

    /// Whether any thread is inside code of these packages.
    static boolean isAnyInside(List<String> packages) {
        return dump().stream()
                .flatMap(thread -> thread.lines().skip(1).map(Threads::method))
                .anyMatch(method -> isInside(method, packages));
    }

    /// `- locked <...>`, and other notes about locks between the frames.
    private static boolean isLock(String line) {
        return line.strip().startsWith("- ");
    }

    /// `Class.method(Class.java:1)`, without a module before it.
    private static String method(String line) {
        return line.strip().replaceFirst("^at ", "").replaceFirst("^[^\\s(]*/+", "");
    }

    private static boolean isInside(String method, List<String> names) {
        return names.stream().anyMatch(name -> method.startsWith(name + ".")
                || method.startsWith(name + "$"));
    }

    private static List<String> dump() {
        try {
            var directory = Files.createTempDirectory("grader-");
            var file = directory.resolve("threads.txt");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
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
