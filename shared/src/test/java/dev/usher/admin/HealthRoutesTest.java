package dev.usher.admin;

import static dev.usher.admin.AdminWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.breaker.Verdict.Side;
import dev.usher.health.Condition;
import dev.usher.health.Judgement;
import dev.usher.health.Page;
import dev.usher.health.Standing;
import dev.usher.health.Traffic;
import dev.usher.health.Uptime;
import dev.usher.reliability.Histogram;
import dev.usher.reliability.Span;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HealthRoutesTest {
    private final AdminWorld world = new AdminWorld();

    /** As a round that has just ended leaves it. */
    private void judged(String service, Condition condition) {
        var now = world.clock.instant();
        world.health.begin("runner", now, Duration.ofSeconds(60));
        world.health.put(new Standing(
                "service:" + service,
                new Judgement(condition, condition == Condition.HEALTHY ? "" : "as the test asked", Side.THEM),
                now,
                now,
                false,
                "",
                Map.of(),
                Traffic.NONE,
                Page.NONE,
                0));
        world.health.end("runner", now);
    }

    private JsonNode get(String target) {
        var response = world.get("vera", target);
        assertThat(response.status()).as(target).isEqualTo(200);
        return json(response);
    }

    @Test
    void nothingIsKnownBeforeTheFirstRound() {
        var health = get("/admin/integrations/health");
        assertThat(health.path("status").asText()).isEqualTo("unknown");
        assertThat(health.at("/rounds/silent").asBoolean()).isFalse();
        assertThat(health.at("/items/0/status").asText()).isEqualTo("unknown");
        assertThat(health.at("/items/0/stale").asBoolean()).isTrue();
        world.health.begin("runner", world.clock.instant(), Duration.ofSeconds(60));
        assertThat(silent()).as("it is under way").isFalse();
        world.clock.advance(Duration.ofMinutes(5).plusSeconds(1));
        assertThat(silent()).as("it never ended").isTrue();
    }

    private boolean silent() {
        return get("/admin/integrations/health").at("/rounds/silent").asBoolean();
    }

    @Test
    void whatIsTooOldIsUnknownAndSaysHowOldItIs() {
        judged("shop", Condition.HEALTHY);
        judged("mail", Condition.DOWN);
        var fresh = get("/admin/integrations/status");
        assertThat(fresh.path("status").asText()).as("half of them").isEqualTo("critical");
        assertThat(fresh.at("/services/down").asInt()).isOne();
        world.clock.advance(Duration.ofMinutes(6));
        var stale = get("/admin/integrations/status");
        assertThat(stale.path("status").asText()).isEqualTo("unknown");
        assertThat(stale.at("/rounds/silent").asBoolean()).isTrue();
        assertThat(stale.at("/rounds/ageSeconds").asInt()).isEqualTo(360);
        assertThat(stale.at("/services/unknown").asInt()).isEqualTo(2);
        assertThat(stale.at("/items/0/because").isMissingNode()).isTrue();
    }

    @Test
    void whoIsMaintainedCountsForNothing() {
        judged("shop", Condition.HEALTHY);
        judged("mail", Condition.DOWN);
        var until = world.clock.instant().plus(Duration.ofHours(1));
        var body = "{\"services\":\"mail\",\"until\":\"" + until + "\",\"reason\":\"they migrate\"}";
        assertThat(world.post("vera", "/admin/maintenance", body).status()).isEqualTo(403);
        assertThat(world.post("otto", "/admin/maintenance", body).status()).isEqualTo(201);
        var status = get("/admin/integrations/status");
        assertThat(status.path("status").asText()).isEqualTo("healthy");
        assertThat(status.at("/services/maintenance").asInt()).isOne();
        world.clock.advance(Duration.ofMinutes(61));
        var over = get("/admin/maintenance").path("items").get(0);
        assertThat(over.path("state").asText()).isEqualTo("over");
        assertThat(over.path("by").asText()).isEqualTo("otto");
    }

    @Test
    void windowsAreCheckedBoundedAndPaged() {
        var now = world.clock.instant();
        assertThat(problem("{}")).isEqualTo("reason");
        assertThat(problem("{\"reason\":\"r\"}")).isEqualTo("until");
        assertThat(problem("{\"reason\":\"r\",\"until\":\"" + now.plus(Duration.ofDays(8)) + "\"}"))
                .isEqualTo("until");
        assertThat(problem("{\"reason\":\"r\",\"services\":\"nobody\",\"until\":\"" + now.plusSeconds(90) + "\"}"))
                .isEqualTo("services");
        for (int i = 0; i < MaintenanceOperations.MOST; i++)
            assertThat(world.post("otto", "/admin/maintenance", window(now.plusSeconds(i)))
                            .status())
                    .isEqualTo(201);
        var full = world.post("otto", "/admin/maintenance", window(now));
        assertThat(full.status()).isEqualTo(409);
        assertThat(json(full).path("reason").asText()).isEqualTo("too-many-windows");

        var first = get("/admin/maintenance?limit=60");
        assertThat(first.path("items")).hasSize(60);
        var rest =
                get("/admin/maintenance?limit=60&cursor=" + first.path("next").asText());
        assertThat(rest.path("items")).hasSize(40);
        assertThat(rest.has("next")).isFalse();
    }

    /** Positions of other lists are in time; ids may be anything. */
    @Test
    void whatIsNobodysIsNoFaultOfOurs() {
        var elsewhere = Base64.getUrlEncoder().encodeToString("9999999999999#x".getBytes(StandardCharsets.US_ASCII));
        assertThat(get("/admin/maintenance?cursor=" + elsewhere).path("items")).isEmpty();
        var request = AdminWorld.request("otto", "DELETE", "/admin/maintenance/" + "x".repeat(2000), "", Map.of());
        assertThat(world.api.handle(request).status()).isEqualTo(404);
    }

    private static String window(Instant from) {
        return "{\"reason\":\"r\",\"from\":\"" + from + "\",\"until\":\"" + from.plusSeconds(600) + "\"}";
    }

    private String problem(String body) {
        var response = world.post("otto", "/admin/maintenance", body);
        assertThat(response.status()).as(body).isEqualTo(400);
        return json(response).path("parameter").asText();
    }

    @Test
    void uptimeIsOfKnownMinutesAndTheRestIsSaid() {
        var now = world.clock.instant();
        var start = Span.HOUR.start(now);
        for (int i = 0; i < 10; i++) {
            var minute = start.minus(Duration.ofMinutes(10)).plus(Duration.ofMinutes(i));
            world.health.count(
                    "service:shop",
                    minute,
                    new Uptime(
                            i < 7 ? 1 : 0,
                            i == 7 ? 1 : 0,
                            i == 8 ? 1 : 0,
                            i == 9 ? 1 : 0,
                            0,
                            Histogram.NONE,
                            Duration.ZERO));
        }
        var day = get("/admin/integrations/health?service=shop&include_history=true&detailed=true")
                .path("items")
                .get(0);
        assertThat(day.at("/uptime/24h/percent").asDouble()).isEqualTo(88.888);
        assertThat(day.at("/uptime/24h/degradedMinutes").asInt()).isOne();
        assertThat(day.at("/uptime/24h/maintenanceMinutes").asInt()).isOne();
        long minutes = Duration.between(start.minus(Duration.ofHours(23)), now).toMinutes() + 1;
        assertThat(day.at("/uptime/24h/unknownMinutes").asLong()).isEqualTo(minutes - 10);
        assertThat(day.at("/uptime/90d/percent").asDouble()).isEqualTo(88.888);
        assertThat(day.at("/history/hours/0/downMinutes").asInt()).isOne();
        assertThat(day.at("/probes/0/kind").asText()).isEqualTo("functionality");
    }

    @Test
    void aPercentageIsNoLessThanItIs() {
        var start = Span.HOUR.start(world.clock.instant()).minus(Duration.ofHours(2));
        for (int i = 0; i < 100; i++)
            world.health.count(
                    "service:shop",
                    start.plus(Duration.ofMinutes(i)),
                    new Uptime(i < 57 ? 1 : 0, 0, i < 57 ? 0 : 1, 0, 0, Histogram.NONE, Duration.ZERO));
        var shop = get("/admin/integrations/health?service=shop").path("items").get(0);
        assertThat(shop.at("/uptime/24h/percent").asDouble()).isEqualTo(57.0);
    }

    @Test
    void storesThatAreOutAreAnOutage() {
        world.health.out(true);
        assertThat(world.get("vera", "/admin/integrations/health").status()).isEqualTo(503);
        assertThat(world.get("vera", "/admin/integrations/status").status()).isEqualTo(503);
    }
}
