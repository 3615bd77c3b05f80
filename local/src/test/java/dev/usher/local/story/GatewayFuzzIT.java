package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that are hardly HTTP, at the local host's port: refused or dropped, and the next request is served. */
@On(Stage.FUZZ)
class GatewayFuzzIT {
    private final Stage stage;

    GatewayFuzzIT(Stage stage) {
        this.stage = stage;
    }

    static Stream<String> bytes() {
        var host = "Host: localhost\r\n";
        return Stream.of(
                "",
                "\r\n\r\n\r\n",
                "GET\r\n\r\n",
                "POST /webhooks/json\r\n\r\n",
                "POST /webhooks/json HTTP/9.9\r\n" + host + "\r\n",
                "POST  /webhooks/json  HTTP/1.1\r\n" + host + "\r\n",
                "POST /webhooks/json HTTP/1.1\r\n\r\n",
                "PO\u0000ST /webhooks/json HTTP/1.1\r\n" + host + "\r\n",
                "POST /web hooks/json HTTP/1.1\r\n" + host + "\r\n",
                "POST http://[::1 HTTP/1.1\r\n" + host + "\r\n",
                "CONNECT evil.example:443 HTTP/1.1\r\n" + host + "\r\n",
                "POST * HTTP/1.1\r\n" + host + "\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" + "\u0000".repeat(200),
                "POST /webhooks/json HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "POST /webhooks/json HTTP/1.1\r\n" + host + "No colon here\r\n\r\n",
                "POST /webhooks/json HTTP/1.1\r\n" + host + "A: b\r\n folded: c\r\n\r\n",
                "POST /webhooks/json HTTP/1.1\r\n" + host + ": no name\r\n\r\n",
                "POST /webhooks/json HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
                "POST /webhooks/json HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n",
                "POST /webhooks/json HTTP/1.1\r\n" + host + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                "POST /webhooks/json HTTP/1.1\r\n" + host + "Content-Length: 50\r\n\r\nthat is all",
                "POST /webhooks/json HTTP/1.1\r\n" + host + "Content-Length: 20971520\r\n\r\n{",
                "POST /webhooks/json HTTP/1.1\r\n" + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /webhooks/json HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
                "POST /webhooks/json HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                "POST /webhooks/json HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n",
                "POST /webhooks/json HTTP/1.1\r\n" + host + "X: " + "x".repeat(20_000) + "\r\n\r\n",
                "POST /webhooks/json HTTP/1.1\r\n" + host + "A: b\r\n".repeat(5_000) + "\r\n",
                "POST /webhooks/" + "x".repeat(100_000) + " HTTP/1.1\r\n" + host + "\r\n",
                "POST /webhooks/json?" + "&".repeat(9_000) + " HTTP/1.1\r\n" + host + "\r\n");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("bytes")
    void whatIsNoRequestIsRefusedOrDropped(String bytes) throws Exception {
        assertHarmless(RawHttp.latin(bytes));
        assertServing();
    }

    @Test
    void requestsThatAreBrokenAnywhereDoNoHarm() throws Exception {
        var random = new SplittableRandom(5);
        var whole = Hostile.wire(
                "POST", "/webhooks/json?a=b", Map.of("X-Signature", "00", "Content-Type", "application/json"), RawHttp.latin("{\"id\":\"1\"}"));
        for (int i = 0; i < 400; i++) {
            var broken = java.util.Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            for (int n = random.nextInt(6); n > 0; n--) broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            assertHarmless(broken);
        }
        assertServing();
    }

    @Test
    void sendersThatHangUpAnywhereDoNoHarm() throws Exception {
        var usher = new JudgedUsher(stage);
        var webhook = Providers.generic("json", "{\"id\":\"" + UUID.randomUUID() + "\",\"pad\":\"" + "x".repeat(100_000) + "\"}");
        for (int sent : List.of(0, 1, 50_000, 99_999)) for (int i = 0; i < 10; i++) usher.hangUpAfter(webhook, sent);
        assertServing();
    }

    private void assertHarmless(byte[] bytes) throws Exception {
        var reply = RawHttp.exchange(stage.host().url(), bytes, true);
        assertThat(reply.status()).as(reply.text()).isNotEqualTo(500);
        assertThat(reply.text()).doesNotContain("Exception", "org.eclipse", "dev.usher", "\tat ");
        if (reply.status() == 200) assertThat(reply.body()).as("nothing was signed").doesNotContain("accepted");
    }

    private void assertServing() throws Exception {
        var webhook = Providers.generic("json", "{\"id\":\"" + UUID.randomUUID() + "\"}");
        assertThat(stage.send(webhook).statusCode()).isEqualTo(200);
    }
}
