package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import dev.usher.local.gateway.Received;
import dev.usher.testing.MailServer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Something breaks and is well again, and whoever it concerns is told both, each in a way of their own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlertStoryIT {
    private final MailServer mails;
    private final Stage stage;

    AlertStoryIT() throws Exception {
        mails = MailServer.plain();
        stage = Stage.open("src/test/resources/alerts.yaml", Map.of("STORY_SMTP_PORT", Integer.toString(mails.port())));
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
        mails.close();
    }

    @Test
    void aBreakerThatOpensIsToldToEverybodyAndSoIsItsEnd() throws Exception {
        stage.behave("pay", "{\"status\":503}");
        Eventually.until("it is told", () -> {
            stage.accepted(DeliveryStoryIT.event("usual", "pay"));
            return !alerts("incident.opened", "destination:pay").isEmpty();
        });
        var opened = alerts("incident.opened", "destination:pay").getFirst();
        assertThat(opened.path("impact").asText()).isEqualTo("critical");
        assertThat(opened.path("title").asText()).isEqualTo("[CRITICAL] destination pay is breaker open");
        assertThat(opened.at("/wrong/0/detail").asText()).contains("http_503");
        var id = opened.path("incident").asText();

        var acknowledged =
                stage.ask("operator", "POST /admin/incidents/" + id + "/acknowledge", "{\"text\":\"on it\"}");
        assertThat(Stage.json(acknowledged, 200).path("acknowledgedBy").asText())
                .isEqualTo("operator");
        assertThat(stage.ask("viewer", "POST /admin/incidents/" + id + "/note", "{\"text\":\"x\"}")
                        .statusCode())
                .isEqualTo(403);
        stage.act("POST /admin/incidents/" + id + "/note", "{}", 400);
        stage.act("POST /admin/incidents/" + id + "/note", "{\"text\":\"they restart\"}", 200);
        assertThat(stage.look("/admin/incidents?state=open&subject=destination:pay")
                        .path("items"))
                .hasSize(1);
        stage.behave("pay", "{}");

        Eventually.until("its end is told", () -> !alerts("incident.resolved", "destination:pay")
                .isEmpty());
        Eventually.until(
                "to all",
                () -> published().size() >= 2
                        && mailed().size() >= 2
                        && mails.messages().size() >= 2);
        assertThat(published())
                .extracting(message -> message.path("lambda").asText())
                .anyMatch(body -> body.contains("incident.resolved"));
        assertThat(mailed().getFirst().at("/Destination/ToAddresses")).hasSize(3);
        assertThat(mails.messages()).anySatisfy(mail -> assertThat(mail).contains("To: ops@example.com"));
        Eventually.until(
                "the platform's own route has both",
                () -> bodies("own").stream()
                                .filter(body -> body.path("incident").asText().equals(id))
                                .count()
                        >= 2);
        var incident = stage.look("/admin/incidents/" + id);
        assertThat(incident.path("state").asText()).isEqualTo("resolved");
        assertThat(incident.path("timeline").findValuesAsText("what"))
                .contains("wrong", "opened", "acknowledged", "note", "over", "resolved");
        assertThat(destinations(incident, "opened"))
                .containsExactlyInAnyOrder(
                        "alerts delivered",
                        "topic delivered",
                        "chat delivered",
                        "mail delivered",
                        "post delivered",
                        "own delivered");
        stage.act("POST /admin/incidents/" + id + "/resolve", "{}", 409);
        assertThat(stage.look("/admin/audit?action=incident.note").path("items").findValuesAsText("outcome"))
                .contains("200", "403", "400");
    }

    @Test
    void deadLettersAndReceiversThatAreGoneAreFoundByTheSweeper() throws Exception {
        stage.behave("lost", "{\"status\":400}");
        stage.behave("gone", "{\"status\":410,\"times\":1}");
        stage.accepted(DeliveryStoryIT.event("usual", "lost"));
        stage.accepted(DeliveryStoryIT.event("usual", "gone"));

        Eventually.until("the dead letter", () -> !alerts("incident.opened", "destination:lost")
                .isEmpty());
        Eventually.until("the pause", () -> !alerts("incident.opened", "destination:gone")
                .isEmpty());
        var gone = alerts("incident.opened", "destination:gone").getFirst();
        assertThat(gone.at("/wrong/0/kind").asText()).isEqualTo("gone");
        stage.act("POST /admin/destinations/gone/resume", "{}", 200);

        Eventually.until("it is well", () -> !alerts("incident.resolved", "destination:gone")
                .isEmpty());
        var lost = alerts("incident.opened", "destination:lost").getFirst();
        var dead = lost.path("incident").asText();
        stage.act("POST /admin/incidents/" + dead + "/resolve", "{\"text\":\"known\"}", 200);
        Eventually.until("so it is told", () -> !alerts("incident.resolved", "destination:lost")
                .isEmpty());
        assertThat(alerts("incident.opened", "destination:lost")).hasSize(1);
    }

    @Test
    void nobodyElseCanRaiseAnAlertAndOneCanBeReplayed() throws Exception {
        assertThat(stage.ask("", "POST /webhooks/usher", "{}").statusCode()).isEqualTo(404);
        stage.behave("left", "{\"status\":410,\"times\":1}");
        stage.accepted(DeliveryStoryIT.event("usual", "left"));
        Eventually.until(
                "an alert", () -> !alerts("incident.opened", "destination:left").isEmpty());
        var id = alerts("incident.opened", "destination:left")
                .getFirst()
                .path("incident")
                .asText();
        var event = stage.look("/admin/incidents/" + id)
                .path("timeline")
                .findValuesAsText("event")
                .getFirst();
        stage.untilState(event, "alerts", "delivered");

        stage.act("POST /admin/webhooks/replay/" + Stage.deliveryId(event, "alerts", 0) + "?force_retry=true", "", 202);

        Eventually.until("it comes again", () -> stage.got("alerts", event).size() == 2);
        assertThat(stage.look("/admin/events?source=usher&context=incident:" + id)
                        .path("items")
                        .findValuesAsText("id"))
                .contains(event);
    }

    @Test
    void whatIsNotConfiguredIsSaidAndIsNoMistake() throws Exception {
        assertThat(stage.look("/admin/config").path("unconfigured"))
                .extracting(JsonNode::asText)
                .contains("nowhere");
    }

    private List<JsonNode> alerts(String type, String subject) {
        return bodies("alerts").stream()
                .filter(body -> body.path("type").asText().equals(type)
                        && body.at("/subjects/0").asText().equals(subject))
                .toList();
    }

    private List<JsonNode> bodies(String receiver) {
        return stage.host().receiver(receiver).requests().stream()
                .map(Stage::body)
                .toList();
    }

    private List<JsonNode> published() {
        return stage.host().receiver("simulator-sns").requests().stream()
                .map(AlertStoryIT::message)
                .toList();
    }

    private static JsonNode message(Received request) {
        for (var field : request.body().text().split("&", -1))
            if (field.startsWith("Message="))
                return java.util.Objects.requireNonNull(
                        Json.readOrNull(URLDecoder.decode(field.substring(8), StandardCharsets.UTF_8)
                                .getBytes(StandardCharsets.UTF_8)));
        throw new AssertionError("no message");
    }

    private List<JsonNode> mailed() {
        return bodies("simulator-ses");
    }

    private static List<String> destinations(JsonNode incident, String what) {
        for (var moment : incident.path("timeline"))
            if (moment.path("what").asText().equals(what))
                return moment.path("deliveries")
                        .valueStream()
                        .map(one -> one.path("destination").asText() + " "
                                + one.path("state").asText())
                        .toList();
        throw new AssertionError("never " + what);
    }
}
