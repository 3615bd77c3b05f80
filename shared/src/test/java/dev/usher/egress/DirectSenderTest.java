package dev.usher.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.BreakerPolicy;
import dev.usher.config.Destination;
import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Target;
import dev.usher.delivery.Sent;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.message.Attempt;
import dev.usher.message.DeliveryId;
import dev.usher.message.Outcome;
import dev.usher.message.Outcome.Failure;
import dev.usher.routing.Routing.Leg;
import dev.usher.testing.FakeClock;
import dev.usher.testing.MailServer;
import dev.usher.testing.Samples;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/** Attempts at every kind of destination, over real sockets. */
@Timeout(60)
class DirectSenderTest {
    private static final AddressGuard GUARD = AddressGuard.allowing(List.of("127.0.0.0/8"));
    private static final Egress EGRESS = new Egress(GUARD);
    private static final SecretRef USER = new SecretRef("env", "USER");
    private static final SecretRef PASSWORD = new SecretRef("env", "PASSWORD");
    private static final SecretRef URL = new SecretRef("env", "URL");

    @TempDir
    Path folder;

    private String slackUrl = "";

    @AfterAll
    static void close() {
        EGRESS.close();
    }

    private Attempt send(Target target, SSLContext tls, String body, String aws) {
        var mail = new SmtpMail(GUARD, host -> List.of(InetAddress.getLoopbackAddress()), tls);
        var endpoint = aws.isEmpty() ? null : URI.create(aws);
        var reach = new AwsReach(AwsBasicCredentials.create("key", "secret"), "eu-west-1", endpoint, endpoint);
        var sender = new DirectSender(EGRESS, mail, this::secret, reach, new FakeClock());
        var event = Samples.event();
        var destination = new Destination(
                "chat", target, new SecretRef("", ""), Duration.ofSeconds(2), Map.of(), null, BreakerPolicy.USUAL);
        var leg = new Leg("chat", "alerts", Body.utf8(body), "application/json");
        var sent = sender.send(new DeliveryId(event.id(), "chat", 0), event, destination, leg, 1);
        return ((Sent.Made) sent).attempt();
    }

    private Secret secret(SecretRef ref) {
        if (ref.equals(URL)) return Secret.of(slackUrl);
        if (ref.equals(USER)) return Secret.of("usher");
        if (ref.equals(PASSWORD)) return Secret.of("pässword");
        throw new SecretUnavailable(ref, "none");
    }

    private static final String ALERT =
            "{\"title\":\"service pay is <down>\",\"text\":\"a & b <!channel>\\n.\\nünder\"}";

    @Test
    void slackGetsTextAndBlocksWithNothingInThemToInterpret() throws Exception {
        try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            slackUrl = server.url("/services/T/B/x") + "\n";
            var attempt = send(new Target.Slack(URL), SSLContexts.createDefault(), ALERT, "");

            assertThat(attempt.outcome().success()).isTrue();
            assertThat(attempt.response()).isEqualTo("ok");
            var sent = SlackMessage.of(new Notice("service pay is <down>", "a & b <!channel>", "{}"));
            var json = Json.mapper().readTree(sent.bytes());
            assertThat(json.path("text").asText()).isEqualTo("service pay is &lt;down&gt;");
            assertThat(json.at("/blocks/0/text/text").asText()).isEqualTo("service pay is <down>");
            assertThat(json.at("/blocks/0/text/type").asText()).isEqualTo("plain_text");
            assertThat(json.at("/blocks/1/text/text").asText()).isEqualTo("a &amp; b &lt;!channel&gt;");
        }
    }

    @Test
    void slackMaySayWhenToComeAgain() throws Exception {
        try (var server =
                RawServer.answering("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n")) {
            slackUrl = server.url("/services/T/B/x").toString();
            assertThat(send(new Target.Slack(URL), SSLContexts.createDefault(), ALERT, "")
                            .outcome())
                    .isEqualTo(new Outcome.Answered(429, Duration.ofSeconds(30)));
        }
        slackUrl = "no url";
        var attempt = send(new Target.Slack(URL), SSLContexts.createDefault(), ALERT, "");
        assertThat(attempt.outcome()).isEqualTo(new Outcome.Failed(Failure.SECRET));
        assertThat(attempt.response()).doesNotContain("no url");
        assertThat(send(new Target.Slack(new SecretRef("env", "?")), SSLContexts.createDefault(), ALERT, "")
                        .outcome())
                .isEqualTo(new Outcome.Failed(Failure.SECRET));
    }

    @ParameterizedTest
    @CsvSource({"403, 403", "400, 400", "500, 500"})
    void whatAwsAnswersIsTheOutcome(int status, int outcome) throws Exception {
        var xml = "<ErrorResponse><Error><Code>Throttled</Code></Error></ErrorResponse>";
        try (var server = RawServer.answering(
                "HTTP/1.1 " + status + " X\r\nContent-Length: " + xml.length() + "\r\n\r\n" + xml)) {
            var topic = new Target.Sns("arn:aws:sns:eu-west-1:123456789012:alerts");
            var attempt = send(
                    topic, SSLContexts.createDefault(), ALERT, server.url("").toString());
            assertThat(attempt.outcome()).isEqualTo(new Outcome.Answered(outcome, null));
            assertThat(attempt.response()).contains("Throttled");
        }
    }

    private static Target mail(MailServer server, Target.Tls tls, boolean login) {
        var way = new Target.Way.Smtp("localhost", server.port(), tls, login ? new Target.Login(USER, PASSWORD) : null);
        return new Target.Email("usher@example.com", List.of("ops@example.com", "boss@example.com"), way);
    }

    @Test
    void mailIsEncryptedBeforeAnybodyLogsIn() throws Exception {
        var tls = Certificates.selfSigned(folder, "localhost");
        for (boolean implicit : List.of(true, false))
            try (var server = MailServer.secure(tls, implicit)) {
                var how = implicit ? Target.Tls.IMPLICIT : Target.Tls.STARTTLS;
                var attempt = send(mail(server, how, true), tls, ALERT, "");

                assertThat(attempt.outcome()).isEqualTo(new Outcome.Answered(250, null));
                var plain = Base64.getEncoder().encodeToString("\0usher\0pässword".getBytes(StandardCharsets.UTF_8));
                assertThat(server.commands())
                        .containsSubsequence(
                                "AUTH PLAIN " + plain,
                                "MAIL FROM:<usher@example.com>",
                                "RCPT TO:<ops@example.com>",
                                "RCPT TO:<boss@example.com>",
                                "DATA");
                var message = server.messages().getFirst();
                assertThat(message)
                        .contains("To: ops@example.com,\n boss@example.com\n")
                        .contains("Subject: =?utf-8?B?")
                        .contains("Auto-Submitted: auto-generated\n");
                var body = message.substring(message.indexOf("\n\n") + 2).replace("\n", "");
                assertThat(new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8))
                        .isEqualTo("a & b <!channel>\r\n.\r\nünder");
            }
    }

    @Test
    void aServerThatIsNotWhoItShouldBeGetsNothing() throws Exception {
        var theirs = Certificates.selfSigned(folder, "elsewhere.example");
        try (var server = MailServer.secure(theirs, false)) {
            var stranger = send(mail(server, Target.Tls.STARTTLS, true), SSLContexts.createDefault(), ALERT, "");
            assertThat(stranger.outcome()).isEqualTo(new Outcome.Failed(Failure.TLS));
            var otherName = send(mail(server, Target.Tls.STARTTLS, true), theirs, ALERT, "");
            assertThat(otherName.outcome()).isEqualTo(new Outcome.Failed(Failure.TLS));
            assertThat(server.commands()).noneMatch(line -> line.startsWith("AUTH"));
        }
        try (var server = MailServer.plain()) {
            var attempt = send(mail(server, Target.Tls.STARTTLS, true), SSLContexts.createDefault(), ALERT, "");
            assertThat(attempt.outcome()).isEqualTo(new Outcome.Failed(Failure.TLS));
            assertThat(attempt.response()).isEqualTo("the mail server offers no STARTTLS");
            assertThat(server.commands()).containsExactly("EHLO usher");
        }
    }

    @Test
    void aServerThatKnowsNothingElseIsToldByLogin() throws Exception {
        var tls = Certificates.selfSigned(folder, "localhost");
        try (var server = MailServer.secure(tls, true).answering("LOGIN ONLY", "")) {
            assertThat(send(mail(server, Target.Tls.IMPLICIT, true), tls, ALERT, "")
                            .outcome()
                            .success())
                    .isTrue();
            assertThat(server.commands()).containsSubsequence("AUTH LOGIN", "dXNoZXI=", "cMOkc3N3b3Jk");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CONNECT | 421 too busy | 421 | too busy
            MAIL FROM | 550 not you | 550 | not you
            RCPT TO | 451 later | 451 | later
            RCPT TO:<boss | 550 no such user | 250 | refused for some: 550 no such user
            MESSAGE | 552 too large | 552 | too large
            DATA | 503 out of order | 503 | out of order
            """)
    void whatAMailServerAnswersIsTheOutcome(String command, String answer, int code, String text) throws Exception {
        try (var server = MailServer.plain().answering(command, answer)) {
            var attempt = send(mail(server, Target.Tls.NONE, false), SSLContexts.createDefault(), ALERT, "");
            assertThat(attempt.outcome()).isEqualTo(new Outcome.Answered(code, null));
            assertThat(attempt.response()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CONNECT | hello | PROTOCOL
            MAIL FROM | '' | RESET
            """)
    void aMailServerThatTalksNonsenseOrHangsUp(String command, String answer, Failure failure) throws Exception {
        try (var server = MailServer.plain().answering(command, answer)) {
            var attempt = send(mail(server, Target.Tls.NONE, false), SSLContexts.createDefault(), ALERT, "");
            assertThat(attempt.outcome()).isEqualTo(new Outcome.Failed(failure));
        }
    }

    @Test
    void aMailServerThatIsSilentOrPrivateOrAway() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var way = new Target.Way.Smtp("localhost", silent.getLocalPort(), Target.Tls.NONE, null);
            var target = new Target.Email("a@example.com", List.of("b@example.com"), way);
            assertThat(send(target, SSLContexts.createDefault(), ALERT, "").outcome())
                    .isEqualTo(new Outcome.Failed(Failure.TIMEOUT));
            var closed = new SmtpMail(new AddressGuard(List.of()), Lookup.SYSTEM, SSLContexts.createDefault());
            assertThat(closed.send(way, new Secret[0], target, "", Duration.ofSeconds(2)))
                    .isInstanceOfSatisfying(Reply.Failed.class, reply -> assertThat(reply.failure())
                            .isEqualTo(Failure.BLOCKED));
        }
        var way = new Target.Way.Smtp("localhost", 1, Target.Tls.NONE, null);
        var target = new Target.Email("a@example.com", List.of("b@example.com"), way);
        assertThat(send(target, SSLContexts.createDefault(), ALERT, "").outcome())
                .isEqualTo(new Outcome.Failed(Failure.CONNECT));
    }

    @Test
    void aTitleCanNeitherEndAHeaderNorGrowWithoutBound() {
        var event = Samples.event();
        var evil = Json.object()
                .put("title", "a\r\nBcc: all@example.com 🎉" + "x".repeat(500))
                .put("text", "t");
        var notice = Notice.of(event, new Leg("d", "r", Body.of(Json.bytes(evil)), "application/json"));
        var email = new Target.Email("a@example.com", List.of("b@example.com"), new Target.Way.Ses());
        var text = MailText.of(email, notice, event.id(), FakeClock.START);

        assertThat(notice.title()).hasSize(Notice.TITLE_CHARS).doesNotContain("\n");
        assertThat(text.lines()).noneMatch(line -> line.startsWith("Bcc")).allMatch(line -> line.length() <= 76);
        assertThat(text).contains("Date: Sat, 6 Jun 2026 12:00:00 +0000\r\n");
        var plain = Notice.of(event, new Leg("d", "r", Body.utf8("no json"), "text/plain"));
        assertThat(plain.title()).isEqualTo("stripe payment_intent.succeeded");
        assertThat(plain.text()).isEqualTo("no json");
    }

    @Test
    void aNoticeWithoutATitleIsNamedAfterItsEvent() {
        var event = Samples.event();
        for (var title : List.of("", " ", "\t\n")) {
            var body = Body.of(Json.bytes(Json.object().put("title", title).put("text", "t")));
            assertThat(Notice.of(event, new Leg("d", "r", body, "application/json"))
                            .title())
                    .isEqualTo("stripe payment_intent.succeeded");
        }
    }

    @Test
    void aMailWhoseTimeIsUpIsNotSentAfterwards() throws Exception {
        try (var server = MailServer.plain()) {
            var answered = new CountDownLatch(1);
            var lookedUp = new CompletableFuture<Thread>();
            var mail = new SmtpMail(
                    GUARD,
                    host -> {
                        lookedUp.complete(Thread.currentThread());
                        await(answered);
                        return List.of(InetAddress.getLoopbackAddress());
                    },
                    SSLContexts.createDefault());
            var way = new Target.Way.Smtp("localhost", server.port(), Target.Tls.NONE, null);
            var target = new Target.Email("a@example.com", List.of("b@example.com"), way);

            var reply = mail.send(way, new Secret[0], target, "late\r\n", Duration.ofMillis(200));
            answered.countDown();
            lookedUp.get().join();

            assertThat(reply).isInstanceOfSatisfying(Reply.Failed.class, late -> assertThat(late.failure())
                    .isEqualTo(Failure.TIMEOUT));
            assertThat(server.messages()).isEmpty();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
