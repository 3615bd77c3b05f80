package dev.usher.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.Body;
import dev.usher.message.Outcome.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which connections are opened, kept, and refused. */
@Timeout(60)
class EgressConnectionsTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final AddressGuard LOCAL = AddressGuard.allowing(List.of("127.0.0.0/8"));

    private static Call post(URI url) {
        return EgressTest.post(url, LONG);
    }

    private static Egress egress(AddressGuard guard, Lookup lookup) {
        return new Egress(guard, lookup, SSLContexts.createDefault());
    }

    private static void assertAnswered(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Answered.class);
    }

    private static void assertFailed(Reply reply, Failure failure) {
        assertThat(reply).isInstanceOfSatisfying(Reply.Failed.class, failed -> assertThat(failed.failure())
                .as(failed.detail())
                .isEqualTo(failure));
    }

    @Test
    void usesOneConnectionForManyCalls() throws Exception {
        try (var egress = new Egress(LOCAL);
                var server = RawServer.answering(RawServer.OK)) {
            for (int i = 0; i < 50; i++) assertAnswered(egress.call(post(server.url("/"))));
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void opensAsManyConnectionsAsThereAreCallsAtOnce() throws Exception {
        var inside = new CountDownLatch(150);
        try (var egress = new Egress(LOCAL);
                var server = new RawServer((socket, self) -> {
                    self.readRequest(socket);
                    inside.countDown();
                    inside.await();
                    self.write(socket, RawServer.OK);
                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = new ArrayList<Future<Reply>>();
            for (int i = 0; i < 150; i++) replies.add(threads.submit(() -> egress.call(post(server.url("/")))));
            for (var reply : replies) assertAnswered(reply.get());
        }
    }

    @Test
    void survivesAServerThatClosesItsIdleConnections() throws Exception {
        try (var egress = new Egress(LOCAL);
                var server = new RawServer((socket, self) -> {
                    self.readRequest(socket);
                    self.write(socket, RawServer.OK);
                })) {
            for (int i = 0; i < 50; i++) assertAnswered(egress.call(post(server.url("/"))));
            assertThat(server.requests).hasSize(50);
        }
    }

    @Test
    void sendsAgainOnANewConnectionWhenAKeptOneTurnsOutDead() throws Exception {
        try (var egress = new Egress(LOCAL);
                var server = new RawServer(RawServer.ONCE)) {
            assertAnswered(egress.call(post(server.url("/"))));
            assertAnswered(egress.call(post(server.url("/"))));
            assertThat(server.requests).hasSize(3);
            assertThat(server.connections).hasValue(2);
        }
        try (var egress = new Egress(LOCAL);
                var server = new RawServer(RawServer.ONCE)) {
            // A key that whoever is called may know nothing of makes nothing safe.
            var key = Map.of("idempotency-key", "k", "webhook-id", "w");
            var unsafe = new Call("POST", server.url("/"), key, Body.utf8("charge"), LONG);
            assertAnswered(egress.call(unsafe));
            assertFailed(egress.call(unsafe), Failure.RESET);
            assertThat(server.requests)
                    .as("a request that may not be sent twice is not")
                    .hasSize(2);
        }
    }

    @Test
    void connectsToTheVettedAddressesAndLooksUpOnce() throws Exception {
        var lookups = new AtomicInteger();
        // Public at the first look-up, private ever after: what a rebinding name server does.
        Lookup rebinding =
                host -> List.of(lookups.getAndIncrement() == 0 ? LOOPBACK : InetAddress.ofLiteral("10.0.0.1"));
        try (var egress = egress(LOCAL, rebinding);
                var server = RawServer.answering(RawServer.OK)) {
            var url = URI.create("http://rebind.example:" + server.port() + "/");
            assertAnswered(egress.call(post(url)));
            assertAnswered(egress.call(post(url)));
            assertThat(lookups).as("a kept connection is not looked up again").hasValue(1);
            assertThat(server.requests.getFirst()).contains("Host: rebind.example:" + server.port());

            server.closeConnections();
            assertFailed(egress.call(post(url)), Failure.BLOCKED);
            assertThat(lookups).hasValue(2);
        }
    }

    @Test
    void refusesAHostWhenAnyOfItsAddressesIsPrivate() throws Exception {
        try (var server = RawServer.answering(RawServer.OK)) {
            for (var other : List.of("10.0.0.1", "::1", "169.254.169.254", "fd00:ec2::254")) {
                Lookup mixed = host -> List.of(LOOPBACK, InetAddress.ofLiteral(other));
                try (var egress = egress(LOCAL, mixed)) {
                    assertFailed(
                            egress.call(post(URI.create("http://mixed.example:" + server.port() + "/"))),
                            Failure.BLOCKED);
                }
            }
            assertThat(server.connections).hasValue(0);
        }
    }

    @Test
    void triesTheNextAddressWhenOneRefuses() throws Exception {
        try (var server = RawServer.answering(RawServer.OK)) {
            // Nobody listens on the second loopback address.
            Lookup two = host -> List.of(InetAddress.ofLiteral("127.0.0.2"), LOOPBACK);
            try (var egress = egress(LOCAL, two)) {
                assertAnswered(egress.call(post(URI.create("http://two.example:" + server.port() + "/"))));
            }
        }
    }

    @Test
    void refusesLoopbackInEveryNotation() throws Exception {
        try (var egress = new Egress(new AddressGuard(List.of()));
                var server = RawServer.answering(RawServer.OK)) {
            for (var host : List.of(
                    "127.0.0.1",
                    "127.1",
                    "127.0.1",
                    "2130706433",
                    "0x7f.0.0.1",
                    "0x7f000001",
                    "017700000001",
                    "localhost",
                    "localhost.",
                    "LOCALHOST",
                    "127.0.0.1.",
                    "0",
                    "0.0.0.0",
                    "[::1]",
                    "[::]",
                    "[0:0:0:0:0:0:0:1]",
                    "[::ffff:127.0.0.1]",
                    "[::ffff:7f00:1]",
                    "[::127.0.0.1]",
                    "[64:ff9b::7f00:1]",
                    "[fe80::1%25lo]",
                    "[fe80::1%251]")) {
                var reply = egress.call(post(URI.create("http://" + host + ":" + server.port() + "/")));
                assertThat(reply).as(host).isInstanceOfSatisfying(Reply.Failed.class, failed -> assertThat(
                                failed.failure())
                        .as(failed.detail())
                        .isIn(Failure.BLOCKED, Failure.DNS));
            }
            for (var host : List.of("127.0.0.1", "127.1", "2130706433", "localhost", "[::1]", "[::ffff:7f00:1]")) {
                assertFailed(
                        egress.call(post(URI.create("http://" + host + ":" + server.port() + "/"))), Failure.BLOCKED);
            }
            assertThat(server.connections).hasValue(0);
        }
    }

    @Test
    void vetsWhateverTheSystemMakesOfAnOddNotation() {
        // As a C resolver reads them (to the JDK 0177 is 177, a public address); the JDK's own reading differs by
        // version, and must not matter.
        var asLibcDoes = Map.of("0177.0.0.1", "127.0.0.1", "0x7f.1", "127.0.0.1", "0xa9fea9fe", "169.254.169.254");
        Lookup libc = host -> List.of(InetAddress.ofLiteral(asLibcDoes.getOrDefault(host, "8.8.8.8")));
        try (var egress = egress(new AddressGuard(List.of()), libc)) {
            asLibcDoes
                    .keySet()
                    .forEach(host ->
                            assertFailed(egress.call(post(URI.create("http://" + host + "/"))), Failure.BLOCKED));
        }
    }

    @Test
    void reachesOnlyWhatIsAllowedOfTheLoopbackRange() throws Exception {
        try (var server = RawServer.answering(RawServer.OK);
                var egress = new Egress(AddressGuard.allowing(List.of("127.0.0.1/32")))) {
            assertAnswered(egress.call(post(server.url("/"))));
            assertFailed(egress.call(post(URI.create("http://127.0.0.2:" + server.port() + "/"))), Failure.BLOCKED);
        }
    }

    @Test
    void trustsACertificateItKnowsForTheNameItIsFor(@TempDir Path folder) throws Exception {
        var tls = Certificates.selfSigned(folder, "good.example");
        var names = new CopyOnWriteArrayList<String>();
        Lookup local = host -> List.of(LOOPBACK);
        try (var server = tlsServer(tls, names);
                var trusting = new Egress(LOCAL, local, tls);
                var doubting = egress(LOCAL, local)) {
            assertAnswered(trusting.call(post(URI.create("https://good.example:" + server.port() + "/"))));
            assertAnswered(trusting.call(post(URI.create("https://good.example.:" + server.port() + "/"))));
            assertThat(names).isNotEmpty().containsOnly("good.example");
            assertFailed(trusting.call(post(URI.create("https://evil.example:" + server.port() + "/"))), Failure.TLS);
            assertFailed(doubting.call(post(URI.create("https://good.example:" + server.port() + "/"))), Failure.TLS);
        }
    }

    @Test
    void namesAServerThatSpeaksNoTlsOrHangsInTheHandshake() throws Exception {
        try (var plain = RawServer.answering(RawServer.OK);
                var hung = new RawServer((socket, self) -> RawServer.awaitHangUp(socket));
                var closing =
                        new RawServer((socket, self) -> socket.getInputStream().read());
                var egress = new Egress(LOCAL)) {
            assertFailed(
                    egress.call(EgressTest.post(
                            URI.create("https://127.0.0.1:" + hung.port() + "/"), Duration.ofMillis(400))),
                    Failure.TIMEOUT);
            assertFailed(egress.call(post(URI.create("https://127.0.0.1:" + closing.port() + "/"))), Failure.TLS);
            try (var garbage = new RawServer((socket, self) -> {
                socket.getInputStream().read();
                self.write(socket, "HTTP/1.1 400 Bad\r\n\r\n");
                RawServer.awaitHangUp(socket);
            })) {
                assertFailed(egress.call(post(URI.create("https://127.0.0.1:" + garbage.port() + "/"))), Failure.TLS);
            }
            assertThat(plain.connections).hasValue(0);
        }
    }

    @Test
    void aNameServerThatFailsIsAnOutcome() throws UnknownHostException {
        Lookup none = host -> List.of();
        try (var egress = egress(LOCAL, none)) {
            assertFailed(egress.call(post(URI.create("http://none.example/"))), Failure.DNS);
        }
    }

    private static RawServer tlsServer(SSLContext tls, List<String> names) throws IOException {
        var listener = tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        return new RawServer(listener, (socket, self) -> {
            while (self.readRequest(socket)) {
                var session = (javax.net.ssl.ExtendedSSLSession) ((SSLSocket) socket).getSession();
                session.getRequestedServerNames().forEach(name -> names.add(((SNIHostName) name).getAsciiName()));
                self.write(socket, RawServer.OK);
            }
        });
    }
}
