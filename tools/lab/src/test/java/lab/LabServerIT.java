package lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import companion.House;
import companion.Houses;
import grading.WrongUsage;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is not the reader's own browser gets nothing. The requests are written by hand: no client
/// would send some of them.
class LabServerIT {

    private static LabServer server;
    private static int port;
    private static String token;
    private static String cookie;

    @BeforeAll
    static void open() throws Exception {
        server = new LabServer(new House(Path.of("../..").toAbsolutePath().normalize()),
                0);
        var link = URI.create(server.link());
        port = link.getPort();
        token = link.getQuery().replace("token=", "");
        var cookies = Pattern.compile("Set-Cookie: ([^;]+);", Pattern.CASE_INSENSITIVE)
                .matcher(answer("GET /?token=" + token, "Host: 127.0.0.1:" + port));
        assertThat(cookies.find()).isTrue();
        cookie = cookies.group(1);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static String answer(String request, String... headers) throws Exception {
        return answerTo(request, "", headers);
    }

    private static String answerTo(String request, String body, String... headers)
            throws Exception {
        try (var socket = new Socket("127.0.0.1", port)) {
            var lines = new ArrayList<>(List.of(request + " HTTP/1.1"));
            lines.addAll(List.of(headers));
            lines.add("Connection: close");
            if (!body.isEmpty()) {
                lines.add("Content-Length: " + body.length());
            }
            socket.getOutputStream()
                    .write((String.join("\r\n", lines) + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8);
        }
    }

    private static String host() {
        return "Host: 127.0.0.1:" + port;
    }

    private static String withCookie() {
        return "Cookie: other=1; " + cookie;
    }

    @Test
    void whoHasTheCookieGetsThePages() throws Exception {
        assertThat(answer("GET /step-1.html", host(), withCookie()))
                .startsWith("HTTP/1.1 200").contains("/lab/lab.js");
        assertThat(answer("GET /step-1.html", "Host: localhost:" + port, withCookie()))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void theTokenIsLongAndIsTakenFromTheAddress() throws Exception {
        assertThat(token).matches("[0-9a-f]{32}");
        assertThat(answer("GET /?token=" + token, host())).startsWith("HTTP/1.1 303")
                .contains("HttpOnly", "SameSite=Strict").doesNotContain("token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "GET /step-1.html", "GET /events", "GET /lab/lab.js",
        "GET /file?number=1", "GET /?token=",
        "GET /?token=00000000000000000000000000000000",
        "POST /run", "POST /save", "PUT /", "HEAD /"})
    void withoutTheLinkThereIsNothing(String request) throws Exception {
        assertThat(answer(request, host())).startsWith("HTTP/1.1 403")
                .doesNotContain("Set-Cookie");
    }

    @Test
    void theTokenOpensNoOtherAddress() throws Exception {
        assertThat(answer("GET /step-1.html?token=" + token, host()))
                .startsWith("HTTP/1.1 403");
        assertThat(answer("POST /?token=" + token, host())).startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host: evil.example", "Host: evil.example:80", "Host: 127.0.0.1",
                "Host: 127.0.0.1:1", "Host: 0.0.0.0:80"})
    void aNameThatWasMadeToLeadHereGetsNothing(String host) throws Exception {
        assertThat(answer("GET /", host, withCookie())).startsWith("HTTP/1.1 403");
        assertThat(answer("GET /?token=" + token, host)).startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin: http://evil.example", "Origin: null",
        "Origin: http://127.0.0.1:1", "Origin: https://127.0.0.1",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site"})
    void aPageOfAnotherOriginGetsNothing(String origin) throws Exception {
        assertThat(answerTo("POST /run", "{}", host(), withCookie(), origin,
                "Content-Type: application/json")).startsWith("HTTP/1.1 403");
        assertThat(answer("GET /events", host(), withCookie(), origin))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void aFormOfAnotherPageIsNoRequest() throws Exception {
        assertThat(answerTo("POST /run", "{\"chapter\":1}", host(), withCookie(),
                "Content-Type: text/plain")).startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/lab/../lab.js", "/lab/..%2f..%2fetc%2fpasswd", "/../pom.xml",
                "/_static/../../lab/lab.css", "/lab//lab.js", "/%2e%2e/README.md",
                "/lab/LabServer.class"})
    void noPathLeadsOut(String path) throws Exception {
        assertThat(answer("GET " + path, host(), withCookie()))
                .startsWith("HTTP/1.1 404");
    }

    @Test
    void pagesMayRunNoScriptButOurs() throws Exception {
        assertThat(answer("GET /", host(), withCookie()))
                .containsIgnoringCase("Content-Security-Policy: default-src 'none'; "
                        + "script-src 'self';")
                .containsIgnoringCase("X-Content-Type-Options: nosniff")
                .containsIgnoringCase("Referrer-Policy: no-referrer")
                .doesNotContain("<script>");
    }

    @Test
    void whatIsNoSenseIsNamed() throws Exception {
        for (var body : List.of("{}", "{\"chapter\":\"1\"}",
                "{\"chapter\":99,\"cells\":[]}",
                "{\"chapter\":1,\"cells\":[-1]}", "[",
                "{\"chapter\":1,\"cells\":[999]}")) {
            assertThat(answerTo("POST /run", body, host(), withCookie(),
                    "Content-Type: application/json")).as(body)
                    .startsWith("HTTP/1.1 400");
        }
        assertThat(answerTo("POST /save",
                "{\"number\":\"../1\",\"text\":\"\",\"base\":\"\"}",
                host(), withCookie(), "Content-Type: application/json"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void aChapterThatCannotBeReadIsNamed(@TempDir Path folder) throws Exception {
        var house = Houses.preparedCopy(folder);
        var chapter = folder.resolve("chapters/Step3.java");
        Files.writeString(chapter,
                Files.readString(chapter).replaceFirst("// %% run", "// %% rnu"));

        assertThatThrownBy(() -> new LabServer(house, 0))
                .isInstanceOf(WrongUsage.class)
                .hasMessageStartingWith("chapters/Step3.java:")
                .hasMessageContaining("`// %% rnu` begins no cell");
    }
}
