package lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What a chapter's page shows, as the events that lead there: a page that comes late, or has
/// slept, is told these, and then misses nothing.
final class ChapterLog {

    private static final class Shown {
        private Map<String, Object> state;
        private final List<Map<String, Object>> outputs = new ArrayList<>();
    }

    private final Map<Integer, Shown> cells = new TreeMap<>();

    /// Takes an event into account.
    void add(Map<String, Object> event) {
        switch (event.get("type").toString()) {
            case "restarted" -> cells.clear();
            case "state" -> {
                var shown = shown(event);
                if ("running".equals(event.get("state"))) {
                    shown.outputs.clear();
                } else {
                    shown.outputs.removeIf(ChapterLog::isDraft);
                }
                shown.state = event;
            }
            case "output" -> add(shown(event).outputs, event);
            default -> {
                // It changes nothing that stays.
            }
        }
    }

    private Shown shown(Map<String, Object> event) {
        return cells.computeIfAbsent((Integer) event.get("cell"), _ -> new Shown());
    }

    private static void add(List<Map<String, Object>> outputs,
            Map<String, Object> event) {
        if (event.get("kind").equals("picture")) {
            // A draft replaces the one before it, and the finished picture all of them.
            outputs.removeIf(one -> isDraft(one) && (!isDraft(event)
                    || Objects.equals(one.get("draft"), event.get("draft"))));
        }
        var last = outputs.isEmpty() ? null : outputs.getLast();
        if (last != null && event.get("kind").equals(last.get("kind"))
                && List.of("text", "error").contains(event.get("kind"))) {
            last.put("text", last.get("text").toString() + event.get("text"));
        } else {
            outputs.add(new HashMap<>(event));
        }
    }

    private static boolean isDraft(Map<String, Object> output) {
        return output.get("draft") instanceof Integer draft && draft > 0;
    }

    /// The events after which a page shows what it has to show.
    List<Map<String, Object>> events() {
        var events = new ArrayList<Map<String, Object>>();
        cells.forEach((cell, shown) -> {
            if (shown.state != null) {
                var begin = new HashMap<>(shown.state);
                begin.put("state", "running");
                events.add(begin);
                shown.outputs.forEach(output -> events.add(new HashMap<>(output)));
                if (!"running".equals(shown.state.get("state"))) {
                    events.add(shown.state);
                }
            }
        });
        return events;
    }
}
