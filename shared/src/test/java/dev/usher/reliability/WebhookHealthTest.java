package dev.usher.reliability;

import static dev.usher.reliability.Tries.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Body;
import dev.usher.http.Endpoint;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookHealthTest {
    private final InMemoryFigureStore store = new InMemoryFigureStore();
    private final Instant now = NOON.plus(Duration.ofMinutes(10));
    private final Ledger ledger = new Ledger(store, Set.of("crm", "budget", "idle"));
    private final Endpoint health = new WebhookHealth(ledger, () -> now);
    private final Endpoint failures = new WebhookFailures(ledger, () -> now);

    @BeforeEach
    void someTraffic() {
        var counters = new Counters(store, JsonLog.off(), (wait, task) -> {}, () -> now);
        for (int i = 0; i < 99; i++) count(counters, Tries.ok(new Subject("crm", "stripe", "paid"), NOON, 100));
        count(counters, Tries.failed(new Subject("crm", "stripe", "paid"), NOON, 500));
        count(counters, Tries.failed(new Subject("budget", "stripe", "paid"), NOON.plusSeconds(60), 503));
        count(counters, Tries.failed(new Subject("budget", "sms", "sent"), NOON.plusSeconds(60), 500));
        count(counters, Tries.ok(new Subject("gone", "stripe", "paid"), NOON.minus(Duration.ofHours(5)), 100));
        counters.flush();
    }

    @Test
    void tellsHealthOverAllAndByDestination() {
        var report = ok(health, Map.of("timeframe", "1h"));

        assertThat(report.at("/status").asText()).isEqualTo("degraded");
        assertThat(report.at("/destinations").toString())
                .isEqualTo("{\"total\":3,\"healthy\":2,\"degraded\":0,\"critical\":1}");
        assertThat(report.at("/overall/attempts").asLong()).isEqualTo(102);
        assertThat(report.at("/services").findValuesAsText("destination")).containsExactly("budget", "crm", "idle");
        var crm = report.at("/services/1");
        assertThat(crm.at("/successRate").asDouble()).isEqualTo(0.99);
        assertThat(crm.at("/deliveries/firstTime").asLong()).isEqualTo(99);
        assertThat(crm.at("/responseTimeMs/p95").asDouble()).isBetween(88.0, 112.0);
        assertThat(crm.at("/responseTimeMs/average").asDouble()).isEqualTo(99.4);
        assertThat(crm.at("/types/0/type").asText()).isEqualTo("paid");
        var idle = report.at("/services/2");
        assertThat(idle.at("/status").asText()).isEqualTo("healthy");
        assertThat(idle.at("/idle").asBoolean()).isTrue();
        assertThat(idle.at("/successRate").isNull()).isTrue();
    }

    @Test
    void stillTellsOfADestinationThatWasRemoved() {
        var report = ok(health, Map.of("timeframe", "24h"));

        assertThat(report.at("/services").findValuesAsText("destination"))
                .containsExactly("budget", "crm", "gone", "idle");
        assertThat(report.at("/services/2/removed").asBoolean()).isTrue();
        assertThat(report.at("/destinations/total").asLong()).isEqualTo(3);
    }

    @Test
    void picksByTypeOrSourceAndByStatus() {
        var sms = ok(health, Map.of("timeframe", "1h", "webhook_type", "sms"));
        var paid = ok(health, Map.of("timeframe", "1h", "webhook_type", "paid"));
        var critical = ok(health, Map.of("timeframe", "1h", "status", "critical"));

        assertThat(sms.at("/services").findValuesAsText("destination")).containsExactly("budget");
        assertThat(sms.at("/services/0/attempts").asLong()).isEqualTo(1);
        assertThat(paid.at("/services").findValuesAsText("destination")).containsExactly("budget", "crm");
        assertThat(critical.at("/services").findValuesAsText("destination")).containsExactly("budget");
        assertThat(critical.at("/destinations/total").asLong()).isEqualTo(3);
    }

    @Test
    void groupsFailuresByService() {
        var report = ok(failures, Map.of("group_by", "service", "timeframe", "1h"));

        assertThat(report.at("/failed").asLong()).isEqualTo(3);
        assertThat(report.at("/groups").findValuesAsText("service")).containsExactly("budget", "crm");
        assertThat(report.at("/groups/0/errors").toString()).isEqualTo("{\"http_500\":1,\"http_503\":1}");
    }

    @Test
    void groupsFailuresByErrorType() {
        var report = ok(failures, Map.of("group_by", "error_type", "min_failure_count", "2"));

        assertThat(report.at("/groups").toString())
                .isEqualTo("[{\"errorType\":\"http_500\",\"failed\":2,\"services\":{\"budget\":1,\"crm\":1}}]");
    }

    @Test
    void groupsFailuresByTime() {
        var report = ok(failures, Map.of("group_by", "time", "timeframe", "1h", "min_failure_count", "0"));

        assertThat(report.at("/groups").findValuesAsText("time"))
                .containsExactly("2026-06-06T12:00:00Z", "2026-06-06T12:01:00Z");
        assertThat(report.at("/groups").findValuesAsText("failed")).containsExactly("1", "2");
    }

    @Test
    void namesTheParameterThatIsWrong() {
        assertThat(wrong(health, Map.of("timeframe", "2h"))).isEqualTo("timeframe");
        assertThat(wrong(health, Map.of("status", "fine"))).isEqualTo("status");
        assertThat(wrong(health, Map.of("webhook_type", "x".repeat(300)))).isEqualTo("webhook_type");
        assertThat(wrong(failures, Map.of("group_by", "colour"))).isEqualTo("group_by");
        assertThat(wrong(failures, Map.of("min_failure_count", "-1"))).isEqualTo("min_failure_count");
        assertThat(wrong(failures, Map.of("min_failure_count", "many"))).isEqualTo("min_failure_count");
    }

    private static void count(Counters counters, Tries.Try one) {
        counters.count(one.after(), one.attempt());
    }

    private static JsonNode ok(Endpoint endpoint, Map<String, String> query) {
        var response = call(endpoint, query);
        assertThat(response.status()).isEqualTo(200);
        return Objects.requireNonNull(Json.readOrNull(response.body().bytes()));
    }

    private static String wrong(Endpoint endpoint, Map<String, String> query) {
        var response = call(endpoint, query);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.headers()).containsEntry("content-type", "application/problem+json");
        return Objects.requireNonNull(Json.readOrNull(response.body().bytes()))
                .path("parameter")
                .asText();
    }

    private static Response call(Endpoint endpoint, Map<String, String> query) {
        return endpoint.handle(new Request("GET", "/", "", "", "", Headers.NONE, Map.of(), query, Body.EMPTY));
    }
}
