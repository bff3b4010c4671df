package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Ports;
import dev.dragoman.local.model.StandInModel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser sends for a web page to the packaged server that has no client keys: nothing of it is paid for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserIT {
    private static final String ASK = "{\"input\":\"Hello\"}";
    private static final String JSON = "Content-Type: application/json";
    private static final String KEY_HASH = "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683"; // "key"

    private final StandInModel model = StandInModel.start(0);
    private final DragomanProcess server = DragomanProcess.server(0, environment(Map.of()));

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "GMI_API_KEY",
                StandInModel.KEY + "\n",
                "DRAGOMAN_MODEL_BASE_URL",
                model.baseUrl().toString(),
                "DRAGOMAN_HTTP_HOSTS",
                "Dragoman.example.com",
                "DRAGOMAN_HTTP_ORIGINS",
                "https://chat.example.com",
                // As in a cluster with a service of this name.
                "DRAGOMAN_SERVICE_HOST",
                "10.0.0.1",
                "DRAGOMAN_PORT",
                "tcp://10.0.0.1:8080",
                "DRAGOMAN_PORT_8080_TCP_ADDR",
                "10.0.0.1"));
        environment.putAll(more);
        return environment;
    }

    @AfterAll
    void stop() {
        server.close();
        model.close();
    }

    @BeforeEach
    void modelBehaves() {
        model.reset();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:1",
                "localhost:8080",
                "LocalHost",
                "localhost.:8080",
                "dragoman.localhost:8080",
                "[::1]:8080",
                "127.1.2.3",
                "dragoman",
                "dragoman.example.com",
                "DRAGOMAN.example.com:443"
            })
    void theServersOwnNamesAreAnswered(String host) throws Exception {
        assertThat(send(host, JSON)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.1.nip.io:8080",
                "x.dragoman.example.com",
                "dragoman.example.com.evil.example",
                "192.168.1.7:8080",
                "0.0.0.0:8080",
                "2130706433",
                "[::]:8080"
            })
    @Tag("F077")
    void anotherNameThatLeadsHereIsNot(String host) throws Exception {
        assertThat(send(host, JSON)).startsWith("HTTP/1.1 403 ").contains("\"host_not_allowed\"");
        assertThat(model.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1@evil.example", "evil.example#localhost"})
    void whatIsNoNameAtAllIsNotAnswered(String host) throws Exception {
        assertThat(send(host, JSON)).startsWith("HTTP/1.1 4");
        assertThat(model.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Origin: https://evil.example",
                "Origin: null",
                "Origin: http://localhost:3000",
                "Origin: http://127.0.0.1:1",
                "Origin: https://chat.example.com.evil.example",
                "Origin: http://chat.example.com",
                "Origin: https://chat.example.com:444",
                "Origin: file://",
                "Origin: a b",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: Cross-Site"
            })
    @Tag("F077")
    void aPageThatMayNotCallIsRefused(String header) throws Exception {
        assertThat(send("localhost:8080", JSON, header))
                .startsWith("HTTP/1.1 403 ")
                .contains("\"origin_not_allowed\"");
        assertThat(send(server, "GET", "/v1/models", "localhost:8080", "", header))
                .startsWith("HTTP/1.1 403 ");
        assertThat(model.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://chat.example.com\r\nSec-Fetch-Site: cross-site",
                "Origin: http://localhost:8080\r\nSec-Fetch-Site: same-origin",
                "Origin: https://LOCALHOST:8080",
                "Sec-Fetch-Site: none"
            })
    void aListedPageAndOneOfTheSameOriginAreAnswered(String headers) throws Exception {
        assertThat(send("localhost:8080", JSON, headers)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/plain;charset=UTF-8",
                "text/plain; application/json",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=a",
                "application/jsonx",
                ""
            })
    @Tag("F077")
    void aBodyThatNeedsNoPreflightIsRefused(String type) throws Exception {
        assertThat(send("localhost:8080", "Content-Type: " + type))
                .startsWith("HTTP/1.1 415 ")
                .contains("\"unsupported_media_type\"", "application/json");
        assertThat(model.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Other: a",
                "Content-Type: application/json; charset=utf-8",
                "Content-Type: APPLICATION/JSON",
                "Content-Type: application/vnd.api+json",
                "Content-Type: text/plain\r\nAuthorization: Bearer anything"
            })
    void whatNoPageCanSendUnaskedIsAnswered(String header) throws Exception {
        assertThat(send("localhost:8080", header)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void withClientKeysNothingOfThisIsLookedAt() throws Exception {
        try (DragomanProcess keyed = DragomanProcess.server(0, environment(Map.of("DRAGOMAN_HTTP_KEYS", KEY_HASH)))) {
            String[] headers = {"Content-Type: text/plain", "Origin: https://evil.example", "Authorization: Bearer key"
            };

            assertThat(send(keyed, "POST", "/v1/responses", "evil.example", ASK, headers))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    private String send(String host, String... headers) throws IOException {
        return send(server, "POST", "/v1/responses", host, ASK, headers);
    }

    private static String send(
            DragomanProcess to, String method, String path, String host, String body, String... headers)
            throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(Ports.address(to.port()));
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write("%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n\r\n%s"
                    .formatted(method, path, host, body.length(), String.join("\r\n", headers), body)
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
