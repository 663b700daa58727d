package playground;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the threads of a JVM do at one moment, read from a thread dump as text. It has
/// platform threads and virtual threads.
///
/// Reads the format of JDK 25 and later: `#27 "name" virtual BLOCKED` and a time, then a
/// line for each frame. Below a frame stand the locks that it has taken or waits for.
public record ThreadDump(List<Entry> threads) {

    private static final Pattern HEAD =
            Pattern.compile("#(\\d+) \"(.*)\" (virtual )?([A-Z_]+) \\S+");

    /// A dump of this JVM. Blocks until it is written; it responds to no interrupt.
    ///
    /// Take it while virtual threads are at rest: as long as they mount and unmount, a dump
    /// can crash JDK 25 (JDK-8364343).
    ///
    /// @throws IOException if the temp directory cannot be written
    public static ThreadDump ofThisJvm() throws IOException {
        var folder = Files.createTempDirectory("workbook-dump-");
        try {
            var file = folder.resolve("threads.txt");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
            return read(file);
        } finally {
            Playground.delete(folder);
        }
    }

    /// A dump that was written to a file, by `jcmd` for example.
    public static ThreadDump read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    static ThreadDump parse(String text) {
        return new ThreadDump(Stream.of(text.replace("\r\n", "\n").split("\n\n"))
                .map(paragraph -> paragraph.lines().toList())
                .filter(lines -> !lines.isEmpty()
                        && HEAD.matcher(lines.getFirst()).matches())
                .map(lines -> Entry.of(lines))
                .toList());
    }

    /// The threads whose names begin with `prefix`, in the order in which they were made.
    public List<Entry> named(String prefix) {
        return threads.stream()
                .filter(thread -> thread.name().startsWith(prefix))
                .sorted(Comparator.comparingLong(Entry::id))
                .toList();
    }

    /// One thread.
    ///
    /// @param lines its frames and locks, from the top: `at java.base/java.lang.Thread.run…`
    public record Entry(long id, String name, boolean virtual, String state,
            List<String> lines) {

        private static Entry of(List<String> paragraph) {
            var head = HEAD.matcher(paragraph.getFirst());
            head.matches();
            return new Entry(Long.parseLong(head.group(1)), head.group(2),
                    head.group(3) != null, head.group(4),
                    paragraph.stream().skip(1).map(String::strip).toList());
        }

        /// The thread as the dump has it, without its number and the time: its name and state,
        /// and then so many lines from the top.
        public String top(int howMany) {
            return "  \"" + name + (virtual ? "\" virtual " : "\" ") + state
                    + lines.stream().limit(howMany).map(line -> "\n    " + line)
                            .collect(Collectors.joining());
        }

        /// Where the thread is, in one line: the first method of your own code from the top,
        /// and the method of the JDK that it has called, as in `WAITING in FutureTask.get,
        /// called by check`.
        public String place() {
            var called = "";
            for (var line : lines) {
                if (!line.startsWith("at ")) {
                    continue;
                }
                var frame = line.substring("at ".length()).replaceFirst("\\(.*", "");
                if (!frame.matches("(java|jdk)\\.[^/]*/.*")) {
                    var own = frame.substring(frame.lastIndexOf('.') + 1);
                    return called.isEmpty()
                            ? state + " in " + own
                            : state + " in " + called + ", called by " + own;
                }
                called = frame.replaceFirst(".*[/.](.*\\..*)", "$1");
            }
            return called.isEmpty()
                    ? state + " without a frame"
                    : state + " in " + called;
        }
    }
}
