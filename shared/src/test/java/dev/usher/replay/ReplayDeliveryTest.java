package dev.usher.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Priority;
import dev.usher.http.Body;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.State;
import dev.usher.message.Wake;
import dev.usher.replay.ReplayDelivery.Result;
import dev.usher.testing.InMemoryQueues;
import dev.usher.testing.Samples;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReplayDeliveryTest {
    private static final Order PLAIN = new Order("operator:ann", false, false, false, 2, null);
    private static final Order FORCED = new Order("operator:ann", false, true, false, 2, null);

    private final ReplayWorld world = new ReplayWorld();

    @Test
    void recordsTheReplayThenQueuesItAndTakesTheDeadLetterOffTheAgenda() {
        var dead = world.dead();

        var result = replay(dead.id(), PLAIN);

        var id = new DeliveryId(dead.id().event(), "ledger", 1);
        assertThat(result).isEqualTo(new Result.Replayed(id, true));
        assertThat(world.read(id).state()).isEqualTo(State.WAITING);
        assertThat(world.read(id).cause()).isEqualTo("operator:ann");
        assertThat(world.read(id).attemptsCap()).isEqualTo(2);
        assertThat(world.queues.sent())
                .containsExactly(new InMemoryQueues.Sent(new Wake.Attempt(id, 1), Priority.HIGH, Duration.ZERO));
        assertThat(world.read(dead.id()).replayed()).isTrue();
        assertThat(world.read(dead.id()).attempts()).isEqualTo(dead.attempts());
    }

    @Test
    void makesOneReplayOfTwoRequests() {
        var dead = world.dead();
        var first = replay(dead.id(), PLAIN);

        assertThat(replay(dead.id(), PLAIN)).isEqualTo(new Result.Replayed(((Result.Replayed) first).by(), false));
        assertThat(world.queues.sent()).hasSize(1);
    }

    @Test
    void makesOneReplayOfManyRequestsAtOnce() throws Exception {
        var dead = world.dead();
        Callable<Result> one = () -> replay(dead.id(), PLAIN);

        try (var threads = Executors.newFixedThreadPool(8)) {
            var results =
                    threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> one).toList());
            for (var result : results) assertThat(result.get()).isInstanceOf(Result.Replayed.class);
        }

        assertThat(world.deliveries.of(dead.id().event())).hasSize(2);
    }

    @Test
    void leavesTheReplayToTheSweeperWhenTheQueueIsOut() {
        var dead = world.dead();
        world.queues.out(true);

        assertThat(replay(dead.id(), PLAIN)).isInstanceOf(Result.Replayed.class);
        assertThat(world.deliveries.of(dead.id().event())).hasSize(2);
    }

    @Test
    void refusesWhatDoesNotVerifyAnyMoreUnlessForced() {
        var dead = world.dead();
        world.secret = "rotated";

        assertThat(replay(dead.id(), PLAIN)).isEqualTo(new Result.Refused("signature-mismatch"));
        assertThat(replay(dead.id(), FORCED)).isInstanceOf(Result.Replayed.class);
    }

    @Test
    void refusesABodyThatWasChangedInTheStore() {
        var dead = world.dead();
        var event = world.events.find(dead.id().event());
        assertThat(event).isNotNull();
        world.events.expire(dead.id().event());
        var changed = Samples.withBody(Objects.requireNonNull(event), Body.utf8("{}"));
        world.events.add(changed, changed.receivedAt());

        assertThat(replay(dead.id(), PLAIN)).isEqualTo(new Result.Refused("signature-mismatch"));
    }

    @Test
    void takesOffTheAgendaWhatIsLeftThereByOneWhoDiedOverIt() {
        var dead = world.dead();
        var now = world.clock.instant();
        var begun = (Result.Replayed) world.replay.begin(dead.id(), PLAIN, now, now);
        var made = world.read(begun.by());
        world.deliveries.update(made, made.standing(State.DELIVERED, "", now));

        assertThat(replay(dead.id(), PLAIN)).isEqualTo(new Result.Refused("already-delivered"));
        assertThat(world.read(dead.id()).replayed()).isTrue();
    }

    @Test
    void refusesWhatHasNoEventAnyMoreEvenWhenForced() {
        var dead = world.dead();
        world.events.expire(dead.id().event());

        assertThat(replay(dead.id(), FORCED)).isEqualTo(new Result.Refused("event-expired"));
    }

    @Test
    void refusesAnEventOfASourceThatIsNoMore() {
        var event = Samples.event("gone", "t", world.clock.instant());
        world.events.add(event, event.receivedAt());
        world.deliveries.begin(Samples.dead(event, "ledger"));

        assertThat(replay(Samples.dead(event, "ledger").id(), PLAIN)).isEqualTo(new Result.Refused("source-removed"));
    }

    @Test
    void findsNothingToReplay() {
        assertThat(replay(Samples.dead(Samples.event(), "ledger").id(), PLAIN))
                .isEqualTo(new Result.Refused("not-found"));
    }

    @Test
    void cancelsAParkedDeliveryThatAReplayTakesOver() {
        var dead = world.dead();
        var read = world.read(dead.id());
        world.deliveries.update(read, read.standing(State.PARKED, "route-removed", world.clock.instant()));

        replay(dead.id(), PLAIN);

        assertThat(world.read(dead.id()).standing().reason()).isEqualTo(Delivery.REPLAYED);
        assertThat(world.state(dead.id())).isEqualTo(State.CANCELLED);
    }

    @Test
    void routesAnEventAgainThatNeverGotADestination() {
        var event = Samples.event();
        world.events.add(event, event.receivedAt());
        var lost =
                Samples.delivery(event, Delivery.NOWHERE).standing(State.DEAD, "never-routed", world.clock.instant());
        world.deliveries.begin(lost);

        assertThat(replay(lost.id(), PLAIN)).isEqualTo(new Result.Replayed(lost.id(), true));
        assertThat(replay(lost.id(), PLAIN)).isEqualTo(new Result.Replayed(lost.id(), false));
        assertThat(world.state(lost.id())).isEqualTo(State.WAITING);
        assertThat(world.queues.sent())
                .extracting(InMemoryQueues.Sent::message)
                .containsExactly(Wake.Dispatch.again(event.id()));
    }

    private Result replay(DeliveryId id, Order order) {
        return world.replay.replay(id, order, world.clock.instant(), world.clock.instant());
    }
}
