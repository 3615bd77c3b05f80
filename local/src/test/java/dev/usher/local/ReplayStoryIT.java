package dev.usher.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters and their replay on the shipped deployment: real functions, queues and tables. */
final class ReplayStoryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "whsec_development_only_stripe";

    private final HttpClient client = HttpClient.newHttpClient();
    private LocalHost host = startLater();

    @SuppressWarnings("NullAway") // set before each test
    private static LocalHost startLater() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        host = LocalHost.start(TestHost.options(Path.of("../template.yaml")));
    }

    @AfterEach
    void stop() {
        host.close();
        client.close();
    }

    @Test
    void aDeadLetterIsReplayedByAnOperatorAndManyByAJob() throws Exception {
        // An answer of its own, and no failure: those open a breaker, and then nothing is dead for long.
        call("PUT", "/receiver/analytics/behaviour", "{\"status\":422}");
        for (int i = 0; i < 5; i++) receive("evt_" + i);

        var dead = until(
                "/admin/dead-letters?destination=analytics",
                page -> page.path("items").size() == 5);
        call("PUT", "/receiver/analytics/behaviour", "{\"status\":200}");
        var one = dead.path("items").path(0);
        var replayed = call("POST", "/admin/webhooks/replay/" + one.path("id").asText(), "{\"reason\":\"it is back\"}");
        assertThat(replayed.path("replays").path(0).path("created").asBoolean())
                .as(replayed.toString())
                .isTrue();
        var replay = replayed.path("replays").path(0).path("replay").asText();
        until(
                "/admin/deliveries/" + replay,
                delivery -> delivery.path("state").asText().equals("delivered"));

        var timeline =
                call("GET", "/admin/events/" + one.path("event").asText(), "").path("timeline");
        assertThat(timeline.findValuesAsText("what"))
                .contains("received", "attempt", "dead", "replayed", "delivered", "audit");

        var counted = call("POST", "/admin/replays", "{\"destination\":\"analytics\",\"dryRun\":true}");
        assertThat(counted.path("found").asInt()).isEqualTo(4);
        var job = call("POST", "/admin/replays", "{\"destination\":\"analytics\",\"pacePerSecond\":100}")
                .path("id")
                .asText();
        var done = until(
                "/admin/replays/" + job, found -> found.path("state").asText().equals("done"));
        assertThat(done.path("replayed").asInt()).as(done.toString()).isEqualTo(4);
        until(
                "/admin/deliveries?destination=analytics&state=delivered",
                page -> page.path("items").size() == 5);
        assertThat(call("GET", "/admin/dead-letters", "").path("items")).isEmpty();
        assertThat(call("GET", "/admin/audit", "").path("items").findValuesAsText("action"))
                .contains("replay", "replays.start");
    }

    private JsonNode until(String target, Predicate<JsonNode> enough) throws Exception {
        var deadline = Instant.now().plus(PATIENCE);
        while (true) {
            var answer = call("GET", target, "");
            if (enough.test(answer)) return answer;
            assertThat(Instant.now()).as(answer.toString()).isBefore(deadline);
            Thread.onSpinWait();
        }
    }

    private void receive(String id) throws Exception {
        var body =
                "{\"id\":\"%s\",\"object\":\"event\",\"type\":\"payment_intent.succeeded\",\"data\":{\"object\":{\"id\":\"pi_1\",\"amount_received\":250000,\"currency\":\"gbp\"}}}"
                        .formatted(id);
        long at = Instant.now().getEpochSecond();
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var signature = HexFormat.of().formatHex(mac.doFinal((at + "." + body).getBytes(StandardCharsets.UTF_8)));
        var request = HttpRequest.newBuilder(URI.create(host.url() + "/webhooks/stripe"))
                .header("Stripe-Signature", "t=" + at + ",v1=" + signature)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    private JsonNode call(String method, String target, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(host.url() + target))
                .header("Authorization", "Bearer admin-dev-token")
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        var response = client.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(target + " " + response.body()).isLessThan(300);
        var bytes = response.body().getBytes(StandardCharsets.UTF_8);
        return bytes.length == 0 ? Json.object() : Objects.requireNonNull(Json.readOrNull(bytes));
    }
}
