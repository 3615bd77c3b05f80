package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.Json;
import dev.usher.local.gateway.Received;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The wedding platform's own configuration: what its providers send arrives at its services, in the right shape. */
@On(Stage.SHIPPED)
class ShippedConfigIT {
    private final Stage stage;

    ShippedConfigIT(Stage stage) {
        this.stage = stage;
    }

    /** Where a webhook of the shipped sources goes. {@code webhook} makes it when the test runs, as signatures age. */
    record Way(String name, Supplier<Webhook> webhook, List<String> destinations) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Way> ways() {
        return Stream.of(
                new Way(
                        "a payment",
                        () -> Providers.stripe(payment("deposit")),
                        List.of("budget-service", "supplier-notifications", "analytics")),
                new Way(
                        "a failed payment",
                        () -> Providers.stripe(stripe("payment_intent.payment_failed", "deposit")),
                        List.of("payment-retry", "notifications")),
                new Way(
                        "a paid invoice",
                        () -> Providers.stripe(stripe("invoice.payment_succeeded", "invoice")),
                        List.of("budget-service", "analytics")),
                new Way(
                        "a confirmed booking",
                        () -> Providers.supplier(supplier("booking.confirmed")),
                        List.of("couple-notifications", "calendar-service", "availability-service")),
                new Way(
                        "a cancelled booking",
                        () -> Providers.supplier(supplier("booking.cancelled")),
                        List.of("refunds", "timeline-service")),
                new Way(
                        "new availability",
                        () -> Providers.supplier(supplier("availability.updated")),
                        List.of("availability-service")),
                new Way(
                        "a bounced e-mail",
                        () -> Providers.email(
                                "msg_" + UUID.randomUUID(),
                                "{\"type\":\"email.bounced\",\"data\":{\"email_id\":\"e-1\"}}"),
                        List.of("notifications", "analytics")),
                new Way(
                        "a changed calendar",
                        () -> Providers.calendar("exists", UUID.randomUUID().toString(), 2),
                        List.of("calendar-service")),
                new Way(
                        "an album",
                        () -> Providers.photo("{\"id\":\"" + UUID.randomUUID()
                                + "\",\"type\":\"album.uploaded\",\"data\":{\"album_id\":\"a\"}}"),
                        List.of("photo-gallery")),
                new Way(
                        "anything else",
                        () -> Providers.generic("generic", "{\"type\":\"noted\",\"n\":\"" + UUID.randomUUID() + "\"}"),
                        List.of("analytics")));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyShippedSourceGoesWhereItShould(Way way) throws Exception {
        var event = stage.accepted(way.webhook().get());

        for (var destination : way.destinations()) stage.arrives(destination, event);

        Eventually.until("all are delivered", () -> stage.look("/admin/events/" + event)
                .path("deliveries")
                .valueStream()
                .filter(delivery -> delivery.path("state").asText().equals("delivered"))
                .map(delivery -> delivery.path("destination").asText())
                .toList()
                .containsAll(way.destinations()));
        assertThat(stage.look("/admin/events/" + event).path("deliveries"))
                .hasSize(way.destinations().size());
    }

    @Test
    void anSmsStatusIsAnsweredAsTwilioWantsIt() throws Exception {
        var webhook = Providers.sms(
                "sms_provider",
                stage.url("/webhooks/sms_provider").toString(),
                Map.of("MessageSid", "SM" + UUID.randomUUID(), "MessageStatus", "delivered", "To", "+44 7700 900123"));

        var response = stage.send(webhook);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("<Response></Response>");
        assertThat(response.headers().firstValue("content-type")).hasValue("text/xml");
        var event = response.headers().firstValue("usher-event-id").orElseThrow();
        assertThat(stage.arrives("notifications", event).body()).isEqualTo(webhook.body());
    }

    @Test
    void aPaymentReachesTheBudgetInItsOwnShapeAndTheOthersAsStripeSentIt() throws Exception {
        var webhook = Providers.stripe(payment("deposit"));
        var event = stage.accepted(webhook);

        var budget = Stage.body(stage.arrives("budget-service", event));
        var analytics = stage.arrives("analytics", event);

        assertThat(budget.path("amountMinor").asLong()).isEqualTo(250_000);
        assertThat(budget.path("currency").asText()).isEqualTo("GBP");
        assertThat(budget.path("weddingId").asText()).isEqualTo("w-1");
        assertThat(budget.path("receivedAt").asText()).startsWith("20");
        assertThat(analytics.body()).isEqualTo(webhook.body());
        assertThat(Stage.header(analytics, "usher-event-type")).isEqualTo("payment_intent.succeeded");
        assertThat(Stage.header(analytics, "usher-attempt")).isEqualTo("1");
        assertThat(stage.look("/admin/events/" + event).path("priority").asText())
                .isEqualTo("high");
    }

    @Test
    void onlyTheFinalPaymentConfirmsTheBooking() throws Exception {
        var deposit = stage.accepted(Providers.stripe(payment("deposit")));
        var last = stage.accepted(Providers.stripe(payment("final")));

        var confirmed = Stage.body(stage.arrives("booking-service", last));
        stage.arrives("budget-service", deposit);
        stage.untilState(deposit, "analytics", "delivered");

        assertThat(confirmed.path("action").asText()).isEqualTo("confirm");
        assertThat(confirmed.path("bookingId").asText()).isEqualTo("b-1");
        assertThat(stage.got("booking-service", deposit)).isEmpty();
    }

    @Test
    void deliveriesVerifyWithTheOfficialLibrary() throws Exception {
        var event = stage.accepted(Providers.supplier(supplier("availability.updated")));

        var request = stage.arrives("availability-service", event);

        new com.svix.Webhook(Providers.secret("DELIVERY_SIGNING_SECRET"))
                .verify(
                        request.body().text(),
                        java.net.http.HttpHeaders.of(signature(request), (name, value) -> true)
                                .map());
    }

    private static Map<String, List<String>> signature(Received request) {
        return Map.of(
                "webhook-id", List.of(Stage.header(request, "webhook-id")),
                "webhook-timestamp", List.of(Stage.header(request, "webhook-timestamp")),
                "webhook-signature", List.of(Stage.header(request, "webhook-signature")));
    }

    @Test
    void openingACalendarChannelIsAnsweredAndGoesNowhere() throws Exception {
        var response = stage.send(Providers.calendar("sync", "channel-sync", 1));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("usher-event-id")).isEmpty();
        assertThat(stage.look("/admin/events?source=calendar-sync&providerId=channel-sync:1")
                        .path("items"))
                .isEmpty();
    }

    @Test
    void eachRefusalHasItsOwnCode() throws Exception {
        var good = Providers.stripe(payment("deposit"));
        var big = "{\"pad\":\"" + "x".repeat(1024 * 1024) + "\"}";

        refuses(404, "unknown-source", good.to("nobody"));
        refuses(413, "body-too-large", Providers.stripe(big));
        refuses(400, "signature-missing", good.without("Stripe-Signature"));
        refuses(401, "signature-invalid", good.withBody(payment("deposit")));
        refuses(
                401,
                "signature-invalid",
                Providers.stripe(
                        "{}", java.time.Instant.now().minusSeconds(600), Providers.secret("STRIPE_WEBHOOK_SECRET")));
        refuses(400, "body-unreadable", Providers.stripe("{\"id\":"));
        refuses(415, "encoded-body", good.with("Content-Encoding", "gzip"));
        assertThat(stage.get("/webhooks/stripe").statusCode()).isEqualTo(405);
        var ignored = stage.send(Providers.stripe(stripe("customer.created", "none")));
        assertThat(ignored.statusCode()).isEqualTo(200);
        assertThat(ignored.body()).isEqualTo("{\"status\":\"ignored\"}");
        var event = stage.accepted(good);
        var again = Stage.json(stage.send(good), 200);
        assertThat(again.path("status").asText()).isEqualTo("duplicate");
        assertThat(again.path("id").asText()).isEqualTo(event);
    }

    private void refuses(int status, String type, Webhook webhook) throws Exception {
        var response = stage.send(webhook);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(Json.mapper().readTree(response.body()).path("type").asText())
                .endsWith(type);
    }

    private static String payment(String kind) {
        return stripe("payment_intent.succeeded", kind);
    }

    private static String stripe(String type, String kind) {
        return """
                {"id":"evt_%s","object":"event","type":"%s","data":{"object":{"id":"pi_1","amount_received":250000,
                 "amount_paid":90000,"currency":"gbp","metadata":{"wedding_id":"w-1","supplier_id":"s-1",
                 "booking_id":"b-1","payment_type":"%s"}}}}""".formatted(UUID.randomUUID(), type, kind);
    }

    private static String supplier(String type) {
        return "{\"id\":\"%s\",\"type\":\"%s\",\"data\":{\"wedding_id\":\"w-2\",\"supplier_id\":\"s-2\"}}"
                .formatted(UUID.randomUUID(), type);
    }
}
