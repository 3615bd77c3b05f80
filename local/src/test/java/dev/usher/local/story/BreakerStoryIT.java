package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A receiver goes down and returns, and operators look on and step in. */
@On(Stage.STORY)
class BreakerStoryIT {
    private static final int EVENTS = 30;

    private final Stage stage;

    BreakerStoryIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aReceiverThatIsDownIsLeftAloneAndGetsEverythingWhenItReturns() throws Exception {
        stage.behave("outage", "{\"status\":503}");
        var events = new ArrayList<String>();
        Eventually.until("its breaker opens", () -> {
            events.add(stage.accepted(DeliveryStoryIT.event("usual", "outage")));
            return whys("outage").contains("failures");
        });
        while (events.size() < EVENTS) events.add(stage.accepted(DeliveryStoryIT.event("usual", "outage")));
        var last = events.getLast();
        stage.untilState(last, "outage", "waiting");

        assertThat(stage.delivery(last, "outage").path("reason").asText()).isEqualTo("breaker-open");
        assertThat(stage.delivery(last, "outage").path("attempts")).isEmpty();
        assertThat(reasons(last)).as("the timeline says why").contains("breaker-open");
        Eventually.until("a probe fails", () -> whys("outage").contains("probe"));
        long probes = whys("outage").stream().filter("time"::equals).count();
        long calls = stage.host().receiver("outage").count();
        assertThat(calls).as("five or a few at once, and the probes").isLessThan(EVENTS);
        assertThat(probes).isPositive();

        stage.behave("outage", "{}");

        for (var event : events) stage.untilState(event, "outage", "delivered");
        assertThat(whys("outage")).contains("recovered");
        var opened = opened("outage");
        assertThat(opened.at("/verdict/side").asText()).isEqualTo("them");
        assertThat(opened.at("/seen/errors/http_503").asInt()).isGreaterThanOrEqualTo(5);
        var breaker = stage.look("/admin/circuit-breakers/outage");
        assertThat(breaker.path("state").asText()).isEqualTo("closed");
        Eventually.until(
                "the calls that were saved are counted",
                () -> metrics("outage").path("refused").asInt() > 0);
        assertThat(metrics("outage").path("opened").asInt()).isPositive();
        for (var event : events)
            assertThat(stage.delivery(event, "outage").path("attempts").size())
                    .as("what waited kept its attempts")
                    .isLessThanOrEqualTo(4);
    }

    @Test
    void anAdministratorKeepsADestinationFromBeingCalledAndLetsGo() throws Exception {
        var refused = stage.ask(
                "operator", "POST /admin/circuit-breakers/refusing/force", "{\"state\":\"open\",\"reason\":\"x\"}");
        assertThat(refused.statusCode()).isEqualTo(403);
        var forced = stage.act(
                "POST /admin/circuit-breakers/refusing/force",
                "{\"state\":\"open\",\"ttlSeconds\":600,\"reason\":\"they migrate\"}",
                200);
        assertThat(forced.at("/forced/reason").asText()).isEqualTo("they migrate");
        // Environments that are at work know within half a second; those that begin know at once.
        Eventually.until("it is known", () -> become("refusing").equals("waiting"));

        long known = stage.host().receiver("refusing").count();
        for (int i = 0; i < 5; i++) assertThat(become("refusing")).isEqualTo("waiting");
        assertThat(stage.host().receiver("refusing").count())
                .as("nobody calls it")
                .isEqualTo(known);

        stage.act("POST /admin/circuit-breakers/refusing/reset", "{\"reason\":\"they are done\"}", 200);

        Eventually.until("what comes now is delivered", () -> become("refusing").equals("delivered"));
        var acts = stage.look("/admin/audit?action=breaker.force").path("items").findValuesAsText("outcome");
        assertThat(acts).contains("200", "403");
        assertThat(whys("refusing")).containsSequence("reset", "forced");
    }

    /** What becomes of an event that is sent now, at first. */
    private String become(String destination) throws Exception {
        var event = stage.accepted(DeliveryStoryIT.event("usual", destination));
        var line = "GET /admin/deliveries/" + Stage.deliveryId(event, destination, 0);
        Eventually.until("it is looked at", () -> stage.ask("admin", line, "").statusCode() == 200);
        return stage.delivery(event, destination).path("state").asText();
    }

    /** Why its breaker changed, the newest first. */
    private List<String> whys(String destination) throws Exception {
        return stage.look("/admin/circuit-breakers/history?limit=200&breaker=" + destination)
                .path("items")
                .valueStream()
                .map(item -> item.path("why").asText())
                .toList();
    }

    private JsonNode opened(String destination) throws Exception {
        for (var item : stage.look("/admin/circuit-breakers/history?limit=200&breaker=" + destination)
                .path("items")) if (item.path("why").asText().equals("failures")) return item;
        throw new AssertionError("it did not open");
    }

    private JsonNode metrics(String destination) throws Exception {
        for (var item : stage.look("/admin/circuit-breakers/metrics").path("items"))
            if (item.path("breaker").asText().equals("destination:" + destination)) return item;
        throw new AssertionError("no breaker of " + destination);
    }

    private List<String> reasons(String event) throws Exception {
        return stage.look("/admin/events/" + event).path("timeline").findValuesAsText("reason");
    }
}
