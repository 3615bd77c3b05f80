package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Body;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The running API and the OpenAPI document that it serves: every operation, and every status that the document names for it. */
class OpenApiIT {
    private static final String CONFIG = "src/test/resources/openapi.yaml";
    private static final String NOBODY = "event_00000000000000000000000000";

    @Test
    void itAnswersAsTheDocumentSaysAndInEveryWayThatTheDocumentSays() throws Exception {
        try (var stage = Stage.open(CONFIG, Map.of())) {
            var served = (ObjectNode) Stage.json(stage.get("/openapi.json"), 200);
            var talk = new Conversation(stage, new Contract(served));
            talk.ask("", "GET /openapi.json", "", 200);
            webhooks(talk);
            log(talk);
            replays(talk);
            destinations(talk);
            breakers(talk);
            health(talk);
            figures(talk);
            incidents(talk);
            limits(talk);
            talk.refused();
            gateway(talk);
            unreachable(talk);
            assertThat(talk.contract.unseen()).isEmpty();
        }
    }

    private static Webhook plain(int number, String type) {
        return Providers.generic("plain", "{\"id\":\"w-" + number + "\",\"type\":\"" + type + "\"}");
    }

    private static void webhooks(Conversation talk) throws Exception {
        talk.stage.behave("failing", "{\"status\":500}");
        talk.stage.behave("late", "{\"status\":500,\"times\":1}");
        talk.hook(plain(0, "known"), 200);
        talk.hook(plain(0, "known"), 200); // seen
        talk.hook(plain(90, "unknown"), 200); // ignored
        for (int status : new int[] {202, 429}) {
            var number = new AtomicInteger(100 + status);
            Eventually.until(
                    "a webhook is answered " + status,
                    () -> talk.hook(plain(number.incrementAndGet(), "known")) == status);
        }
        talk.hook(plain(8, "known").without("X-Signature"), 400);
        talk.hook(plain(8, "known").with("X-Signature", "00"), 401);
        talk.hook(plain(8, "known").to("nobody"), 404);
        talk.hook(Providers.generic("plain", "{\"id\":\"" + "x".repeat(3000) + "\"}"), 413);
        talk.hook(plain(8, "known").with("Content-Encoding", "gzip"), 415);
        var noText = Body.of(new byte[] {(byte) 0xff, 0});
        talk.stage.accepted(Providers.keyed("bytes", noText, Providers.secret("GENERIC_WEBHOOK_SECRET")));
        var token = Providers.secret("CALENDAR_CHANNEL_TOKEN");
        var question = "GET /webhooks/asking?hub.mode=subscribe&hub.challenge=77&hub.verify_token=";
        talk.ask("", question + "guessed", "", 403);
        talk.ask("", question + token, "", 200);
        talk.ask("", "GET /webhooks/nobody", "", 404);
        talk.ask("", "GET /webhooks/plain", "", 405);
    }

    private static void log(Conversation talk) throws Exception {
        var events = talk.admin("GET /admin/events?source=plain", "", 200);
        var oldest = events.path("items").size() - 1;
        var event = events.path("items").path(oldest).path("id").asText();
        talk.admin("GET /admin/events/" + event, "", 200);
        talk.admin("GET /admin/events/" + NOBODY, "", 404);
        talk.admin("GET /admin/events/" + event + "?x=1", "", 400);
        talk.admin("GET /admin/events/" + event + "/payload", "", 200);
        talk.admin("GET /admin/events/" + event + "/payload?encoding=latin", "", 400);
        talk.admin("GET /admin/events/" + NOBODY + "/payload", "", 404);
        talk.stage.untilState(event, "failing", "dead");
        var binary = talk.admin("GET /admin/events?source=bytes", "", 200)
                .path("items")
                .path(0)
                .path("id")
                .asText();
        talk.stage.untilState(binary, "late", "waiting");
        talk.admin("GET /admin/events/" + binary + "/payload?encoding=text", "", 409);
        talk.admin("GET /admin/deliveries?state=dead", "", 200);
        talk.admin("GET /admin/dead-letters", "", 200);
        var dead = Stage.deliveryId(event, "failing", 0);
        talk.admin("GET /admin/deliveries/" + dead, "", 200);
        talk.admin("GET /admin/deliveries/" + NOBODY + ".fine.0", "", 404);
        talk.admin("POST /admin/deliveries/" + dead + "/cancel", "", 409);
        var waiting = Stage.deliveryId(binary, "late", 0);
        talk.admin("POST /admin/deliveries/" + waiting + "/cancel", "{\"reason\":\"enough\"}", 200);
        talk.admin("POST /admin/deliveries/" + waiting + "/cancel", "{", 400);
        talk.admin("POST /admin/deliveries/" + NOBODY + ".fine.0/cancel", "", 404);
    }

    private static void replays(Conversation talk) throws Exception {
        var dead = talk.admin("GET /admin/dead-letters?destination=failing", "", 200)
                .path("items")
                .path(0)
                .path("id")
                .asText();
        var once = new String[] {"Idempotency-Key", "one"};
        talk.admin("POST /admin/webhooks/replay/" + dead, "{\"max_retries\":1}", 202, once);
        talk.admin("POST /admin/webhooks/replay/" + dead, "{\"max_retries\":1}", 200, once);
        talk.admin("POST /admin/webhooks/replay/" + dead, "{\"max_retries\":9}", 400);
        talk.admin("POST /admin/webhooks/replay/" + NOBODY, "", 404);
        talk.admin("POST /admin/webhooks/replay/" + dead.replace("failing", "fine"), "", 409);
        talk.admin("POST /admin/replays", "{\"dryRun\":true}", 200);
        talk.admin("POST /admin/replays", "{\"max\":0}", 400);
        var order = "{\"state\":\"delivered\",\"max\":1,\"pacePerSecond\":1}";
        var job = talk.admin("POST /admin/replays", order, 202, "Idempotency-Key", "two")
                .path("id")
                .asText();
        talk.admin("POST /admin/replays", order, 200, "Idempotency-Key", "two");
        talk.admin("GET /admin/replays", "", 200);
        talk.admin("GET /admin/replays/" + job, "", 200);
        var none = "replay_00000000000000000000000000000000";
        talk.admin("GET /admin/replays/" + none, "", 404);
        talk.admin("POST /admin/replays/" + none + "/cancel", "", 404);
        Eventually.until("the job is done", () -> talk.stage
                .look("/admin/replays/" + job)
                .path("state")
                .asText()
                .equals("done"));
        talk.admin("POST /admin/replays/" + job + "/cancel", "", 409);
        var another = talk.admin("POST /admin/replays", "{\"state\":\"delivered\",\"pacePerSecond\":1}", 202)
                .path("id")
                .asText();
        talk.admin("POST /admin/replays/" + another + "/cancel", "", 202);
        talk.admin("POST /admin/replays/" + another + "/cancel?x=1", "", 400);
    }

    private static void destinations(Conversation talk) throws Exception {
        talk.admin("GET /admin/destinations", "", 200);
        talk.admin("POST /admin/destinations/fine/pause", "{\"reason\":\"work\"}", 200);
        talk.admin("POST /admin/destinations/fine/pause", "{\"why\":\"work\"}", 400);
        talk.admin("POST /admin/destinations/nobody/pause", "", 404);
        talk.admin("POST /admin/destinations/fine/resume", "", 200);
        talk.admin("POST /admin/destinations/fine/resume", "", 409);
        talk.admin("POST /admin/destinations/fine/resume?x=1", "", 400);
        talk.admin("POST /admin/destinations/nobody/resume", "", 404);
    }

    private static void breakers(Conversation talk) throws Exception {
        var one = "/admin/circuit-breakers/destination:late";
        talk.admin("POST " + one + "/force", "{\"state\":\"open\",\"ttlSeconds\":60,\"reason\":\"drill\"}", 200);
        talk.admin("POST " + one + "/force", "{\"state\":\"ajar\"}", 400);
        talk.admin("POST /admin/circuit-breakers/nobody/force", "{\"state\":\"open\"}", 404);
        talk.admin("GET /admin/circuit-breakers", "", 200);
        talk.admin("GET /admin/circuit-breakers/metrics?timeframe=1h", "", 200);
        talk.admin("GET /admin/circuit-breakers/history", "", 200);
        talk.admin("GET " + one, "", 200);
        talk.admin("GET /admin/circuit-breakers/nobody", "", 404);
        talk.admin("POST " + one + "/reset", "{\"reason\":\"over\"}", 200);
        talk.admin("POST " + one + "/reset", "{\"why\":\"over\"}", 400);
        talk.admin("POST /admin/circuit-breakers/nobody/reset", "", 404);
    }

    private static void incidents(Conversation talk) throws Exception {
        var dead = "/admin/incidents/" + incident(talk, "open", "failing");
        var over = "/admin/incidents/" + incident(talk, "resolved", "late");
        var nobody = "/admin/incidents/20200101-1";
        talk.admin("GET /admin/incidents", "", 200);
        talk.admin("GET " + dead, "", 200);
        talk.admin("GET " + nobody, "", 404);
        for (var act : List.of("acknowledge", "note", "resolve")) {
            talk.admin("POST " + dead + "/" + act, "{\"text\":\"it is known\"}", 200);
            talk.admin("POST " + dead + "/" + act, "{\"why\":\"x\"}", 400);
            talk.admin("POST " + nobody + "/" + act, "{\"text\":\"x\"}", 404);
            talk.until(409, "admin", "POST " + over + "/" + act, "{\"text\":\"too late\"}");
        }
    }

    private static String incident(Conversation talk, String state, String destination) throws Exception {
        var line = "/admin/incidents?state=" + state + "&subject=destination:" + destination;
        Eventually.until(
                destination + " is " + state,
                () -> !talk.stage.look(line).path("items").isEmpty());
        return talk.stage.look(line).at("/items/0/id").asText();
    }

    private static void health(Conversation talk) throws Exception {
        var test = "POST /admin/integrations/test/third";
        talk.admin(test, "{\"test_type\":\"authentication\",\"timeout_ms\":2000}", 200);
        talk.admin(test, "{\"timeout_ms\":1}", 400);
        talk.admin(test, "{\"test_type\":\"connectivity\"}", 409);
        talk.admin("POST /admin/integrations/test/missing", "", 404);
        assertThat(talk.stage
                        .host()
                        .invoke("HealthProbe", Body.utf8("{}"))
                        .getClass()
                        .getSimpleName())
                .isEqualTo("Returned");
        talk.admin("GET /admin/integrations/health?detailed=true&include_history=true", "", 200);
        talk.admin("GET /admin/integrations/health?service=missing", "", 404);
        talk.admin("GET /admin/integrations/status?include_metrics=true", "", 200);
        var until = java.time.Instant.now().plusSeconds(600);
        var wanted = "{\"services\":\"third\",\"until\":\"" + until + "\",\"reason\":\"theirs\"}";
        var window =
                talk.admin("POST /admin/maintenance", wanted, 201).path("id").asText();
        talk.admin("POST /admin/maintenance", "{}", 400);
        talk.admin("GET /admin/maintenance", "", 200);
        talk.admin("DELETE /admin/maintenance/" + window, "", 200);
        talk.admin("DELETE /admin/maintenance/" + window, "", 404);
        talk.admin("DELETE /admin/maintenance/configured-0", "", 409);
        var at = java.time.Instant.now().plusSeconds(90);
        for (int i = 0; i < 100; i++)
            talk.stage.act("POST /admin/maintenance", "{\"until\":\"" + at + "\",\"reason\":\"full\"}", 201);
        talk.admin("POST /admin/maintenance", wanted, 409);
    }

    private static void figures(Conversation talk) throws Exception {
        talk.admin("GET /admin/webhooks/health?timeframe=1h", "", 200);
        talk.admin("GET /admin/webhooks/failures?group_by=service", "", 200);
        talk.admin("GET /admin/webhooks/failures?group_by=error_type", "", 200);
        talk.admin("GET /admin/webhooks/failures?group_by=time", "", 200);
        Eventually.until(
                "rejections are noted",
                () -> !talk.stage.look("/admin/rejections").path("rejections").isEmpty());
        talk.admin("GET /admin/rejections?source=plain", "", 200);
        talk.admin("GET /admin/whoami", "", 200);
        talk.admin("GET /admin/config", "", 200);
        talk.admin("GET /admin/audit", "", 200);
        talk.admin("GET /admin/audit?limit=0", "", 400);
    }

    private static void limits(Conversation talk) throws Exception {
        var narrow = "/limits/narrow";
        var charge = talk.ask("limits", "POST " + narrow + "/check", "{}", 200)
                .path("charge")
                .asText();
        talk.until(202, "limits", "POST " + narrow + "/check", "{\"reserve\":true}");
        talk.until(429, "limits", "POST " + narrow + "/check", "{}");
        talk.ask("limits", "POST " + narrow + "/check", "{\"cost\":99}", 422);
        talk.ask("limits", "POST " + narrow + "/check", "{\"x\":1}", 400);
        talk.ask("limits", "POST " + narrow + "/check", Conversation.LARGE, 413);
        talk.ask("limits", "POST /limits/nobody/check", "{}", 404);
        talk.ask("limits", "POST " + narrow + "/refund", "{\"charge\":\"" + charge + "\"}", 200);
        talk.ask("limits", "POST " + narrow + "/refund", "{}", 400);
        talk.ask("limits", "POST " + narrow + "/refund", Conversation.LARGE, 413);
        talk.ask("limits", "POST /limits/nobody/refund", "{\"charge\":\"" + charge + "\"}", 404);
        var heard =
                "{\"status\":200,\"headers\":{\"ratelimit-policy\":\"\\\"minute\\\";q=50;w=60\",\"ratelimit\":\"\\\"minute\\\";r=12;t=30\"}}";
        talk.ask("limits", "POST " + narrow + "/report", heard, 200);
        talk.ask("limits", "POST " + narrow + "/report", "{\"status\":429,\"headers\":{\"retry-after\":\"1\"}}", 200);
        talk.ask("limits", "POST " + narrow + "/report", "{}", 400);
        talk.ask(
                "limits",
                "POST " + narrow + "/report",
                "{\"status\":200,\"body\":\"" + "x".repeat(300_000) + "\"}",
                413);
        talk.ask("limits", "POST /limits/nobody/report", "{\"status\":200}", 404);
        talk.ask("limits", "GET " + narrow + "/narrow", "", 200);
        talk.ask("limits", "GET " + narrow + "/narrow?cost=0", "", 400);
        talk.ask("limits", "GET /limits/nobody/narrow", "", 404);
        watched(talk);
    }

    /** One more that asks. */
    private static void ask(Conversation talk, String policy) throws Exception {
        var check = HttpRequest.newBuilder(talk.stage.url("/limits/" + policy + "/check"))
                .header("Authorization", "Bearer limits-dev-token")
                .POST(BodyPublishers.ofString("{}"));
        talk.client().send(check.build(), BodyHandlers.discarding());
    }

    private static void watched(Conversation talk) throws Exception {
        var narrow = "/admin/limits/narrow";
        var lift = "{\"rule\":\"subject\",\"scope\":\"abused\",\"reason\":\"friend\"}";
        for (int i = 0; i < 30; i++) ask(talk, "abused");
        Eventually.until("somebody is held", () -> {
            ask(talk, "abused");
            return !talk.stage.look("/admin/limits/abused/alerts").path("items").isEmpty();
        });
        talk.admin("GET /admin/limits/abused/alerts", "", 200);
        talk.admin("POST /admin/limits/abused/lift", lift, 200);
        talk.admin("POST /admin/limits/abused/lift", lift, 409);
        talk.admin("GET /admin/limits", "", 200);
        talk.admin("GET /admin/limits/regions", "", 200);
        talk.admin("GET " + narrow + "/violators", "", 200);
        talk.admin("GET " + narrow + "/heavy", "", 200);
        talk.admin("GET /admin/limits/nobody/violators", "", 404);
        talk.admin("GET /admin/limits/nobody/heavy", "", 404);
        talk.admin("GET " + narrow + "/alerts", "", 200);
        talk.admin("GET /admin/limits/nobody/alerts", "", 404);
        talk.admin("GET /admin/alerts", "", 200);
        talk.admin("POST " + narrow + "/lift", "{}", 400);
        talk.admin("POST /admin/limits/nobody/lift", lift, 404);
        talk.admin("POST " + narrow + "/what-if?hours=1", "{\"minute\":5}", 200);
        talk.admin("POST " + narrow + "/what-if", "nonsense: 1", 400);
        talk.admin("POST /admin/limits/nobody/what-if", "{\"minute\":5}", 404);
    }

    private static void gateway(Conversation talk) throws Exception {
        talk.stage.simulate("stripe", "{\"status\":418}");
        for (var below : List.of("", "/v1/balance")) {
            for (var method : Conversation.METHODS) {
                talk.ask("gateway", method + " /gateway/third" + below, "", 418); // its own answer, under "default"
                talk.ask("gateway", method + " /gateway/third" + below, "", 400, "Usher-Cost", "none");
                talk.ask("gateway", method + " /gateway/nowhere" + below, "", 404);
                talk.ask("gateway", method + " /gateway/nobody" + below, "", 502);
            }
        }
        queuedCalls(talk);
        talk.ask("gateway", "GET /gateway/tight", "", 418);
        talk.stage.simulate("stripe", "{\"delayMs\":2000}");
        talk.admin(
                "POST /admin/circuit-breakers/service:nobody/force", "{\"state\":\"open\",\"reason\":\"drill\"}", 200);
        for (var below : List.of("", "/v1/balance")) {
            for (var method : Conversation.METHODS) {
                talk.until(429, "gateway", method + " /gateway/tight" + below, "");
                talk.until(503, "gateway", method + " /gateway/nobody" + below, "");
                talk.ask("gateway", method + " /gateway/third" + below, "", 504, "Usher-Timeout-Ms", "50");
            }
        }
    }

    private static void queuedCalls(Conversation talk) throws Exception {
        var large = "x".repeat(256 * 1024 + 1);
        for (var below : List.of("", "/v1/balance"))
            for (var method : Conversation.METHODS) {
                var line = method + " /gateway/third" + below;
                String[] later = {"Prefer", "respond-async, wait=0", "Idempotency-Key", line};
                var queued = talk.ask("gateway", line, "", 202, later);
                talk.ask("gateway", line, "other", 422, later);
                talk.ask("gateway", line, large, 413, later);
                if (!method.equals("POST")) continue;
                var request = "GET /gateway/requests/" + queued.path("id").asText();
                talk.ask("", request, "", 401);
                Eventually.until("it is answered", () -> talk.ask("gateway", request, "", 200)
                        .path("state")
                        .asText()
                        .equals("done"));
            }
        talk.ask("gateway", "GET /gateway/requests/event_unknown", "", 404);
    }

    /** What worked, asked again of functions that reach no store; and of those that can't even read a token, for what needs none. */
    private static void unreachable(Conversation talk) throws IOException {
        for (var nothing : List.of(new Unreachable(CONFIG, true), new Unreachable(CONFIG, false)))
            for (var unseen : talk.contract.unseen()) {
                if (!unseen.endsWith(" 503")) continue;
                var asked = Objects.requireNonNull(talk.worked.get(unseen.replaceFirst(" 503$", "")), unseen);
                var answer = nothing.ask(asked, talk.contract.values(asked.path()));
                talk.contract.check(asked.method(), asked.path(), answer);
            }
    }
}
