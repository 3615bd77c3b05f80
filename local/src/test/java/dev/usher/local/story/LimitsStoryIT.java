package dev.usher.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limiter as services and senders meet it: over HTTP, counted in a real Redis. */
class LimitsStoryIT {
    private static final String PRIORITIES = """
            sources:
              shared:
                scheme: { name: hmac, header: x-signature }
                secrets: [env:GENERIC_WEBHOOK_SECRET]
                id: { pointer: /id }
                type: { pointer: /type }
                types: { urgent: { priority: high }, bulk: { priority: low } }
                limit: { burst: { limit: 2, per: 3s }, queue: 20, retryAfter: 1s }
            routes: [{ name: all, when: { source: [shared] }, to: [drain] }]
            destinations: { drain: { url: "${PLATFORM_URL}/drain", secret: env:DELIVERY_SIGNING_SECRET } }
            operators: [{ name: ann, role: admin, tokenSha256: env:USHER_ADMIN_TOKEN_SHA256 }]
            egress: { allow: "${USHER_EGRESS_ALLOW:-}" }
            """;

    @TempDir
    Path folder;

    @Test
    void aServiceTakesAsksAgainAndGivesBack() throws Exception {
        try (var stage = Stage.open(Stage.SHIPPED, Map.of())) {
            var charges = new ArrayList<String>();
            for (int i = 0; i < 25; i++)
                charges.add(json(stage, "POST /limits/stripe/check", "{\"priority\":\"high\"}", 200)
                        .path("charge")
                        .asText());
            var refused = stage.ask("limits", "POST /limits/stripe/check", "{}");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("ratelimit-policy"))
                    .hasValueSatisfying(policy -> assertThat(policy).contains("\"minute\";q=25;w=60"));
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(Stage.json(refused, 429).path("fallback").asBoolean()).isFalse();
            var place = json(stage, "POST /limits/stripe/check", "{\"reserve\":true}", 202);
            assertThat(place.path("position").asInt()).isOne();

            var refund = "{\"charge\":\"" + charges.getFirst() + "\"}";
            assertThat(json(stage, "POST /limits/stripe/refund", refund, 200)
                            .path("refunded")
                            .asBoolean())
                    .isTrue();
            assertThat(json(stage, "POST /limits/stripe/refund", refund, 200)
                            .path("refunded")
                            .asBoolean())
                    .isFalse();
            assertThat(stage.ask("limits", "POST /limits/stripe/check", "{}").statusCode())
                    .as("what came back belongs to who waits")
                    .isEqualTo(429);
            var ticket = "{\"ticket\":\"" + place.path("ticket").asText() + "\"}";
            json(stage, "POST /limits/stripe/check", ticket, 200);

            var explained = json(stage, "GET /limits/stripe/stripe?priority=low", "", 200);
            assertThat(explained.path("now").path("deniedBy").path("window").asText())
                    .isEqualTo("minute");
            assertThat(explained
                            .path("scopes")
                            .get(0)
                            .path("windows")
                            .get(0)
                            .path("used")
                            .asInt())
                    .isEqualTo(25);
            json(stage, "POST /limits/paypal/check", "{}", 404);
            assertThat(stage.look("/admin/config").path("limits").findValuesAsText("name"))
                    .contains("stripe", "google-calendar", "supplier_directory");
            assertThat(stage.look("/admin/limits/regions").toString()).isEqualTo("{\"own\":\"\",\"items\":[]}");
        }
    }

    @Test
    void whatWaitsIsDrainedByPriority() throws Exception {
        var config = Files.writeString(folder.resolve("usher.yaml"), PRIORITIES);
        try (var stage = Stage.open(config.toString(), Map.of())) {
            var low = new ArrayList<String>();
            var high = new ArrayList<String>();
            for (int i = 0; i < 6; i++) low.add(id(stage.send(shared("bulk", i))));
            for (int i = 0; i < 3; i++) high.add(id(stage.send(shared("urgent", i))));

            for (var event : low) stage.arrives("drain", event);
            for (var event : high) stage.arrives("drain", event);
            var order = stage.host().receiver("drain").requests().stream()
                    .map(request -> Stage.header(request, "webhook-id"))
                    .toList();
            assertThat(order).as("each once").hasSize(9).doesNotHaveDuplicates();
            // Two pass at once. Of the others a few may have had their turn before the urgent ones came; the last
            // never.
            assertThat(order.indexOf(low.getLast()))
                    .isGreaterThan(high.stream().mapToInt(order::indexOf).max().orElseThrow());
        }
    }

    private static JsonNode json(Stage stage, String line, String body, int status) throws Exception {
        return Stage.json(stage.ask("limits", line, body), status);
    }

    private static String id(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isIn(200, 202);
        return response.headers().firstValue("usher-event-id").orElseThrow();
    }

    private static Webhook shared(String type, int number) {
        var body = "{\"id\":\"%s-%d\",\"type\":\"%s\"}".formatted(type, number, type);
        return Providers.generic("shared", body);
    }
}
