package dev.usher.admin;

import static dev.usher.admin.AdminApiTest.assertProblem;
import static dev.usher.admin.AdminWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.State;
import dev.usher.replay.Slices;
import dev.usher.testing.InMemorySlices;
import dev.usher.testing.Samples;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Replaying one, and many. */
final class ReplayOperationsTest {
    private final AdminWorld world = new AdminWorld();

    @Test
    void replaysOneDeliveryWithItsOwnNumberOfAttempts() {
        var dead = world.dead(world.event(), "ledger");

        var response = world.post("ann", "/admin/webhooks/replay/" + dead.id(), "{\"max_retries\":1}");

        assertThat(response.status()).isEqualTo(202);
        var id = dead.id().event() + ".ledger.1";
        assertThat(json(response).path("replays").toString())
                .isEqualTo("[{\"delivery\":\"%s\",\"replay\":\"%s\",\"created\":true}]".formatted(dead.id(), id));
        var replay = Objects.requireNonNull(world.deliveries.find(DeliveryOperations.id(id)));
        assertThat(replay.attemptsCap()).isEqualTo(1);
        assertThat(replay.cause()).isEqualTo("operator:ann");
    }

    @Test
    void answersTheSameRequestWithTheSameReplay() {
        var dead = world.dead(world.event(), "ledger");
        var path = "/admin/webhooks/replay/" + dead.id();

        var first = json(world.post("ann", path, "")).path("replays").path(0);
        var again = world.post("ann", path, "");

        assertThat(again.status()).isEqualTo(200);
        assertThat(json(again).path("replays").path(0).path("replay")).isEqualTo(first.path("replay"));
        assertThat(world.queues.sent()).hasSize(1);
    }

    @Test
    void remembersAnIdempotencyKeyAfterTheReplayEnded() {
        var dead = world.dead(world.event(), "ledger");
        var path = "/admin/webhooks/replay/" + dead.id();
        var key = Map.of("idempotency-key", "k-1");
        world.post("ann", path, "", key);
        var replay = world.deliveries.of(dead.id().event()).getLast();
        world.deliveries.update(replay, replay.standing(State.DEAD, "attempts-exhausted", world.clock.instant()));

        assertThat(world.post("ann", path, "", key).status()).isEqualTo(200);
        assertThat(world.post("ann", path, "", Map.of("idempotency-key", "k-2")).status())
                .isEqualTo(202);
        assertThat(world.deliveries.of(dead.id().event())).hasSize(3);
    }

    @Test
    void replaysAllDeadDeliveriesOfAnEvent() {
        var event = world.event();
        world.dead(event, "ledger");
        world.dead(event, "archive");
        world.deliveries.begin(Samples.delivered(event, "search"));
        var path = "/admin/webhooks/replay/" + event.id();

        assertThat(json(world.post("ann", path, "")).path("replays").findValuesAsText("replay"))
                .containsExactly(event.id() + ".archive.1", event.id() + ".ledger.1");
        assertThat(world.post("ann", path, "").status()).isEqualTo(200);
    }

    @Test
    void saysWhyItDoesNotReplay() {
        var event = world.event();
        world.deliveries.begin(Samples.delivered(event, "ledger"));

        var response = world.post("ann", "/admin/webhooks/replay/" + event.id() + ".ledger.0", "");

        assertProblem(response, 409, "conflict");
        assertThat(json(response).path("reason").asText()).isEqualTo("already-delivered");
        assertProblem(world.post("ann", "/admin/webhooks/replay/" + event.id(), ""), 409, "conflict");
        assertThat(world.post("ann", "/admin/webhooks/replay/" + event.id() + ".ledger.0?force_retry=true", "")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void knowsNothingOfOtherDeliveriesAndRefusesBadNumbers() {
        var other = Samples.event().id();

        assertProblem(world.post("ann", "/admin/webhooks/replay/" + other, ""), 404, "not-found");
        assertProblem(world.post("ann", "/admin/webhooks/replay/" + other + ".ledger.0", ""), 404, "not-found");
        assertProblem(world.post("ann", "/admin/webhooks/replay/12", ""), 400, "invalid-parameter");
        assertProblem(
                world.post("ann", "/admin/webhooks/replay/" + other, "{\"max_retries\":6}"), 400, "invalid-parameter");
    }

    @Test
    void countsBeforeItReplaysMany() {
        for (int i = 0; i < 3; i++) world.dead(world.event(), "ledger");

        var response = world.post("ann", "/admin/replays", "{\"source\":\"stripe\",\"dryRun\":true}");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body().text()).isEqualTo("{\"dryRun\":true,\"found\":3,\"atLeast\":false}");
        assertThat(world.slices.take()).isEmpty();
        assertThat(json(world.get("vera", "/admin/replays")).path("items")).isEmpty();
    }

    @Test
    void startsAJobShowsItAndCancelsIt() {
        var started = world.post(
                "ann", "/admin/replays", "{\"destination\":\"ledger\",\"reason\":\"outage\",\"pacePerSecond\":5}");

        assertThat(started.status()).isEqualTo(202);
        var id = json(started).path("id").asText();
        assertThat(started.headers()).containsEntry("location", "/admin/replays/" + id);
        assertThat(world.slices.take())
                .containsExactly(new InMemorySlices.Sent(new Slices.Slice(id, 0), Duration.ZERO));
        var shown = json(world.get("vera", "/admin/replays/" + id));
        assertThat(shown.path("state").asText()).isEqualTo("running");
        assertThat(shown.path("filter").path("destination").asText()).isEqualTo("ledger");
        assertThat(json(world.post("ann", "/admin/replays/" + id + "/cancel", ""))
                        .path("state")
                        .asText())
                .isEqualTo("cancelling");
        assertThat(json(world.get("vera", "/admin/replays")).path("items").findValuesAsText("id"))
                .containsExactly(id);
    }

    @Test
    void startsOneJobForOneIdempotencyKey() {
        var key = Map.of("idempotency-key", "k-1");

        var first = world.post("ann", "/admin/replays", "{}", key);
        var again = world.post("ann", "/admin/replays", "{}", key);

        assertThat(again.status()).isEqualTo(200);
        assertThat(json(again).path("id")).isEqualTo(json(first).path("id"));
        assertThat(world.slices.take()).hasSize(1);
    }

    @Test
    void refusesAJobThatMakesNoSense() {
        for (var bad : new String[] {
            "{\"state\":\"waiting\"}",
            "{\"pacePerSecond\":101}",
            "{\"max\":0}",
            "{\"dryRun\":\"maybe\"}",
            "{\"from\":\"2190-01-01T00:00:00Z\"}"
        }) assertProblem(world.post("ann", "/admin/replays", bad), 400, "invalid-parameter");
        assertProblem(world.post("ann", "/admin/replays", "{\"limit\":5}"), 400, "unknown-parameter");
        assertProblem(world.get("vera", "/admin/replays/replay_x"), 400, "invalid-parameter");
        assertProblem(world.get("vera", "/admin/replays/replay_" + "0".repeat(32)), 404, "not-found");
    }
}
