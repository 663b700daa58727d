package book;

import com.fasterxml.jackson.jr.ob.JSON;
import grading.Folders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A headless Chromium with one page, driven over its DevTools protocol on the loopback
/// interface. Its profile is a folder of its own, and nothing of it asks the network.
///
/// A few calls of that protocol are all that is needed, so there is no driver program and no
/// library for one.
final class Browser {

    private static final long SECONDS = 60;
    private static final String LISTENING = "DevTools listening on ";

    private final Path profile;
    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final LinkedBlockingQueue<Map<String, Object>> received =
            new LinkedBlockingQueue<>();
    private final List<Map<String, Object>> events = new ArrayList<>();
    private String session;
    private int calls;

    /// Where one is installed: what `CHROMIUM` names, or a usual name on the PATH.
    static Optional<Path> installed() {
        var named = System.getenv("CHROMIUM");
        if (named != null) {
            return Optional.of(Path.of(named)).filter(Files::isExecutable);
        }
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream
                        .of(System.getenv("PATH").split(java.io.File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable).findFirst();
    }

    Browser(Path program) throws Exception {
        profile = Files.createTempDirectory("browser-");
        var command = new ArrayList<>(List.of(program.toString(), "--headless",
                "--disable-gpu", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--no-first-run",
                "--hide-scrollbars", "--remote-debugging-port=0",
                "--user-data-dir=" + profile));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--no-sandbox"); // it refuses to start otherwise
        }
        command.add("about:blank");
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create(address()), new Listener())
                    .get(SECONDS, TimeUnit.SECONDS);
            var target = call("Target.createTarget", Map.of("url", "about:blank"));
            session = (String) call("Target.attachToTarget",
                    Map.of("targetId", target.get("targetId"), "flatten", true))
                    .get("sessionId");
            for (var domain : List.of("Page", "Network", "Runtime", "Log")) {
                call(domain + ".enable", Map.of());
            }
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /// What it says when it is ready. What it says later is read too, and dropped.
    private String address() throws IOException {
        var lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var said = new StringBuilder();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {
                }));
                return line.substring(LISTENING.length());
            }
            said.append(line).append('\n');
        }
        throw new IOException("the browser ended before it was ready:\n" + said);
    }

    /// What was seen while a page was opened.
    ///
    /// @param requests every address that was asked for
    /// @param errors   what the console says of errors
    record Seen(List<String> requests, List<String> errors) {}

    /// Opens a page, and waits until it is there with all that it needs.
    Seen open(URI page) throws Exception {
        events.clear();
        call("Page.navigate", Map.of("url", page.toString()));
        while (events.stream().noneMatch(event -> event.get("method")
                .equals("Page.loadEventFired"))) {
            next();
        }
        // It answers only when what came before has been told.
        evaluate("1");
        var requests = new ArrayList<String>();
        var errors = new ArrayList<String>();
        for (var event : events) {
            var parameters = map(event.get("params"));
            switch ((String) event.get("method")) {
                case "Network.requestWillBeSent" ->
                        requests.add((String) map(parameters.get("request")).get("url"));
                case "Runtime.exceptionThrown" -> errors.add(parameters.toString());
                case "Runtime.consoleAPICalled" -> {
                    if (List.of("error", "warning", "assert")
                            .contains(parameters.get("type"))) {
                        errors.add(parameters.toString());
                    }
                }
                case "Log.entryAdded" -> errors.add(parameters.get("entry").toString());
                default -> {}
            }
        }
        return new Seen(requests, errors);
    }

    /// What the reader has: a window of this width, and a wish for light or dark.
    void reader(int width, int height, boolean isDark) throws Exception {
        call("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height,
                        "deviceScaleFactor", 1, "mobile", false));
        call("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of(
                "name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
    }

    /// The value of a script on the page; of a promise, what it brings.
    Object evaluate(String script) throws Exception {
        var answer = call("Runtime.evaluate", Map.of("expression", script,
                "awaitPromise", true, "returnByValue", true));
        if (answer.containsKey("exceptionDetails")) {
            throw new IOException("the script failed: " + answer);
        }
        return map(answer.get("result")).get("value");
    }

    private Map<String, Object> call(String method, Map<String, Object> parameters)
            throws Exception {
        var call = new LinkedHashMap<String, Object>();
        var id = ++calls;
        call.put("id", id);
        call.put("method", method);
        call.put("params", parameters);
        if (session != null) {
            call.put("sessionId", session);
        }
        socket.sendText(JSON.std.asString(call), true).get(SECONDS, TimeUnit.SECONDS);
        while (true) {
            var message = next();
            if (Integer.valueOf(id).equals(message.get("id"))) {
                if (message.containsKey("error")) {
                    throw new IOException(method + ": " + message.get("error"));
                }
                return map(message.get("result"));
            }
        }
    }

    private Map<String, Object> next() throws Exception {
        var message = received.poll(SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new IOException("the browser said nothing for " + SECONDS + " s");
        }
        if (message.containsKey("method")) {
            events.add(message);
        }
        return message;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object json) {
        return (Map<String, Object>) json;
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part,
                boolean isLast) {
            text.append(part);
            if (isLast) {
                try {
                    received.add(JSON.std.mapFrom(text.toString()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }

    /// Ends it, with all its processes, and deletes its profile.
    void close() throws Exception {
        var descendants = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        for (var one : descendants) {
            one.destroyForcibly();
            one.onExit().get(SECONDS, TimeUnit.SECONDS);
        }
        client.shutdownNow();
        Folders.delete(profile);
    }
}
