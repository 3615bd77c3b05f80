package dev.usher.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.calendar.Calendar;
import dev.usher.config.ConfigReader;
import dev.usher.config.Secret;
import dev.usher.config.UsherConfig;
import dev.usher.delivery.Turns;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.lambda.DomainChecks;
import dev.usher.limit.Admission;
import dev.usher.limit.LocalLimiter;
import dev.usher.limit.ShadowLimiter;
import dev.usher.message.EventId;
import dev.usher.message.Wake;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import dev.usher.testing.InMemoryDeliveries;
import dev.usher.testing.InMemoryEvents;
import dev.usher.testing.InMemoryQueues;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class ReceiveWebhookTest {
    private static final String CONFIG = """
            sources:
              shop:
                scheme: { name: hmac, algorithm: sha256, encoding: hex, header: x-signature }
                secrets: [env:SHOP_SECRET]
                maxBody: 1KiB
                id: { pointer: /id }
                type: { pointer: /type }
                types: { order.paid: { priority: high }, order.made: {} }
                context: { orderId: { pointer: /order } }
                dedupe: 1d
                limit: { minute: 3, queue: 2, retryAfter: 30s }
              social:
                scheme: { name: hmac, header: x-hub-signature-256, prefix: "sha256=" }
                secrets: [env:SOCIAL_SECRET]
                handshake: meta
                handshakeToken: env:SOCIAL_TOKEN
                types: ["*"]
              watched:
                scheme: { name: hmac, algorithm: sha256, encoding: hex, header: x-signature }
                secrets: [env:SHOP_SECRET]
                id: { pointer: /id }
                types: ["*"]
                limit: { minute: 1, queue: 2, shadow: true }
              birds:
                scheme: { name: hmac, encoding: base64, header: x-signature, prefix: "sha256=" }
                secrets: [env:SHOP_SECRET]
                handshake: x
                types: ["*"]
              club:
                scheme: { name: token, header: X-Club-Token }
                secrets: [env:SHOP_SECRET]
                id: { pointer: /id }
                types: ["*"]
            routes: [{ name: all, when: { source: [shop] }, to: [till] }]
            destinations:
              till: { url: "https://till.example.com/hook", secret: env:SIGNING }
            """;

    private final FakeClock clock = new FakeClock();
    private final InMemoryEvents events = new InMemoryEvents();
    private final InMemoryDeliveries deliveries = new InMemoryDeliveries();
    private final InMemoryQueues queues = new InMemoryQueues();
    private final LocalLimiter limiter = new LocalLimiter(clock, Calendar.PLAIN, false);
    private int rejections;
    private final UsherConfig config = ConfigReader.read(CONFIG, Map.of(), new DomainChecks());
    private final Turns turns = new Turns(deliveries, queues, new ShadowLimiter(limiter, JsonLog.off()), config);
    private final WebhookEndpoint endpoint = endpoint();

    private WebhookEndpoint endpoint() {
        var parts = new ReceiveWebhook.Parts(
                events, deliveries, queues, turns, (source, request, verdict, secrets) -> rejections++);
        var receive = new ReceiveWebhook(
                parts, config, ref -> Secret.of(ref.name().equals("SOCIAL_TOKEN") ? "open sesame" : "s3cret"), clock);
        return new WebhookEndpoint(receive, config, JsonLog.off(), clock);
    }

    @Test
    void acceptsStoresAndQueuesAGenuineWebhook() {
        var answer = post("shop", order("o-1", "order.paid"));

        assertThat(answer.status()).isEqualTo(200);
        var id = EventId.of("shop", "o-1", 0);
        assertThat(answer.body().text()).isEqualTo("{\"status\":\"accepted\",\"id\":\"" + id + "\"}");
        assertThat(events.find(id)).isNotNull().satisfies(event -> {
            assertThat(event.type()).isEqualTo("order.paid");
            assertThat(event.context()).containsExactly(Map.entry("orderId", "77"));
            assertThat(event.body().text()).isEqualTo(order("o-1", "order.paid"));
        });
        assertThat(queues.sent()).singleElement().satisfies(sent -> {
            assertThat(sent.priority()).isEqualTo(dev.usher.config.Priority.HIGH);
            assertThat(sent.message()).isInstanceOf(Wake.Dispatch.class);
        });
    }

    @Test
    void acceptsEverythingFromASourceWhoseLimitOnlyWatches() {
        for (int i = 0; i < 5; i++)
            assertThat(post("watched", order("o-" + i, "order.paid")).status()).isEqualTo(200);
        assertThat(queues.sent()).hasSize(5);
    }

    @Test
    void answersEachCaseOfW1WithItsCode() {
        assertThat(post("nobody", "{}").status()).isEqualTo(404);
        assertThat(post("Shop", order("o-1", "order.paid")).status()).isEqualTo(404);
        assertThat(post("shop", "{\"x\":\"" + "y".repeat(2000) + "\"}").status())
                .isEqualTo(413);
        assertThat(endpoint.handle(request("shop", order("o-1", "order.paid"), Map.of()))
                        .status())
                .isEqualTo(400);
        assertThat(endpoint.handle(request("shop", order("o-1", "order.paid"), Map.of("x-signature", "00".repeat(32))))
                        .status())
                .isEqualTo(401);
        assertThat(post("shop", "{\"id\":").status()).isEqualTo(400);
        assertThat(post("shop", "{\"id\":1e9999999999}").status()).isEqualTo(400);
        var ignored = post("shop", order("o-1", "order.sent"));
        assertThat(ignored.status()).isEqualTo(200);
        assertThat(ignored.body().text()).isEqualTo("{\"status\":\"ignored\"}");
        assertThat(events.all()).isEmpty();
        assertThat(queues.sent()).isEmpty();
        assertThat(rejections).isEqualTo(2);
    }

    @Test
    void answersADuplicateWithTheSameIdAndQueuesNothing() {
        var first = post("shop", order("o-1", "order.paid"));
        queues.take();

        var second = post("shop", order("o-1", "order.paid"));

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.headers().get("usher-event-id"))
                .isEqualTo(first.headers().get("usher-event-id"));
        assertThat(second.body().text()).contains("\"duplicate\"");
        assertThat(queues.sent()).isEmpty();
    }

    @Test
    void aForgedRequestWithAKnownIdDoesNotSuppressTheRealOne() {
        endpoint.handle(request("shop", order("o-1", "order.paid"), Map.of("x-signature", "00".repeat(32))));

        assertThat(post("shop", order("o-1", "order.paid")).body().text()).contains("\"accepted\"");
    }

    @Test
    void queuesWhatIsOverTheLimitInOrderAndRefusesWhenTheQueueIsFull() {
        for (int n = 0; n < 3; n++)
            assertThat(post("shop", order("o-" + n, "order.made")).status()).isEqualTo(200);

        var fourth = post("shop", order("o-3", "order.made"));
        var fifth = post("shop", order("o-4", "order.made"));
        var sixth = post("shop", order("o-5", "order.made"));

        assertThat(fourth.status()).isEqualTo(202);
        var body =
                java.util.Objects.requireNonNull(Json.readOrNull(fourth.body().bytes()));
        assertThat(body.path("status").asText()).isEqualTo("queued");
        assertThat(body.path("queuePosition").asInt()).isEqualTo(1);
        assertThat(body.path("retryAfter").asInt()).isGreaterThanOrEqualTo(30);
        assertThat(fifth.status()).isEqualTo(202);
        assertThat(sixth.status()).isEqualTo(429);
        assertThat(sixth.headers()).containsKey("retry-after");
        assertThat(events.all()).hasSize(5);
        var delays = queues.sent().stream().map(InMemoryQueues.Sent::delay).toList();
        assertThat(delays.get(3)).isPositive();
        assertThat(delays.get(4)).isGreaterThan(delays.get(3));
    }

    @Test
    void knowsADuplicateAlsoWhenTheQueueIsFull() {
        for (int n = 0; n < 6; n++) post("shop", order("o-" + n, "order.made"));

        assertThat(post("shop", order("o-1", "order.made")).body().text()).contains("\"duplicate\"");
    }

    @Test
    void aDuplicateTakesNoPlaceInLine() {
        for (int n = 0; n < 3; n++) post("shop", order("o-" + n, "order.made"));

        assertThat(post("shop", order("o-1", "order.made")).body().text()).contains("\"duplicate\"");

        var next = post("shop", order("o-9", "order.made"));
        assertThat(next.status()).isEqualTo(202);
        assertThat(next.body().text()).contains("\"queuePosition\":1");
    }

    @Test
    void anIdThatWasForgottenIsNewAlsoOverTheLimit() {
        post("shop", order("o-1", "order.made"));
        clock.advance(Duration.ofHours(25));
        for (int n = 2; n < 5; n++) post("shop", order("o-" + n, "order.made"));

        assertThat(post("shop", order("o-1", "order.made")).status()).isEqualTo(202);
        var waits = queues.sent().getLast();
        clock.advance(waits.delay());
        assertThat(waits.message()).isInstanceOfSatisfying(Wake.Dispatch.class, wake -> assertThat(
                        turns.ask(java.util.Objects.requireNonNull(wake.inline())))
                .isInstanceOf(Admission.Admitted.class));
    }

    @Test
    void aDuplicateUsesUpNothingOfTheLimit() {
        for (int n = 0; n < 20; n++) post("shop", order("o-1", "order.made"));

        assertThat(post("shop", order("o-2", "order.made")).status()).isEqualTo(200);
        assertThat(post("shop", order("o-3", "order.made")).status()).isEqualTo(200);
    }

    @Test
    void isAcceptedAlsoWhenTheQueueRefusesAndTheSweeperKnows() {
        queues.out(true);

        var answer = post("shop", order("o-1", "order.paid"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(deliveries.all()).singleElement().satisfies(watch -> assertThat(watch.dueAt())
                .isNotNull());
    }

    @Test
    void aDuplicateOfAnEventThatNeverGotOnItsWayIsQueuedAgain() {
        post("shop", order("o-1", "order.paid"));
        queues.take();
        clock.advance(Duration.ofSeconds(30));

        post("shop", order("o-1", "order.paid"));

        assertThat(queues.sent()).singleElement().satisfies(sent -> assertThat(sent.message())
                .isEqualTo(Wake.Dispatch.again(EventId.of("shop", "o-1", 0))));
    }

    @Test
    void aDuplicateOfAnEventThatWaitsItsTurnDoesNotLetItPass() {
        clock.advance(Duration.ofSeconds(50)); // so that its turn comes soon, in the next minute
        for (int n = 0; n < 4; n++) post("shop", order("o-" + n, "order.made"));
        queues.take();
        clock.advance(Duration.ofSeconds(15));

        assertThat(post("shop", order("o-3", "order.made")).body().text()).contains("\"duplicate\"");
        assertThat(queues.sent()).isEmpty();
    }

    @Test
    void longIdsAreNotTakenForOneThatBeginsTheSame() {
        for (var end : List.of("a", "b")) post("shop", order("o".repeat(300) + end, "order.made"));

        assertThat(events.all()).hasSize(2).allMatch(event -> event.providerId().matches("sha256:[0-9a-f]{64}"));
    }

    @Test
    void aLongHeaderCostsNoSignatureItsPlace() {
        var body = order("o-1", "order.made");
        var headers = Map.of("x-signature", sign(body), "content-type", "text/json", "baggage", "b".repeat(8200));

        endpoint.handle(request("shop", body, headers));

        assertThat(events.all())
                .singleElement()
                .satisfies(event -> assertThat(event.headers().names()).containsExactly("content-type", "x-signature"));
    }

    @Test
    void aTokenIsNotKeptHoweverTheNameOfItsHeaderIsWritten() {
        endpoint.handle(request("club", "{\"id\":1}", Map.of("x-club-token", "s3cret", "x-other", "o")));

        assertThat(events.all())
                .singleElement()
                .satisfies(event -> assertThat(event.headers().asMap()).containsExactly(Map.entry("x-other", "o")));
    }

    @Test
    void anIdThatWasForgottenIsANewEvent() {
        var first = post("shop", order("o-1", "order.paid"));
        clock.advance(Duration.ofHours(25));

        var again = post("shop", order("o-1", "order.paid"));

        assertThat(again.body().text()).contains("\"accepted\"");
        assertThat(again.headers().get("usher-event-id"))
                .isNotEqualTo(first.headers().get("usher-event-id"));
    }

    @Test
    void refusesEncodedBodiesAndGets() {
        var body = order("o-1", "order.paid");
        var encoded = request("shop", body, Map.of("x-signature", sign(body), "content-encoding", "gzip"));
        assertThat(endpoint.handle(encoded).status()).isEqualTo(415);

        var get = new Request(
                "GET",
                "/webhooks/shop",
                "",
                "https://hooks.example.com",
                "",
                Headers.NONE,
                Map.of("source", "shop"),
                Map.of(),
                Body.EMPTY);
        assertThat(endpoint.handle(get).status()).isEqualTo(405);
    }

    private Response post(String source, String body) {
        return endpoint.handle(request(source, body, Map.of("x-signature", sign(body))));
    }

    private static Request request(String source, String body, Map<String, String> headers) {
        return new Request(
                "POST",
                "/webhooks/" + source,
                "",
                "https://hooks.example.com",
                "192.0.2.1",
                Headers.of(headers),
                Map.of("source", source),
                Map.of(),
                Body.utf8(body));
    }

    private static String order(String id, String type) {
        return "{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"order\":77}";
    }

    private static String sign(String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void answersAHandshakeWithItsOwnTokenAndKeepsNothing() {
        var right = hub("open+sesame", "open sesame");
        var wrong = hub("s3cret", "s3cret");

        assertThat(endpoint.handle(right).status()).isEqualTo(200);
        assertThat(endpoint.handle(right).body().text()).isEqualTo("1158201444");
        assertThat(endpoint.handle(wrong).status()).isEqualTo(403);
        assertThat(events.all()).isEmpty();
    }

    /** Its answer is a signature, and anybody may ask. */
    @Test
    void whatAHandshakeSignedForAStrangerIsNoWebhook() {
        var question = new Request(
                "GET",
                "/webhooks/birds",
                "crc_token=12345",
                "https://hooks.example.com",
                "",
                Headers.NONE,
                Map.of("source", "birds"),
                Map.of("crc_token", "12345"),
                Body.EMPTY);
        var answer = Json.readOrNull(endpoint.handle(question).body().bytes());
        var signature =
                java.util.Objects.requireNonNull(answer).path("response_token").asText();

        assertThat(signature).startsWith("sha256=");
        assertThat(endpoint.handle(request("birds", "12345", Map.of("x-signature", signature)))
                        .status())
                .isEqualTo(401);
        assertThat(events.all()).isEmpty();
        assertThat(rejections).isEqualTo(1);
    }

    private static Request hub(String encoded, String token) {
        return new Request(
                "GET",
                "/webhooks/social",
                "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=" + encoded,
                "https://hooks.example.com",
                "",
                Headers.NONE,
                Map.of("source", "social"),
                Map.of("hub.mode", "subscribe", "hub.challenge", "1158201444", "hub.verify_token", token),
                Body.EMPTY);
    }
}
