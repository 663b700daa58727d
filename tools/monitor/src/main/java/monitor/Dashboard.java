package monitor;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import timeline.TerminalText;

/// The contents of the live screen, and what its keys do. It knows nothing about terminals. Only
/// one thread may call it.
final class Dashboard {

    /// How many changes the log keeps.
    static final int LONGEST_LOG = 200;

    /// A row of the screen: a repository.
    ///
    /// @param status  empty until it is known
    /// @param changed when it last changed; null if it has not changed since we watch it
    record RepositoryRow(Repository repository, String status, Instant changed) {

        /// `clean`, `dirty`, `error`, ...: how the status begins. `asking` until it is known.
        String state() {
            return status.isEmpty() ? "asking" : status.split("[ ,:]", 2)[0];
        }
    }

    /// A line of the log.
    record LogEntry(Instant time, String text) {
    }

    enum SortOrder {
        CHANGE("latest change"), NAME("name"), STATE("state");

        private final String words;

        SortOrder(String words) {
            this.words = words;
        }

        String inWords() {
            return words;
        }

        SortOrder next() {
            return values()[(ordinal() + 1) % values().length];
        }
    }

    /// What the keys control.
    enum Mode {
        LIST, FILTER, HELP, SHELL_LINE
    }

    private final PausableSleeper pace;
    private final Map<Path, RepositoryRow> rows = new HashMap<>();
    private final Deque<LogEntry> log = new ArrayDeque<>();
    private SortOrder order = SortOrder.CHANGE;
    private Mode mode = Mode.LIST;
    private String filter = "";
    private boolean paused;
    private Path selected;

    /// @param pace what the keys "pause" and "refresh" control
    Dashboard(PausableSleeper pace) {
        this.pace = pace;
    }

    SortOrder order() {
        return order;
    }

    Mode mode() {
        return mode;
    }

    String filter() {
        return filter;
    }

    boolean paused() {
        return paused;
    }

    /// All rows, in no order.
    List<RepositoryRow> all() {
        return List.copyOf(rows.values());
    }

    /// The latest entry first.
    List<LogEntry> log() {
        return List.copyOf(log);
    }

    /// Handles an event of a repository.
    void hear(RepositoryEvent event) {
        var path = event.repository().path();
        if (event.isChange()) {
            note(event.time(), event.repository().name() + ": " + event.inWords());
        }
        if (event.kind() == RepositoryEvent.Kind.GONE) {
            rows.remove(path);
        } else {
            rows.put(path, new RepositoryRow(event.repository(), event.after(),
                    event.isChange() ? event.time() : null));
        }
    }

    /// Adds a line to the log.
    void note(Instant time, String text) {
        log.addFirst(new LogEntry(time, text));
        if (log.size() > LONGEST_LOG) {
            log.removeLast();
        }
    }

    /// The rows that match the filter, sorted.
    List<RepositoryRow> shown() {
        var wanted = filter.toLowerCase(Locale.ROOT);
        return rows.values().stream()
                .filter(row -> (row.repository().name() + " " + row.status())
                        .toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(comparator().thenComparing(row -> row.repository().path()))
                .toList();
    }

    private Comparator<RepositoryRow> comparator() {
        return switch (order) {
            case CHANGE -> Comparator.comparing(RepositoryRow::changed,
                    Comparator.nullsLast(Comparator.reverseOrder()));
            case NAME -> Comparator.comparing(row -> row.repository().name());
            case STATE -> Comparator.comparing(row -> switch (row.state()) {
                case "error" -> 0;
                case "dirty" -> 1;
                case "asking" -> 2;
                default -> 3;
            });
        };
    }

    /// The number of the selected row among those shown. It follows its repository; without
    /// one, it is the first.
    int selection(List<RepositoryRow> shown) {
        for (var i = 0; i < shown.size(); i++) {
            if (shown.get(i).repository().path().equals(selected)) {
                return i;
            }
        }
        return 0;
    }

    Optional<RepositoryRow> selectedRow() {
        var shown = shown();
        return shown.isEmpty()
                ? Optional.empty()
                : Optional.of(shown.get(selection(shown)));
    }

    /// Handles a key.
    ///
    /// @param key the typed text, or one of the names in [Key]
    /// @return whether to go on
    boolean press(String key) {
        switch (mode) {
            case LIST -> {
                return pressInList(key);
            }
            case FILTER -> pressInFilter(key);
            case HELP, SHELL_LINE -> {
                mode = Mode.LIST;
                return !key.equals("q");
            }
        }
        return true;
    }

    private boolean pressInList(String key) {
        switch (key) {
            case "q" -> {
                return false;
            }
            case "f", "/" -> mode = Mode.FILTER;
            case "s" -> order = order.next();
            case "p" -> {
                paused = !paused;
                pace.pause(paused);
            }
            case "r" -> pace.wake();
            case "o", Key.ENTER -> {
                if (selectedRow().isPresent()) {
                    mode = Mode.SHELL_LINE;
                }
            }
            case "?", "h" -> mode = Mode.HELP;
            case Key.ESCAPE -> filter = "";
            case Key.UP, "k" -> move(-1);
            case Key.DOWN, "j" -> move(1);
            case Key.PAGE_UP -> move(-10);
            case Key.PAGE_DOWN, " " -> move(10);
            case Key.HOME, "g" -> move(Integer.MIN_VALUE / 2);
            case Key.END, "G" -> move(Integer.MAX_VALUE / 2);
            default -> {
                // This key has no meaning here.
            }
        }
        return true;
    }

    private void move(int lines) {
        var shown = shown();
        if (!shown.isEmpty()) {
            var to = Math.clamp(selection(shown) + lines, 0, shown.size() - 1);
            selected = shown.get(to).repository().path();
        }
    }

    private void pressInFilter(String key) {
        switch (key) {
            case Key.ENTER -> mode = Mode.LIST;
            case Key.ESCAPE -> {
                filter = "";
                mode = Mode.LIST;
            }
            case Key.BACKSPACE -> {
                if (!filter.isEmpty()) {
                    filter = filter.substring(0,
                            filter.offsetByCodePoints(filter.length(), -1));
                }
            }
            default -> {
                if (!Key.isName(key) && TerminalText.visible(key).equals(key)) {
                    filter += key;
                }
            }
        }
    }
}
