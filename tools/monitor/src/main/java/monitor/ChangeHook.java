package monitor;

import git.Command;
import git.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import timeline.TerminalText;
import workbook.BoundedTaskGroup;
import workbook.TaskGroupException;

/// Runs a command for each change, a few at once; the commands for one repository run one after
/// another, in order. Nobody waits for them. If a command fails, the others still run.
final class ChangeHook implements AutoCloseable {

    /// How many changes of one repository may wait. There are more only if the command is slower
    /// than the changes, and then it would never catch up.
    private static final int MOST_WAITING = 1_000;

    private sealed interface Message {
        record Told(RepositoryEvent event) implements Message {}

        record Ended(Path path) implements Message {}
    }

    private final List<String> command;
    private final Duration limit;
    private final int atOnce;
    private final Consumer<String> complaints;
    private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
    private final Thread owner;

    /// @param command    the program and its arguments: no shell sees them
    /// @param limit      how long one may take before it is ended with all its descendants
    /// @param atOnce     how many may run at once
    /// @param complaints gets one line, safe for a terminal, for each command that failed; from
    ///                   several threads
    ChangeHook(List<String> command, Duration limit, int atOnce,
            Consumer<String> complaints) {
        this.command = List.copyOf(command);
        this.limit = limit;
        this.atOnce = atOnce;
        this.complaints = complaints;
        owner = Thread.ofVirtual().name("on-change").start(this::run);
    }

    /// Runs the command for a change, later. Does not block.
    void tell(RepositoryEvent event) {
        inbox.add(new Message.Told(event));
    }

    // One thread makes the group and forks into it. A task that has ended says so to that
    // thread, which then forks the next one for the same repository.
    private void run() {
        try {
            while (true) {
                var waiting = new HashMap<Path, Queue<RepositoryEvent>>();
                // A new group whenever all tasks have ended: an old one might keep all its tasks.
                try (var group = new BoundedTaskGroup(atOnce)) {
                    do {
                        take(inbox.take(), waiting, group);
                    } while (!waiting.isEmpty());
                    group.join();
                }
            }
        } catch (InterruptedException e) {
            // Closed. Leaving the group has ended what ran.
        } catch (TaskGroupException e) {
            throw new AssertionError("a task complains, it does not fail", e);
        }
    }

    private void take(Message message, Map<Path, Queue<RepositoryEvent>> waiting,
            BoundedTaskGroup group) {
        switch (message) {
            case Message.Told(var event) -> {
                var path = event.repository().path();
                var queue = waiting.get(path);
                if (queue == null) {
                    waiting.put(path, new ArrayDeque<>());
                    fork(event, group);
                } else if (queue.size() < MOST_WAITING) {
                    queue.add(event);
                } else {
                    complain(event, MOST_WAITING + " changes wait for the command, it is "
                            + "too slow: this one is left out");
                }
            }
            case Message.Ended(var path) -> {
                var next = waiting.get(path).poll();
                if (next == null) {
                    waiting.remove(path);
                } else {
                    fork(next, group);
                }
            }
        }
    }

    private void fork(RepositoryEvent event, BoundedTaskGroup group) {
        group.fork(() -> {
            try {
                execute(event);
            } finally {
                inbox.add(new Message.Ended(event.repository().path()));
            }
            return null;
        });
    }

    // Throws nothing but the interrupt at the end: a task that fails would end all the others.
    private void execute(RepositoryEvent event) throws InterruptedException {
        try {
            var output = Command.run(Path.of(""), command,
                    environment -> environment.putAll(variables(event)), new byte[0],
                    limit);
            if (output.exitCode() != 0) {
                complain(event, "exit code " + output.exitCode() + lastLine(output));
            }
        } catch (TimeoutException e) {
            complain(event, "ended after " + limit.toMillis() / 1_000.0 + " s");
        } catch (IOException e) {
            complain(event, e.getMessage());
        } catch (RuntimeException | Error e) {
            complain(event, e.toString());
        }
    }

    /// The change as environment variables, where a name with spaces, quotes or newlines stays one
    /// value.
    static Map<String, String> variables(RepositoryEvent event) {
        return Map.of("MONITOR_TIME", event.time().toString(),
                "MONITOR_CHANGE", event.kind().inWords(),
                "MONITOR_PATH", event.repository().path().toString(),
                "MONITOR_NAME", event.repository().name(),
                "MONITOR_BEFORE", event.before(),
                "MONITOR_AFTER", event.after());
    }

    private void complain(RepositoryEvent event, String what) {
        // The name and the output of the command may contain anything.
        complaints.accept(
                TerminalText.visible("--on-change " + command.getFirst() + ", for "
                        + event.repository().name() + ": " + what));
    }

    private static String lastLine(Output output) {
        var err = output.errText().strip();
        return err.isEmpty() ? "" : ": " + err.substring(err.lastIndexOf('\n') + 1);
    }

    /// Ends all running commands with their descendants, and starts no more. Returns when they have
    /// ended. An interrupt does not shorten that; the flag stays set.
    @Override
    public void close() {
        owner.interrupt();
        UninterruptibleWait.forEndOf(owner);
    }
}
