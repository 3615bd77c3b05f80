package dev.usher.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.Body;
import dev.usher.message.Outcome.Failure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against real sockets on loopback: what the network and the other side can do, and what comes of it. */
@Timeout(30)
class EgressTest {
    private static final Egress EGRESS = new Egress(AddressGuard.allowing(List.of("127.0.0.0/8")));
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    @AfterAll
    static void close() {
        EGRESS.close();
    }

    static Call post(URI url, Duration timeout) {
        return new Call(
                        "POST",
                        url,
                        Map.of("content-type", "application/json", "webhook-id", "event_1"),
                        Body.utf8("{}"),
                        timeout)
                .knownAgain();
    }

    private static Reply.Answered answered(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Answered.class);
        return (Reply.Answered) reply;
    }

    private static void assertFailed(Reply reply, Failure failure) {
        assertThat(reply).isInstanceOfSatisfying(Reply.Failed.class, failed -> assertThat(failed.failure())
                .as(failed.detail())
                .isEqualTo(failure));
    }

    @Test
    void sendsTheRequestAsGivenAndReturnsTheAnswer() throws Exception {
        try (var server =
                RawServer.answering("HTTP/1.1 201 Created\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 2\r\n\r\nok")) {
            var headers = Map.of("X-Two", "b", "Content-Length", "999", "Host", "elsewhere", "X-Lines", "a\r\nEvil: 1");
            var reply = answered(
                    EGRESS.call(new Call("POST", server.url("//a%20b?q=%2F"), headers, Body.utf8("body"), LONG)));

            assertThat(reply.status()).isEqualTo(201);
            assertThat(reply.bodyText()).isEqualTo("ok");
            assertThat(reply.truncated()).isFalse();
            assertThat(reply.headers().get("x-a")).isEqualTo("1,2");
            var request = server.requests.getFirst();
            assertThat(request).startsWith("POST //a%20b?q=%2F HTTP/1.1\r\n").endsWith("\r\n\r\nbody");
            assertThat(request.lines())
                    .contains(
                            "X-Two: b",
                            "Content-Length: 4",
                            "Host: 127.0.0.1:" + server.port(),
                            "User-Agent: " + Egress.USER_AGENT);
            assertThat(request.lines()).noneMatch(line -> line.startsWith("Evil"));
            assertThat(request)
                    .doesNotContain("elsewhere")
                    .doesNotContainIgnoringCase("accept-encoding")
                    .doesNotContain("Upgrade");
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        try (var target = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                var server = RawServer.answering(
                        "HTTP/1.1 307 Moved\r\nLocation: " + target.url("/") + "\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(answered(EGRESS.call(post(server.url("/"), LONG))).status())
                    .isEqualTo(307);
            assertThat(target.connections).hasValue(0);
        }
    }

    @Test
    void keepsNoCookieAndAnswersNoChallenge() throws Exception {
        try (var server =
                RawServer.answering("HTTP/1.1 401 No\r\nSet-Cookie: a=b\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
                        + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nraw")) {
            answered(EGRESS.call(post(server.url("/"), LONG)));
            var reply = answered(EGRESS.call(post(server.url("/"), LONG)));

            assertThat(reply.bodyText()).isEqualTo("raw");
            assertThat(server.requests).hasSize(2).noneMatch(request -> request.contains("Cookie"));
        }
    }

    @Test
    void cutsOffASlowDrip() throws Exception {
        var stop = new CountDownLatch(1);
        try (var server = new RawServer((socket, self) -> {
            self.readRequest(socket);
            self.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            while (!stop.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) self.write(socket, "x");
        })) {
            assertFailed(EGRESS.call(post(server.url("/"), SHORT)), Failure.TIMEOUT);
        } finally {
            stop.countDown();
        }
    }

    @Test
    void cutsOffAServerThatDripsItsHead() throws Exception {
        var stop = new CountDownLatch(1);
        try (var server = new RawServer((socket, self) -> {
            self.readRequest(socket);
            self.write(socket, "HTTP/1.1 200 OK\r\n");
            while (!stop.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) self.write(socket, "X");
        })) {
            assertFailed(EGRESS.call(post(server.url("/"), SHORT)), Failure.TIMEOUT);
        } finally {
            stop.countDown();
        }
    }

    @Test
    void cutsOffAServerThatNeverAnswers() throws Exception {
        try (var server = new RawServer((socket, self) -> RawServer.awaitHangUp(socket))) {
            assertFailed(EGRESS.call(post(server.url("/"), SHORT)), Failure.TIMEOUT);
        }
    }

    @Test
    void cutsOffAServerThatReadsNothing() throws Exception {
        var done = new CountDownLatch(1);
        try (var server = new RawServer((socket, self) -> done.await())) {
            var large = Body.of(new byte[32 << 20]);
            assertFailed(EGRESS.call(new Call("POST", server.url("/"), Map.of(), large, SHORT)), Failure.TIMEOUT);
        } finally {
            done.countDown();
        }
    }

    @Test
    void namesAResetBeforeTheHeadInTheHeadAndInTheBody() throws Exception {
        for (var before : List.of("", "HTTP/1.1 200 OK\r\nConte", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")) {
            try (var server = new RawServer((socket, self) -> {
                self.readRequest(socket);
                self.write(socket, before);
                RawServer.reset(socket);
            })) {
                assertFailed(EGRESS.call(post(server.url("/"), LONG)), Failure.RESET);
                assertThat(server.requests).hasSize(1);
            }
        }
    }

    @Test
    void namesAnAnswerThatEndsTooSoon() throws Exception {
        for (var answer : List.of(
                "",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")) {
            try (var server = new RawServer((socket, self) -> {
                self.readRequest(socket);
                self.write(socket, answer);
            })) {
                assertFailed(EGRESS.call(post(server.url("/"), LONG)), Failure.RESET);
            }
        }
    }

    @Test
    void namesGarbage() throws Exception {
        for (var answer : List.of(
                "SSH-2.0-OpenSSH_9.6\r\n\r\n",
                "\0\1\2\3\r\n\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/9.9 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 101 Up\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: " + "y".repeat(70_000) + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(1_000) + "\r\n")) {
            try (var server = new RawServer((socket, self) -> {
                self.readRequest(socket);
                self.write(socket, answer);
                RawServer.awaitHangUp(socket);
            })) {
                assertFailed(EGRESS.call(post(server.url("/"), Duration.ofSeconds(2))), Failure.PROTOCOL);
            }
        }
    }

    @Test
    void readsAChunkedAnswer() throws Exception {
        try (var server = RawServer.answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")) {
            assertThat(answered(EGRESS.call(post(server.url("/"), LONG))).bodyText())
                    .isEqualTo("abcde");
            assertThat(answered(EGRESS.call(post(server.url("/"), LONG))).bodyText())
                    .isEqualTo("abcde");
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void keepsSixteenKibibytesOfAHundredMebibytesAndHangsUp() throws Exception {
        var hungUp = new CountDownLatch(1);
        try (var server = new RawServer((socket, self) -> {
            self.readRequest(socket);
            self.write(socket, "HTTP/1.1 500 No\r\nContent-Length: 104857600\r\n\r\n");
            var chunk = new byte[1 << 16];
            try {
                for (int i = 0; i < 1600; i++) socket.getOutputStream().write(chunk);
            } catch (java.io.IOException expected) {
                hungUp.countDown();
            }
        })) {
            var reply = answered(EGRESS.call(post(server.url("/"), LONG)));
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.bodyText()).hasSize(16 * 1024);
            assertThat(reply.truncated()).isTrue();
            hungUp.await();
        }
    }

    @Test
    void cutsAnAnswerBetweenCharacters() throws Exception {
        var body = "a" + "é".repeat(10_000);
        var bytes = new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (var server =
                RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: " + bytes.length() + "\r\n\r\n" + bytes)) {
            var reply = answered(EGRESS.call(post(server.url("/"), LONG)));
            assertThat(reply.truncated()).isTrue();
            assertThat(reply.bodyText()).isEqualTo(body.substring(0, 8192));
            answered(EGRESS.call(post(server.url("/"), LONG)));
            assertThat(server.connections)
                    .as("a middling body is read on, and its connection kept")
                    .hasValue(1);
        }
    }

    @Test
    void readsABodyByItsCharsetAndBrokenTextAsFarAsItGoes() throws Exception {
        try (var latin = RawServer.answering(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=\"ISO-8859-1\"\r\nContent-Length: 1\r\n\r\né");
                var broken = RawServer.answering(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=nonsense\r\nContent-Length: 3\r\n\r\na\u00ffb")) {
            assertThat(answered(EGRESS.call(post(latin.url("/"), LONG))).bodyText())
                    .isEqualTo("é");
            assertThat(answered(EGRESS.call(post(broken.url("/"), LONG))).bodyText())
                    .isEqualTo("a\ufffdb");
        }
    }

    @Test
    void takesAnAnswerWithoutABody() throws Exception {
        try (var server = RawServer.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
            assertThat(answered(EGRESS.call(post(server.url("/"), LONG))).status())
                    .isEqualTo(204);
            assertThat(answered(EGRESS.call(post(server.url("/"), LONG))).bodyText())
                    .isEmpty();
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void namesARefusedConnection() throws Exception {
        try (var taken = new Socket()) { // bound and not listening, so that nobody else can listen there meanwhile
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var url = URI.create("http://127.0.0.1:" + taken.getLocalPort() + "/");
            assertFailed(EGRESS.call(post(url, LONG)), Failure.CONNECT);
        }
    }

    @Test
    void namesAnUnknownHost() {
        Lookup nobody = host -> {
            throw new java.net.UnknownHostException(host);
        };
        try (var egress =
                new Egress(new AddressGuard(List.of()), nobody, org.apache.hc.core5.ssl.SSLContexts.createDefault())) {
            assertFailed(egress.call(post(URI.create("http://nobody.example/"), LONG)), Failure.DNS);
        }
    }

    @Test
    void waitsForANameServerNoLongerThanTheDeadline() {
        var done = new CountDownLatch(1);
        Lookup hung = host -> {
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of(InetAddress.ofLiteral("1.1.1.1"));
        };
        try (var egress =
                new Egress(new AddressGuard(List.of()), hung, org.apache.hc.core5.ssl.SSLContexts.createDefault())) {
            assertFailed(egress.call(post(URI.create("http://slow.example/"), SHORT)), Failure.DNS);
        } finally {
            done.countDown();
        }
    }

    @Test
    void refusesWhatIsNoCallableUrl() {
        for (var url : List.of(
                "ftp://example.com/",
                "file:///etc/passwd",
                "http:///x",
                "http://user@example.com/",
                "http://a:b@example.com/",
                "mailto:a@example.com",
                "/relative",
                "http://under_score.example/",
                "http://./",
                "http://example.com:99999/")) {
            assertFailed(EGRESS.call(post(URI.create(url), LONG)), Failure.BLOCKED);
        }
    }
}
