package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Body;
import dev.usher.local.gateway.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What becomes of deliveries whose receivers fail, each in its own way. */
@On(Stage.STORY)
class DeliveryStoryIT {
    private final Stage stage;

    DeliveryStoryIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aFailingReceiverIsTriedAgainWithGrowingWaitsUntilItRecovers() throws Exception {
        stage.behave("flaky", "{\"status\":503,\"times\":2}");

        var event = stage.accepted(event("usual", "flaky"));
        stage.untilState(event, "flaky", "delivered");

        var got = stage.got("flaky", event);
        assertThat(got)
                .extracting(request -> Stage.header(request, "usher-attempt"))
                .containsExactly("1", "2", "3");
        assertThat(got).extracting(Received::body).containsOnly(got.getFirst().body());
        assertThat(got)
                .extracting(request -> Stage.header(request, "usher-correlation-id"))
                .hasSize(3)
                .containsOnly(Stage.header(got.getFirst(), "usher-correlation-id"));
        var attempts = stage.delivery(event, "flaky").path("attempts");
        assertThat(attempts.valueStream().map(attempt -> attempt.path("status").asInt()))
                .containsExactly(503, 503, 200);
    }

    @Test
    void whatIsNeverTakenBecomesADeadLetterAndIsDeliveredByAReplay() throws Exception {
        stage.behave("broken", "{\"status\":500,\"body\":\"no such table: budget\"}");
        long before = deadLetters();
        var event = stage.accepted(event("usual", "broken"));

        stage.untilState(event, "broken", "dead");

        Eventually.until("it is in the dead-letter queue", () -> deadLetters() > before);
        assertThat(ids(stage.look("/admin/dead-letters?destination=broken")))
                .contains(Stage.deliveryId(event, "broken", 0));
        assertThat(stage.delivery(event, "broken").path("reason").asText()).isEqualTo("attempts-exhausted");
        stage.behave("broken", "{}");
        var replay =
                stage.act("POST /admin/webhooks/replay/" + event, "{\"reason\":\"the table is there again\"}", 202);
        assertThat(replay.path("replays").path(0).path("created").asBoolean()).isTrue();
        Eventually.until(
                "the replay is delivered", () -> stage.got("broken", event).size() == 3);
        Eventually.until("the timeline tells all of it", () -> timeline(event)
                .equals(List.of("received", "attempt", "attempt", "dead", "replayed", "attempt", "delivered")));
        assertThat(ids(stage.look("/admin/dead-letters?destination=broken")))
                .doesNotContain(Stage.deliveryId(event, "broken", 0));
        assertThat(stage.delivery(event, "broken").path("attempts"))
                .as("history stays")
                .hasSize(2);
    }

    @Test
    void theSixthReplayTakesForce() throws Exception {
        stage.behave("stubborn", "{\"status\":500}");
        var event = stage.accepted(event("usual", "stubborn"));
        stage.untilState(event, "stubborn", "dead");

        for (int replay = 1; replay <= 5; replay++) {
            stage.act("POST /admin/webhooks/replay/" + event, "{\"max_retries\":1}", 202);
            untilDead(Stage.deliveryId(event, "stubborn", replay));
        }

        var refused = stage.act("POST /admin/webhooks/replay/" + event, "", 409);
        assertThat(refused.path("reason").asText()).isEqualTo("replay-limit");
        assertThat(stage.got("stubborn", event))
                .as("attempts are schedule and replays")
                .hasSize(6);
        stage.act("POST /admin/webhooks/replay/" + event, "{\"force_retry\":true,\"max_retries\":1}", 202);
        untilDead(Stage.deliveryId(event, "stubborn", 6));
        assertThat(stage.got("stubborn", event)).hasSize(7);
    }

    private void untilDead(String delivery) throws Exception {
        Eventually.until(delivery + " is dead", () -> stage.look("/admin/deliveries/" + delivery)
                .path("state")
                .asText()
                .equals("dead"));
    }

    @Test
    void aReceiverThatIsGoneIsPausedAndWhatItMissedFollowsWhenItIsResumed() throws Exception {
        stage.behave("gone", "{\"status\":410,\"times\":1}");
        var first = stage.accepted(event("usual", "gone"));
        stage.untilState(first, "gone", "parked");
        assertThat(pause("gone").path("reason").asText()).contains("410");

        var held = new ArrayList<String>(List.of(first));
        for (int i = 0; i < 3; i++) held.add(stage.accepted(event("usual", "gone")));
        for (var event : held) stage.untilState(event, "gone", "parked");
        assertThat(stage.host().receiver("gone").count())
                .as("nobody knocks at a closed door")
                .isEqualTo(1);
        var replay = stage.act("POST /admin/webhooks/replay/" + Stage.deliveryId(first, "gone", 0), "", 409);
        assertThat(replay.path("reason").asText()).isEqualTo("destination-paused");

        stage.act("POST /admin/destinations/gone/resume", "", 200);

        for (var event : held) stage.untilState(event, "gone", "delivered");
        for (var event : held) assertThat(stage.got("gone", event)).isNotEmpty();
    }

    private JsonNode pause(String destination) throws Exception {
        for (var one : stage.look("/admin/destinations").path("items"))
            if (one.path("name").asText().equals(destination)) return one.path("pause");
        throw new AssertionError("no destination " + destination);
    }

    @Test
    void aReceiverIsNotAskedAgainBeforeItsRetryAfter() throws Exception {
        stage.behave("patient", "{\"status\":429,\"retryAfter\":\"4\",\"times\":1}");

        var event = stage.accepted(event("usual", "patient"));
        stage.untilState(event, "patient", "delivered");

        var got = stage.got("patient", event);
        assertThat(got).hasSize(2);
        assertThat(Duration.between(got.get(0).at(), got.get(1).at())).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
        assertThat(stage.delivery(event, "patient")
                        .path("attempts")
                        .path(0)
                        .path("retryAfterSeconds")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void aReceiverThatHangsDelaysNobodyElse() throws Exception {
        stage.behave("hanging", "{\"hang\":true}");
        var stuck = new ArrayList<String>();
        var others = new ArrayList<String>();
        for (int i = 0; i < 25; i++) {
            stuck.add(stage.accepted(event("usual", "hanging")));
            others.add(stage.accepted(event("usual", "steady")));
        }

        for (var event : others) stage.arrives("steady", event);

        // 8 s is what an attempt at the hanging one takes; had anybody waited for it, some would have ended.
        for (var event : stuck) {
            var response = stage.ask("admin", "GET /admin/deliveries/" + Stage.deliveryId(event, "hanging", 0), "");
            assertThat(response.statusCode())
                    .as("an attempt that hangs has not ended")
                    .isEqualTo(404);
        }
        for (var event : stuck) stage.untilState(event, "hanging", "dead");
        assertThat(stage.delivery(stuck.getFirst(), "hanging").path("error").asText())
                .isEqualTo("timeout");
    }

    @Test
    void aBacklogOfLowDoesNotDelayHigh() throws Exception {
        stage.behave("slow", "{\"delayMs\":6000}");
        var low = new ArrayList<String>();
        for (int i = 0; i < 150; i++) low.add(stage.accepted(event("bulk", "slow")));

        var high = stage.accepted(event("urgent", "steady"));
        stage.arrives("steady", high);

        var unfinished = stage.ask("admin", "GET /admin/deliveries/" + Stage.deliveryId(low.getLast(), "slow", 0), "");
        assertThat(unfinished.statusCode()).isEqualTo(404);
        stage.behave("slow", "{}");
    }

    @Test
    void whatIsOverTheLimitWaitsItsTurnAndDrainsByItself() throws Exception {
        var accepted = new ArrayList<String>();
        var positions = new ArrayList<Integer>();
        for (int i = 0; i < 5; i++) {
            var response = stage.send(metered());
            var json = com.fasterxml.jackson.databind.json.JsonMapper.builder()
                    .build()
                    .readTree(response.body());
            accepted.add(json.path("id").asText());
            if (response.statusCode() == 202) {
                assertThat(json.path("status").asText()).isEqualTo("queued");
                assertThat(json.path("retryAfter").asInt()).isPositive();
                assertThat(response.headers().firstValue("retry-after")).isPresent();
                positions.add(json.path("queuePosition").asInt());
            }
        }
        assertThat(positions).containsExactly(1, 2, 3);
        var refused = stage.send(metered());
        assertThat(refused.statusCode()).as("the queue is full").isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();

        for (var event : accepted) stage.arrives("drain", event);

        assertThat(stage.host().receiver("drain").requests()).hasSize(5);
    }

    @Test
    void binaryBodiesOfUpToOneMebibyteArriveByteForByte() throws Exception {
        var bytes = new byte[1024 * 1024];
        new Random(7).nextBytes(bytes);
        var body = Body.of(bytes);
        var event = stage.accepted(opaque(body));

        var got = stage.arrives("bytes", event);

        assertThat(got.body()).isEqualTo(body);
        assertThat(stage.send(opaque(Body.of(new byte[1024 * 1024 + 1]))).statusCode())
                .isEqualTo(413);
    }

    private static Webhook opaque(Body body) {
        return Providers.keyed("opaque", body, Providers.secret("GENERIC_WEBHOOK_SECRET"))
                .with("Content-Type", "application/octet-stream");
    }

    @Test
    void anEventThatWaitsIsOvertakenAndNotLost() throws Exception {
        stage.behave("cut", "{\"status\":503,\"retryAfter\":\"3\",\"times\":1}");
        var first = stage.accepted(event("usual", "cut"));
        stage.untilState(first, "cut", "waiting");

        var second = stage.accepted(event("usual", "cut"));
        stage.untilState(second, "cut", "delivered");
        stage.untilState(first, "cut", "delivered");

        assertThat(stage.got("cut", second).getFirst().at())
                .isBefore(stage.got("cut", first).getLast().at());
    }

    @Test
    void aConnectionThatBreaksIsTriedAgain() throws Exception {
        // Twice, as an attempt on a kept connection that turns out dead goes out once more, on a new one.
        stage.behave("cut", "{\"reset\":true,\"times\":2}");

        var event = stage.accepted(event("usual", "cut"));
        stage.untilState(event, "cut", "delivered");

        assertThat(stage.delivery(event, "cut")
                        .path("attempts")
                        .path(0)
                        .path("failure")
                        .asText())
                .isIn("reset", "protocol");
    }

    private Webhook metered() {
        return Providers.generic("metered", "{\"id\":\"" + UUID.randomUUID() + "\"}");
    }

    static Webhook event(String type, String destination) {
        return Providers.generic(
                "story",
                "{\"id\":\"%s\",\"type\":\"%s\",\"to\":\"%s\",\"at\":\"%s\"}"
                        .formatted(UUID.randomUUID(), type, destination, Instant.now()));
    }

    private long deadLetters() {
        var host = stage.host();
        return Long.parseLong(host.sqs()
                .getQueueAttributes(request -> request.queueUrl(host.queueUrl("DeadLetterQueue"))
                        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0"));
    }

    private List<String> timeline(String event) throws Exception {
        return stage.look("/admin/events/" + event)
                .path("timeline")
                .valueStream()
                .map(moment -> moment.path("what").asText())
                .filter(what -> !what.equals("audit"))
                .toList();
    }

    private static List<String> ids(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(item -> item.path("id").asText())
                .toList();
    }
}
