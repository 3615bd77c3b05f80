package dev.usher.admin;

import static dev.usher.admin.AdminWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.BreakerStore.Probe;
import dev.usher.breaker.Change;
import dev.usher.breaker.Phase;
import dev.usher.breaker.Report;
import dev.usher.breaker.Result;
import dev.usher.breaker.View;
import dev.usher.config.BreakerPolicy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BreakerRoutesTest {
    private static final BreakerId LEDGER = BreakerId.destination("ledger");

    private final AdminWorld world = new AdminWorld();

    private void open() {
        for (int i = 0; i < 5; i++)
            note(world.breakers.report(
                    LEDGER, BreakerPolicy.USUAL, new Report(i % 2 == 0 ? "a" : "b", 0, 0, 1, 1, -1, "http_503")));
    }

    private void note(Change change) {
        var transition = change.transition();
        if (transition != null) world.history.add(transition);
    }

    private void recover() {
        for (int i = 0; i < 2; i++) {
            var probe = world.breakers.permit(LEDGER, Duration.ofSeconds(10));
            note(probe);
            note(world.breakers.settle(
                    LEDGER, BreakerPolicy.USUAL, new Probe(probe.view().generation(), "a", new Result.Good())));
        }
    }

    @Test
    void listsEveryBreakerWithWhatWasSeenAndWhoseFaultItLooksLike() {
        open();

        var items = json(world.get("vera", "/admin/circuit-breakers")).path("items");

        assertThat(items.findValuesAsText("breaker"))
                .containsExactlyInAnyOrder("destination:ledger", "destination:archive");
        var ledger = json(world.get("vera", "/admin/circuit-breakers/ledger"));
        assertThat(ledger).isEqualTo(json(world.get("vera", "/admin/circuit-breakers/destination:ledger")));
        assertThat(ledger.path("state").asText()).isEqualTo("open");
        assertThat(ledger.path("until").asText())
                .isEqualTo(world.clock.instant().plusSeconds(30).toString());
        assertThat(ledger.at("/seen/errors/http_503").asInt()).isEqualTo(5);
        assertThat(ledger.at("/seen/failing").asInt()).isEqualTo(2);
        assertThat(ledger.at("/verdict/side").asText()).isEqualTo("them");
        assertThat(ledger.at("/policy/openMs").asLong()).isEqualTo(30_000);
        assertThat(world.get("vera", "/admin/circuit-breakers/nobody").status()).isEqualTo(404);
    }

    @Test
    void tellsWhatHappenedNewestFirst() {
        open();
        world.clock.advance(Duration.ofSeconds(30));
        recover();

        var items = json(world.get("vera", "/admin/circuit-breakers/history")).path("items");

        assertThat(items.findValuesAsText("why")).containsExactly("recovered", "time", "failures");
        assertThat(items.path(2).at("/seen/run").asInt()).isEqualTo(5);
        assertThat(items.path(2).at("/verdict/side").asText()).isEqualTo("them");
        assertThat(json(world.get("vera", "/admin/circuit-breakers/history?breaker=archive"))
                        .path("items"))
                .isEmpty();
        assertThat(world.get(
                                "vera",
                                "/admin/circuit-breakers/history?from=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void reckonsHowOftenAndHowLong() {
        open();
        world.clock.advance(Duration.ofSeconds(30));
        recover();
        world.breakers.board(Map.of(LEDGER, 12));
        world.clock.advance(Duration.ofMinutes(5));

        var metrics = json(world.get("vera", "/admin/circuit-breakers/metrics?timeframe=1h"));

        assertThat(metrics.path("complete").asBoolean()).isTrue();
        var ledger = metrics.path("items").path(0);
        if (!ledger.path("breaker").asText().equals("destination:ledger"))
            ledger = metrics.path("items").path(1);
        assertThat(ledger.path("opened").asInt()).isEqualTo(1);
        assertThat(ledger.path("openMs").asLong()).isEqualTo(30_000);
        assertThat(ledger.path("recoveryMs").asLong()).isEqualTo(30_000);
        assertThat(ledger.path("refused").asLong()).isEqualTo(12);
        assertThat(world.get("vera", "/admin/circuit-breakers/metrics?timeframe=1y")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void anAdministratorResetsOne() {
        open();
        var path = "/admin/circuit-breakers/ledger/reset";
        assertThat(world.post("otto", path, "").status()).isEqualTo(403);

        var answer = world.post("ann", path, "{\"reason\":\"they say that it is back\"}");

        assertThat(json(answer).path("state").asText()).isEqualTo("closed");
        assertThat(world.breakers.read(LEDGER).phase()).isEqualTo(Phase.CLOSED);
        assertThat(shown().phase()).isEqualTo(Phase.CLOSED);
        assertThat(world.history.all().getLast().cause().by()).isEqualTo("ann");
        assertThat(world.audit.all())
                .anySatisfy(entry -> assertThat(entry.action() + " " + entry.subject() + " " + entry.outcome())
                        .isEqualTo("breaker.reset ledger 200"));
    }

    @Test
    void anAdministratorForcesOneForAWhile() {
        var path = "/admin/circuit-breakers/ledger/force";
        var open = "{\"state\":\"open\",\"ttlSeconds\":60,\"reason\":\"they asked us to\"}";
        assertThat(world.post("otto", path, open).status()).isEqualTo(403);

        var answer = json(world.post("ann", path, open));

        assertThat(answer.path("state").asText()).isEqualTo("open");
        assertThat(answer.at("/forced/by").asText()).isEqualTo("ann");
        assertThat(answer.at("/forced/reason").asText()).isEqualTo("they asked us to");
        assertThat(answer.at("/forced/until").asText())
                .isEqualTo(world.clock.instant().plusSeconds(60).toString());
        assertThat(shown().forced()).isTrue();
        var closed =
                json(world.post("ann", path, "{\"state\":\"closed\",\"reason\":\"it is only their status page\"}"));
        assertThat(closed.at("/forced/until").asText())
                .isEqualTo(world.clock.instant().plus(BreakerOperations.USUAL).toString());
        for (var wrong : new String[] {
            "{\"state\":\"half-open\",\"reason\":\"x\"}",
            "{\"reason\":\"x\"}",
            "{\"state\":\"open\"}",
            "{\"state\":\"open\",\"reason\":\"x\",\"ttlSeconds\":86401}"
        }) assertThat(world.post("ann", path, wrong).status()).as(wrong).isEqualTo(400);
    }

    private View shown() {
        return world.breakers.board(Map.of()).views().getOrDefault(LEDGER, View.USUAL);
    }

    @Test
    void withoutTheSharedStoreItSaysSo() {
        world.breakers.away = true;
        assertThat(world.get("vera", "/admin/circuit-breakers").status()).isEqualTo(503);
    }
}
