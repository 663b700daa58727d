package lab;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Lets in the browser that was given the link, and nobody else.
///
/// The lab runs code for whoever may send it a request. A page of another site can send requests
/// to this machine, and a name of another site can be made to lead here. So each request has to
/// name the host that we listen on, must not come from a page of another origin, and has to bring
/// the cookie that only the link gives.
final class Guard extends Filter {

    private static final int TOKEN_BYTES = 16;
    private static final int SEE_OTHER = 303;
    private static final int FORBIDDEN = 403;

    private final List<String> hosts;
    private final String cookieName;
    private final String token = secret();
    private final String cookie = secret();

    /// @param port on which the server listens
    Guard(int port) {
        hosts = List.of("127.0.0.1:" + port, "localhost:" + port);
        // Cookies of one host are common to all its ports.
        cookieName = "lab-" + port;
    }

    private static String secret() {
        var bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// The link that lets a browser in.
    String link() {
        return "http://" + hosts.getFirst() + "/?token=" + token;
    }

    @Override
    public String description() {
        return "host, origin, and cookie";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        var headers = exchange.getRequestHeaders();
        var host = headers.getFirst("Host");
        if (host == null || !hosts.contains(host)) {
            refuse(exchange, "This address is not the lab's.");
        } else if (!isOfThisOrigin(headers, host)) {
            refuse(exchange, "A page of another site may not use the lab.");
        } else if (hasCookie(headers)) {
            chain.doFilter(exchange);
        } else if (hasToken(exchange)) {
            exchange.getResponseHeaders().set("Set-Cookie", cookieName + "=" + cookie
                    + "; HttpOnly; SameSite=Strict; Path=/");
            // Without the token: so it stays in no history, and in no other request.
            exchange.getResponseHeaders().set("Location", "/");
            exchange.sendResponseHeaders(SEE_OTHER, -1);
            exchange.close();
        } else {
            refuse(exchange, "Open the link that ./jbang lab has printed.");
        }
    }

    private static boolean isOfThisOrigin(Headers headers, String host) {
        var origin = headers.getFirst("Origin");
        var site = headers.getFirst("Sec-Fetch-Site");
        return (origin == null || origin.equals("http://" + host))
                && (site == null || List.of("same-origin", "none").contains(site));
    }

    private boolean hasCookie(Headers headers) {
        return headers.getOrDefault("Cookie", List.of()).stream()
                .flatMap(line -> Stream.of(line.split(";")))
                .map(String::strip)
                .filter(one -> one.startsWith(cookieName + "="))
                .anyMatch(one -> isEqual(one.substring(cookieName.length() + 1), cookie));
    }

    private boolean hasToken(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("GET")
                && exchange.getRequestURI().getPath().equals("/")
                && Optional.ofNullable(exchange.getRequestURI().getQuery())
                        .filter(query -> query.startsWith("token="))
                        .filter(query -> isEqual(query.substring("token=".length()),
                                token))
                        .isPresent();
    }

    /// Takes as long for a wrong one as for the right one.
    private static boolean isEqual(String given, String right) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8),
                right.getBytes(StandardCharsets.UTF_8));
    }

    private static void refuse(HttpExchange exchange, String reason) throws IOException {
        var text = (reason + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(FORBIDDEN, text.length);
        try (var body = exchange.getResponseBody()) {
            body.write(text);
        }
    }
}
