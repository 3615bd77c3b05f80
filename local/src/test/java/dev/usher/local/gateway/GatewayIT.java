package dev.usher.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.usher.local.LocalHost;
import dev.usher.local.Probe;
import dev.usher.local.TestHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Requests byte by byte over a socket, because clients tidy them up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayIT {
    private final Probe probe = new Probe();

    @SuppressWarnings("NullAway.Init") // set before the first test
    private LocalHost host;

    @BeforeAll
    void start() throws Exception {
        host = LocalHost.start(
                TestHost.options(Path.of("src/test/resources/host.yaml")).withParameters(Map.of("Probe", probe.name)));
    }

    @AfterAll
    void stop() {
        host.close();
    }

    @BeforeEach
    void clear() {
        probe.calls.clear();
    }

    @Test
    void keepsPathAndQueryAsTheyWereSent() throws IOException {
        var event = event("GET //any/a%2Fb/%7e/../c;p=1?a=%20+b&&c=%zz HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(event.isMissingNode()).isTrue(); // two slashes in front are another path, and it has no route
        var plain = event("GET /any/a%2Fb/%7e/../c;p=1?a=%20+b&&c=%zz HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(plain.path("rawPath").asText()).isEqualTo("/any/a%2Fb/%7e/../c;p=1");
        assertThat(plain.path("rawQueryString").asText()).isEqualTo("a=%20+b&&c=%zz");
        assertThat(plain.path("queryStringParameters").path("a").asText()).isEqualTo("  b");
        assertThat(plain.path("queryStringParameters").path("c").asText()).isEqualTo("%zz");
        assertThat(plain.has("body")).isFalse();
        assertThat(plain.has("cookies")).isFalse();
        assertThat(plain.path("isBase64Encoded").asBoolean()).isFalse();
    }

    @Test
    void encodesBodiesOfAnyTypeButTheFewTextOnes() throws IOException {
        assertThat(bodyOf("application/json; charset=utf-8")).isEqualTo("{}");
        assertThat(bodyOf("text/csv")).isEqualTo("{}");
        assertThat(bodyOf("application/xml")).isEqualTo("{}");
        var encoded = Base64.getEncoder().encodeToString("{}".getBytes(StandardCharsets.US_ASCII));
        assertThat(bodyOf("application/cloudevents+json")).isEqualTo(encoded);
        assertThat(bodyOf("application/x-www-form-urlencoded")).isEqualTo(encoded);
        assertThat(bodyOf("application/octet-stream")).isEqualTo(encoded);
        assertThat(bodyOf("")).isEqualTo(encoded);
    }

    @Test
    void answersHeadWithoutABodyAndOptionsByTheRoute() throws IOException {
        probe.answer("{\"statusCode\":200,\"body\":\"hello\"}");

        assertThat(send("HEAD /any/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n");
        assertThat(send("OPTIONS /any/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .endsWith("hello");
        assertThat(send("GET /things/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404");
        probe.answer("");
    }

    @Test
    void readsChunkedBodiesAndExpectations() throws IOException {
        var event = event(
                "POST /any/x HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
        assertThat(event.path("body").asText()).isEqualTo("abc");
        probe.answer("{}");
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), host.url().getPort())) {
            var head =
                    "POST /any/x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            var interim = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(socket.getInputStream().readNBytes(interim.length)).isEqualTo(interim);
            socket.getOutputStream().write('x');
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void refusesWhatIsTooLargeOrMalformed() throws IOException {
        var large = "x".repeat(10_300);
        assertThat(send("GET /any/x HTTP/1.1\r\nHost: x\r\nBig: " + large + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(send("POST /any/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10485761\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 413")
                .endsWith("{\"message\":\"Request Entity Too Large\"}");
        var fiveMegabytes = "x".repeat(5 * 1024 * 1024); // as base64 over the 6 MB of an invocation
        assertThat(send("POST /any/x HTTP/1.1\r\nHost: x\r\nContent-Length: " + fiveMegabytes.length()
                        + "\r\nConnection: close\r\n\r\n" + fiveMegabytes))
                .startsWith("HTTP/1.1 413");
        for (var bad : new String[] {
            "nonsense\r\n\r\n", "GET /any/x HTTP/1.1\r\n\r\n", "GET /any/x HTTP/1.1\r\nHost: x\r\nA\u0000b: c\r\n\r\n"
        }) {
            assertThat(send(bad))
                    .startsWith("HTTP/1.1 400")
                    .doesNotContain("at org.")
                    .doesNotContain("Exception");
        }
    }

    private String bodyOf(String contentType) throws IOException {
        probe.calls.clear();
        var header = contentType.isEmpty() ? "" : "Content-Type: " + contentType + "\r\n";
        var event = event("POST /any/x HTTP/1.1\r\nHost: x\r\n" + header + "Content-Length: 2\r\n\r\n{}");
        return event.path("body").asText();
    }

    /** The event that the request became, missing when it became none. */
    private JsonNode event(String request) throws IOException {
        send(request.replaceFirst("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        var events = probe.eventsOf("Http");
        return events.isEmpty() ? MissingNode.getInstance() : events.getLast();
    }

    private String send(String request) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), host.url().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
