package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calls that can't be made now, and what their callers see of them until they were. */
class QueuedCallsIT {
    private static final String EVENTS = "GET google_calendar/calendars/primary/events?n=";

    private JsonNode done(Stage stage, String id) throws Exception {
        Eventually.until(id + " is done", () -> {
            var status = Stage.json(stage.call("GET requests/" + id, ""), 200);
            return status.path("state").asText().equals("done");
        });
        return Stage.json(stage.call("GET requests/" + id, ""), 200);
    }

    @Test
    void whatIsOverTheLimitStandsInLineAndIsMadeInItsTurn() throws Exception {
        try (var stage = Stage.open(Stage.SHIPPED, Map.of())) {
            // 10 in a second, and 90 of 100 in a minute for whom nobody calls urgent: what is beyond waits.
            var waiting = new ArrayList<JsonNode>();
            for (int i = 0; i < 60 && waiting.size() < 4; i++) {
                var answer = stage.call(EVENTS + i, "", "Prefer", "respond-async", "Usher-Deliver-To", "analytics");
                if (answer.statusCode() == 200) continue;
                waiting.add(Stage.json(answer, 202));
                assertThat(answer.headers().firstValue("preference-applied")).hasValue("respond-async");
                assertThat(answer.headers().firstValue("location"))
                        .hasValue(waiting.getLast().path("url").asText());
            }
            assertThat(waiting).hasSize(4);
            assertThat(waiting)
                    .allSatisfy(one -> assertThat(one.path("position").asInt()).isPositive());
            for (var one : waiting) {
                var status = done(stage, one.path("id").asText());
                assertThat(status.at("/answer/status").asInt()).isEqualTo(200);
                assertThat(status.at("/answer/body").asText()).contains("calendar#events");
            }
            Eventually.until(
                    "the answers are delivered",
                    () -> stage.host().receiver("analytics").count() == 4);
            var told = stage.host().receiver("analytics").requests().getFirst();
            assertThat(Stage.header(told, "usher-source")).isEqualTo("gateway");
            assertThat(Stage.header(told, "usher-event-type")).isEqualTo("call.answered");
            var id = waiting.getFirst().path("id").asText();
            var seen = stage.look("/admin/deliveries/" + Stage.deliveryId(id, "gateway-google_calendar", 0));
            assertThat(seen.path("state").asText()).isEqualTo("delivered");
            assertThat(seen.path("attempts")).hasSize(1);
            assertThat(stage.look("/admin/destinations").toString()).contains("gateway-google_calendar");
        }
    }

    @Test
    void anOutageIsWaitedForAndADeadCallIsReplayed() throws Exception {
        try (var stage = Stage.open(Stage.SHIPPED, Map.of())) {
            var sms = "POST sms_service/2010-04-01/Accounts/ACdevelopment/Messages.json";
            List<String> form = List.of("Content-Type", "application/x-www-form-urlencoded");
            String[] later = {form.get(0), form.get(1), "Prefer", "respond-async, wait=0"};
            stage.simulate("twilio", "{\"status\":500,\"times\":1}");
            var first = Stage.json(stage.call(sms, "To=%2B15005550006&Body=Yes", later), 202);
            Eventually.until(
                    "it is given up",
                    () -> status(stage, first).path("state").asText().equals("failed"));
            assertThat(status(stage, first).path("reason").asText()).isEqualTo("outcome-unknown");
            assertThat(stage.host().receiver("simulator-twilio").count()).isOne();
            var id = first.path("id").asText();
            assertThat(stage.look("/admin/dead-letters").toString()).contains(id);
            stage.act("POST /admin/webhooks/replay/" + id, "", 202);
            assertThat(done(stage, id).at("/answer/status").asInt()).isEqualTo(201);
            assertThat(stage.host().receiver("simulator-twilio").count()).isEqualTo(2);

            stage.simulate("stripe", "{\"status\":503,\"times\":1}");
            var paid = Stage.json(
                    stage.call("POST stripe_payments/v1/payment_intents", "amount=2000&currency=gbp", later), 202);
            var answer = done(stage, paid.path("id").asText());
            assertThat(answer.at("/answer/body").asText()).contains("\"payment_intent\"");
            var keys = stage.host().receiver("simulator-stripe").requests().stream()
                    .map(request -> Stage.header(request, "idempotency-key"))
                    .distinct();
            assertThat(keys).containsExactly(paid.path("id").asText());
        }
    }

    private JsonNode status(Stage stage, JsonNode queued) throws Exception {
        return Stage.json(stage.call("GET requests/" + queued.path("id").asText(), ""), 200);
    }
}
