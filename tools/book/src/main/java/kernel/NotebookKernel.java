package kernel;

import engine.CellOutput;
import engine.Session;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dflib.jjava.jupyter.channels.IOPubChannel;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.history.HistoryEntry;
import org.dflib.jjava.jupyter.messages.ContentType;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.ReplyType;
import org.dflib.jjava.jupyter.messages.publish.PublishDisplayData;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteInput;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteResult;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.dflib.jjava.jupyter.messages.reply.CommInfoReply;
import org.dflib.jjava.jupyter.messages.reply.CompleteReply;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.dflib.jjava.jupyter.messages.reply.ExecuteReply;
import org.dflib.jjava.jupyter.messages.reply.HistoryReply;
import org.dflib.jjava.jupyter.messages.reply.InspectReply;
import org.dflib.jjava.jupyter.messages.reply.InterruptReply;
import org.dflib.jjava.jupyter.messages.reply.IsCompleteReply;
import org.dflib.jjava.jupyter.messages.reply.KernelInfoReply;
import org.dflib.jjava.jupyter.messages.reply.ShutdownReply;
import org.dflib.jjava.jupyter.messages.request.CompleteRequest;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.dflib.jjava.jupyter.messages.request.HistoryRequest;
import org.dflib.jjava.jupyter.messages.request.InspectRequest;
import org.dflib.jjava.jupyter.messages.request.IsCompleteRequest;
import org.dflib.jjava.jupyter.messages.request.ShutdownRequest;

/// Answers [Jupyter's messages](https://jupyter-client.readthedocs.io/en/stable/messaging.html)
/// with a [Session].
final class NotebookKernel implements AutoCloseable {

    /// A cell that was run: to whom its outputs belong, also late ones.
    private record Request(Message<ExecuteRequest> message, int count, boolean silent) {}

    /// The answer to a request that was on its way when a cell before it failed.
    private record Aborted(String status, int execution_count)
            implements ReplyType<ExecuteRequest> {
        @Override
        public MessageType<ExecuteRequest> getRequestType() {
            return MessageType.EXECUTE_REQUEST;
        }
    }

    private final IOPubChannel published;
    private final Session session;
    private final Map<Integer, Request> requests = new ConcurrentHashMap<>();
    private final List<HistoryEntry> history = new ArrayList<>();
    private int executions;
    private Instant failed = Instant.MIN;

    NotebookKernel(JupyterConnection connection, List<Path> classPath, boolean preview) {
        published = connection.getIOPub();
        session = new Session(classPath, preview, List.of(Session.TIMELINES),
                (cell, line) -> requests.get(cell).count == 0
                        ? "line " + line
                        : "cell " + requests.get(cell).count + ", line " + line,
                this::output);
        handle(connection, MessageType.KERNEL_INFO_REQUEST, (env, _) -> info(env));
        handle(connection, MessageType.EXECUTE_REQUEST, this::execute);
        handle(connection, MessageType.COMPLETE_REQUEST, this::complete);
        handle(connection, MessageType.INSPECT_REQUEST, this::inspect);
        handle(connection, MessageType.IS_COMPLETE_REQUEST, this::isComplete);
        handle(connection, MessageType.HISTORY_REQUEST, this::history);
        handle(connection, MessageType.COMM_INFO_REQUEST,
                (env, _) -> env.reply(new CommInfoReply(Map.of())));
        handle(connection, MessageType.INTERRUPT_REQUEST, (env, _) -> {
            session.stop();
            env.reply(new InterruptReply());
        });
        handle(connection, MessageType.SHUTDOWN_REQUEST, this::shutDown);
    }

    private static <T> void handle(JupyterConnection connection, MessageType<T> type,
            ShellHandler<T> handler) {
        connection.setHandler(type, (env, message) -> {
            env.setBusyDeferIdle();
            handler.handle(env, message);
        });
    }

    private static void info(ShellReplyEnvironment env) {
        var java = "Java " + Runtime.version();
        env.reply(new KernelInfoReply(Header.PROTOCOL_VERISON, Kernel.NAME, "1",
                new LanguageInfo.Builder("java").version(Runtime.version().toString())
                        .mimetype("text/x-java").fileExtension(".java").pygments("java")
                        .codemirror("text/x-java").build(),
                java, List.of()));
    }

    private void execute(ShellReplyEnvironment env, Message<ExecuteRequest> message) {
        if (sent(message).isBefore(failed)) {
            reply(env, new Aborted("aborted", executions));
            return;
        }
        var request = message.getContent();
        var count = request.isSilent() ? executions : ++executions;
        var cell = requests.size() + 1;
        requests.put(cell, new Request(message, count, request.isSilent()));
        if (!request.isSilent()) {
            env.publish(new PublishExecuteInput(request.getCode(), count));
            history.add(new HistoryEntry(0, count, request.getCode(), null));
        }
        var result = session.run(cell, request.getCode());
        if (result.orElse(null) instanceof CellOutput.Failure failure) {
            failed = request.shouldStopOnError() ? Instant.now() : failed;
            var error =
                    new ErrorReply(failure.name(), failure.message(), lines(failure));
            error.setExecutionCount(count);
            reply(env, error);
        } else {
            env.reply(new ExecuteReply(count, Map.of()));
        }
    }

    /// An answer of another form than the one that goes with the request.
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void reply(ShellReplyEnvironment env, ReplyType<?> content) {
        env.reply(new Message(env.getContext(), MessageType.EXECUTE_REPLY, content));
    }

    /// When Jupyter has sent a message; without a time, now.
    private static Instant sent(Message<?> message) {
        try {
            return OffsetDateTime
                    .parse(message.getHeader().getTimestamp().getDateString())
                    .toInstant();
        } catch (DateTimeException e) {
            return Instant.now();
        }
    }

    private void output(int cell, CellOutput output) {
        var request = requests.get(cell);
        if (request.silent) {
            return;
        }
        switch (output) {
            case CellOutput.Text(var text, var isError) -> publish(request,
                    new PublishStream(isError
                            ? PublishStream.StreamType.ERR
                            : PublishStream.StreamType.OUT, text));
            case CellOutput.Picture picture -> {
                var data = new DisplayData(picture.text());
                data.putHTML(picture.image());
                publish(request, new PublishDisplayData(data));
            }
            case CellOutput.Value(var text) -> publish(request,
                    new PublishExecuteResult(request.count, new DisplayData(text)));
            case CellOutput.Failure failure -> publish(request, new PublishError(
                    failure.name(), failure.message(), lines(failure)));
        }
    }

    private <T extends ContentType<T>> void publish(Request request, T content) {
        published.sendMessage(new Message<>(request.message, content.getType(), content));
    }

    private static List<String> lines(CellOutput.Failure failure) {
        var lines = new ArrayList<>(List.of(failure.name() + ": " + failure.message()));
        lines.addAll(failure.trace());
        return lines;
    }

    /// Jupyter counts letters, Java halves of some.
    private static int toJava(String code, int cursor) {
        return code.offsetByCodePoints(0, Math.min(cursor, code.codePointCount(0,
                code.length())));
    }

    private void complete(ShellReplyEnvironment env, Message<CompleteRequest> message) {
        var code = message.getContent().getCode();
        var cursor = message.getContent().getCursorPos();
        var completion = session.complete(code, toJava(code, cursor));
        env.reply(new CompleteReply(completion.candidates(),
                code.codePointCount(0, completion.from()), cursor, Map.of()));
    }

    private void inspect(ShellReplyEnvironment env, Message<InspectRequest> message) {
        var code = message.getContent().getCode();
        var found = session.documentation(code,
                toJava(code, message.getContent().getCursorPos()));
        env.reply(new InspectReply(!found.isEmpty(), found.isEmpty()
                ? DisplayData.EMPTY
                : new DisplayData(String.join("\n\n", found))));
    }

    private void isComplete(ShellReplyEnvironment env,
            Message<IsCompleteRequest> message) {
        env.reply(session.isComplete(message.getContent().getCode())
                ? IsCompleteReply.VALID_CODE
                : IsCompleteReply.getIncompleteReplyWithIndent("    "));
    }

    /// The inputs of this session; there is no other.
    private void history(ShellReplyEnvironment env, Message<HistoryRequest> message) {
        var wanted = message.getContent() instanceof HistoryRequest.Tail tail
                ? tail.getMaxReturnLength()
                : history.size();
        env.reply(new HistoryReply(List.copyOf(
                history.subList(Math.max(0, history.size() - wanted), history.size()))));
    }

    private void shutDown(ShellReplyEnvironment env, Message<ShutdownRequest> message) {
        session.close();
        env.reply(message.getContent().isRestart()
                ? ShutdownReply.SHUTDOWN_AND_RESTART
                : ShutdownReply.SHUTDOWN);
        env.markForShutdown();
    }

    /// Ends the cells' JVM.
    @Override
    public void close() {
        session.close();
    }
}
