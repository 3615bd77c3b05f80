package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators see and do, through the interface that they use. */
@On(Stage.STORY)
class AdminStoryIT {
    private static final List<String> ROLES = List.of("viewer", "operator", "admin");

    private final Stage stage;

    AdminStoryIT(Stage stage) {
        this.stage = stage;
    }

    @ParameterizedTest
    @CsvSource({
        "viewer,   GET /admin/events",
        "viewer,   GET /admin/events/event_00000000000000000000000000",
        "operator, GET /admin/events/event_00000000000000000000000000/payload",
        "viewer,   GET /admin/deliveries",
        "viewer,   GET /admin/deliveries/event_00000000000000000000000000.steady",
        "viewer,   GET /admin/dead-letters",
        "operator, POST /admin/deliveries/event_00000000000000000000000000.steady/cancel",
        "admin,    POST /admin/webhooks/replay/event_00000000000000000000000000",
        "admin,    POST /admin/replays",
        "viewer,   GET /admin/replays",
        "viewer,   GET /admin/replays/replay_00000000000000000000000000000000",
        "admin,    POST /admin/replays/replay_00000000000000000000000000000000/cancel",
        "viewer,   GET /admin/destinations",
        "operator, POST /admin/destinations/nowhere/pause",
        "operator, POST /admin/destinations/nowhere/resume",
        "viewer,   GET /admin/config",
        "viewer,   GET /admin/whoami",
        "admin,    GET /admin/audit",
        "viewer,   GET /admin/webhooks/health",
        "viewer,   GET /admin/webhooks/failures",
        "viewer,   GET /admin/rejections"
    })
    void eachRouteWantsItsRole(String least, String line) throws Exception {
        var body = line.equals("POST /admin/replays") ? "{\"dryRun\":true}" : "";
        assertThat(stage.ask("", line, body).statusCode()).isEqualTo(401);
        assertThat(stage.ask("somebody", line, body).statusCode()).isEqualTo(401);
        for (var role : ROLES) {
            int status = stage.ask(role, line, body).statusCode();
            if (ROLES.indexOf(role) < ROLES.indexOf(least))
                assertThat(status).as(role).isEqualTo(403);
            else assertThat(status).as(role).isIn(200, 400, 404, 409);
        }
    }

    /** DynamoDB refuses keys that long, and that is no outage. */
    @ParameterizedTest
    @CsvSource({
        "404, GET /admin/incidents/ID",
        "404, POST /admin/incidents/ID/resolve",
        "404, DELETE /admin/maintenance/ID",
        "404, GET /admin/circuit-breakers/ID",
        "404, POST /admin/destinations/ID/pause",
        "400, GET /admin/events/ID",
        "400, GET /admin/deliveries/ID",
        "400, GET /admin/replays/ID"
    })
    void whatNoTableHoldsIsNobodys(int status, String line) throws Exception {
        assertThat(stage.ask("operator", line.replace("ID", "x".repeat(3000)), "")
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void withoutAnIdentityProviderThereIsNoWayInForJwts() throws Exception {
        for (var role : List.of("", "somebody", "admin")) {
            var response = stage.ask(role, "GET /sso/admin/whoami", "");
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.body()).contains("/problems/not-found");
        }
    }

    @Test
    void everyActIsAudited() throws Exception {
        var from = Instant.now().minusMillis(1);
        stage.behave("held", "{\"status\":503,\"retryAfter\":\"600\",\"times\":1}");
        var event = stage.accepted(DeliveryStoryIT.event("usual", "held"));
        stage.untilState(event, "held", "waiting");
        var delivery = Stage.deliveryId(event, "held", 0);

        stage.act("POST /admin/destinations/held/pause", "{\"reason\":\"they are moving\"}", 200);
        stage.act("POST /admin/destinations/held/resume", "", 200);
        stage.act("POST /admin/deliveries/" + delivery + "/cancel", "", 200);
        stage.act("POST /admin/webhooks/replay/" + delivery, "{\"force_retry\":true}", 202);
        stage.act("GET /admin/events/" + event + "/payload", "", 200);
        var job = stage.act("POST /admin/replays", "{\"destination\":\"held\"}", 202)
                .path("id")
                .asText();
        stage.ask("admin", "POST /admin/replays/" + job + "/cancel", "");
        stage.ask("viewer", "POST /admin/webhooks/replay/" + event, "");

        assertThat(audited(from, "destination.pause", "held")).containsExactly("200");
        assertThat(audited(from, "destination.resume", "held")).containsExactly("200");
        assertThat(audited(from, "delivery.cancel", delivery)).containsExactly("200");
        assertThat(audited(from, "replay", delivery)).containsExactly("202");
        assertThat(audited(from, "payload.read", event)).containsExactly("200");
        assertThat(audited(from, "replays.start", "")).containsExactly("202");
        assertThat(audited(from, "replays.cancel", job)).hasSize(1).doesNotContain("begun");
        assertThat(audited(from, "replay", event)).as("a refusal too").containsExactly("403");
        assertThat(stage.look("/admin/audit?from=" + from + "&action=destination.pause")
                        .path("items")
                        .path(0)
                        .path("detail")
                        .asText())
                .contains("they are moving");
    }

    /** The outcomes of one act: {@code begun} would be one that has not ended. */
    private List<String> audited(Instant from, String action, String subject) throws Exception {
        return stage.look("/admin/audit?limit=200&from=" + from + "&action=" + action)
                .path("items")
                .valueStream()
                .filter(entry -> entry.path("subject").asText().equals(subject))
                .map(entry -> entry.path("outcome").asText())
                .toList();
    }

    @Test
    void manyDeadLettersAreCountedThenReplayedAtAPaceOrNot() throws Exception {
        stage.behave("mass", "{\"status\":500}");
        var wedding = "w-" + UUID.randomUUID();
        var dead = new ArrayList<String>();
        for (int i = 0; i < 12; i++) dead.add(stage.accepted(to("mass", wedding)));
        for (var event : dead) stage.untilState(event, "mass", "dead");
        stage.behave("mass", "{}");
        var filter = "\"destination\":\"mass\",\"context\":\"weddingId:" + wedding + "\"";

        var counted = stage.act("POST /admin/replays", "{" + filter + ",\"dryRun\":true}", 200);
        assertThat(counted.path("found").asInt()).isEqualTo(12);
        var none = dead.stream().flatMap(event -> stage.got("mass", event).stream());
        assertThat(none).as("a dry run replays nothing").hasSize(12);

        var slow = stage.act("POST /admin/replays", "{" + filter + ",\"pacePerSecond\":1}", 202)
                .path("id")
                .asText();
        var progress = stage.look("/admin/replays/" + slow);
        assertThat(progress.path("pacePerSecond").asInt()).isEqualTo(1);
        stage.act("POST /admin/replays/" + slow + "/cancel", "", 202);
        untilJob(slow, "cancelled");

        var fast = stage.act("POST /admin/replays", "{" + filter + ",\"pacePerSecond\":100}", 202)
                .path("id")
                .asText();
        untilJob(fast, "done");
        Eventually.until("every one is delivered in the end", () -> dead.stream()
                .allMatch(event -> stage.got("mass", event).size() == 2));
        var done = stage.look("/admin/replays/" + fast);
        int replayed = done.path("replayed").asInt()
                + stage.look("/admin/replays/" + slow).path("replayed").asInt();
        assertThat(replayed).as("each once, whichever job it was").isEqualTo(12);
        Eventually.until("nothing is dead any more", () -> stage.look(
                        "/admin/dead-letters?destination=mass&context=weddingId:" + wedding)
                .path("items")
                .isEmpty());
    }

    private void untilJob(String id, String state) throws Exception {
        Eventually.until(
                id + " is " + state,
                () -> stage.look("/admin/replays/" + id).path("state").asText().equals(state));
    }

    @Test
    void eventsAreFoundByTheirContext() throws Exception {
        var wedding = "w-" + UUID.randomUUID();
        var event = stage.accepted(to("steady", wedding));
        stage.arrives("steady", event);

        Eventually.until("it is found", () -> ids(stage.look("/admin/events?context=weddingId:" + wedding))
                .equals(List.of(event)));
        assertThat(ids(stage.look("/admin/deliveries?context=weddingId:" + wedding)))
                .containsExactly(Stage.deliveryId(event, "steady", 0));
        assertThat(ids(stage.look("/admin/events?context=weddingId:" + wedding + "x")))
                .isEmpty();
        assertThat(ids(stage.look("/admin/events?source=story&type=usual&context=to:steady&limit=200")))
                .contains(event);
    }

    @Test
    void reliabilityIsWhatTheTrafficWas() throws Exception {
        stage.behave("figures", "{\"status\":503,\"times\":3}");
        for (int i = 0; i < 3; i++)
            stage.untilState(
                    stage.accepted(DeliveryStoryIT.event("usual", "figures")),
                    "figures",
                    i == 0 ? "dead" : "delivered");
        stage.untilState(stage.accepted(DeliveryStoryIT.event("usual", "figures")), "figures", "delivered");

        Eventually.until(
                "the figures are counted", () -> figures().path("attempts").asInt() == 6);

        var figures = figures();
        assertThat(figures.path("succeeded").asInt()).isEqualTo(3);
        assertThat(figures.path("failed").asInt()).isEqualTo(3);
        assertThat(figures.path("successRate").asDouble()).isEqualTo(0.5);
        var deliveries = figures.path("deliveries");
        assertThat(deliveries.path("delivered").asInt()).isEqualTo(3);
        assertThat(deliveries.path("firstTime").asInt()).isEqualTo(2);
        assertThat(deliveries.path("afterRetry").asInt()).isEqualTo(1);
        assertThat(deliveries.path("dead").asInt()).isEqualTo(1);
        assertThat(figures.path("responseTimeMs").path("p95").isNumber()).isTrue();
        var failures = stage.look("/admin/webhooks/failures?group_by=service&timeframe=1h")
                .path("groups");
        var mine = failures.valueStream()
                .filter(group -> group.path("service").asText().equals("figures"))
                .findAny()
                .orElseThrow();
        assertThat(mine.path("errors").path("http_503").asInt()).isEqualTo(3);
    }

    private JsonNode figures() throws Exception {
        return stage.look("/admin/webhooks/health?timeframe=1h")
                .path("services")
                .valueStream()
                .filter(service -> service.path("destination").asText().equals("figures"))
                .findAny()
                .orElseThrow();
    }

    @Test
    void theBodyOfAnActMayComeAsCurlSendsIt() throws Exception {
        try (var client = java.net.http.HttpClient.newHttpClient()) {
            var request = java.net.http.HttpRequest.newBuilder(stage.url("/admin/replays"))
                    .header("Authorization", "Bearer admin-dev-token")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"dryRun\":true}"))
                    .build();

            assertThat(client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static Webhook to(String destination, String wedding) {
        return Providers.generic(
                "story",
                "{\"id\":\"%s\",\"type\":\"usual\",\"to\":\"%s\",\"weddingId\":\"%s\"}"
                        .formatted(UUID.randomUUID(), destination, wedding));
    }

    private static List<String> ids(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(item -> item.path("id").asText())
                .toList();
    }
}
