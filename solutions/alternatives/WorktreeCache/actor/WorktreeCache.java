// What is different: one thread owns all that the cache knows, and everybody else sends
// it messages. There is no lock and no atomic step, because nobody shares anything; the
// thread never waits for a load either: a message reports its end.
//
// When to choose it: when what is known gets complicated (limits, statistics, a refresh
// ahead of time) and would need a lock that many methods have to agree on. It costs a
// thread that lives as long as the program.
package workbook;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

public final class WorktreeCache {

    private sealed interface Message {
        record Wanted(Path worktree, Instant now, CompletableFuture<String> reply)
                implements Message {}

        record Loaded(Path worktree, String status, Instant end) implements Message {}

        record Failed(Path worktree, Throwable failure) implements Message {}
    }

    private final Duration ttl;
    private final StatusLoader loader;
    private final InstantSource clock;
    private final BlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();

    public WorktreeCache(Duration ttl, StatusLoader loader, InstantSource clock) {
        this.ttl = ttl;
        this.loader = loader;
        this.clock = clock;
        Thread.ofVirtual().name("worktree cache").start(this::handleMessages);
    }

    public String getStatus(Path worktree) throws IOException, InterruptedException {
        return await(ask(worktree));
    }

    public Map<Path, String> getAllStatuses(List<Path> worktrees)
            throws IOException, InterruptedException {
        var replies = new LinkedHashMap<Path, CompletableFuture<String>>();
        worktrees.forEach(worktree -> replies.computeIfAbsent(worktree, this::ask));
        var statuses = new LinkedHashMap<Path, String>();
        for (var reply : replies.entrySet()) {
            statuses.put(reply.getKey(), await(reply.getValue()));
        }
        return statuses;
    }

    private CompletableFuture<String> ask(Path worktree) {
        // A reply for this caller alone: a caller who stops waiting leaves it, and
        // affects nobody else.
        var reply = new CompletableFuture<String>();
        // The clock is read here, and not by the thread that owns the cache: an exception
        // there would end it, and nobody would ever get a reply again.
        mailbox.add(new Message.Wanted(worktree, clock.instant(), reply));
        return reply;
    }

    private static String await(CompletableFuture<String> reply)
            throws IOException, InterruptedException {
        try {
            return reply.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io
                    ? io
                    : new IOException(e.getCause());
        }
    }

    private void handleMessages() {
        var known = new HashMap<Path, Message.Loaded>();
        var waiting = new HashMap<Path, List<CompletableFuture<String>>>();
        while (true) {
            Message message;
            try {
                message = mailbox.take();
            } catch (InterruptedException e) {
                return; // nobody does that; the thread is known to nobody
            }
            switch (message) {
                case Message.Wanted(var worktree, var now, var reply) -> {
                    var loaded = known.get(worktree);
                    if (loaded != null && isFresh(loaded, now)) {
                        reply.complete(loaded.status());
                        continue;
                    }
                    waiting.computeIfAbsent(worktree, _ -> {
                        Thread.startVirtualThread(() -> load(worktree));
                        return new ArrayList<>();
                    }).add(reply);
                }
                case Message.Loaded loaded -> {
                    known.put(loaded.worktree(), loaded);
                    waiting.remove(loaded.worktree())
                            .forEach(reply -> reply.complete(loaded.status()));
                }
                case Message.Failed(var worktree, var failure) -> {
                    known.remove(worktree);
                    waiting.remove(worktree)
                            .forEach(reply -> reply.completeExceptionally(failure));
                }
            }
        }
    }

    private boolean isFresh(Message.Loaded loaded, Instant now) {
        // Not end.plus(ttl): with a ttl that stands for "for ever" the sum overflows.
        return Duration.between(loaded.end(), now).compareTo(ttl) < 0;
    }

    private void load(Path worktree) {
        Message outcome;
        try {
            var status = loader.load(worktree);
            // Read here: the message may wait in the mailbox, the load has ended now.
            outcome = new Message.Loaded(worktree, status, clock.instant());
        } catch (Throwable e) {
            outcome = new Message.Failed(worktree, e);
        }
        mailbox.add(outcome);
    }
}
