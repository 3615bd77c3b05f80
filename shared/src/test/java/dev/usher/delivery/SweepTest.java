package dev.usher.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.Outcome;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.State;
import dev.usher.message.Wake;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SweepTest {
    private final Engine engine = new Engine();

    @Test
    void queuesAnEventThatWasStoredAndNeverRouted() {
        var event = engine.stored();
        engine.clock.advance(Duration.ofMinutes(3));

        engine.sweep().round(engine.clock.instant());
        engine.drain(engine.deliver());

        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void leavesAnEventAloneThatWasJustStoredOrIsRouted() {
        var routed = engine.stored();
        engine.deliver().handle(Wake.Dispatch.of(routed), false, engine.deadline());
        engine.clock.advance(Duration.ofMinutes(3));
        engine.stored();

        var report = engine.sweep().round(engine.clock.instant());

        assertThat(report.strays()).isZero();
        assertThat(engine.queues.sent()).isEmpty();
    }

    @Test
    void givesAStrayUpVisiblyWhenNothingEverRoutesIt() {
        var event = engine.stored();
        for (int round = 0; round < 10; round++) {
            engine.clock.advance(Duration.ofMinutes(6));
            engine.sweep().round(engine.clock.instant());
            engine.queues.take();
        }

        var watch = engine.delivery(event, Delivery.NOWHERE);
        assertThat(watch.state()).isEqualTo(State.DEAD);
        assertThat(watch.standing().reason()).isEqualTo("never-routed");
        assertThat(engine.deadLetters.sent()).extracting(Delivery::id).containsExactly(watch.id());
    }

    @Test
    void messagesThatTheQueueRefusesAreNotCountedAgainstAStray() {
        var event = engine.stored();
        engine.queues.refusing(true);
        for (int round = 0; round < 10; round++) {
            engine.clock.advance(Duration.ofMinutes(6));
            assertThatThrownBy(() -> engine.sweep().round(engine.clock.instant()))
                    .isInstanceOf(QueueUnavailable.class);
        }

        engine.queues.refusing(false);
        engine.sweep().round(engine.clock.instant());
        engine.drain(engine.deliver());

        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void anEventThatTheQueueRefusedOutlastsALongRefusal() {
        var event = engine.stored();
        engine.deliveries.begin(Delivery.fresh(new DeliveryId(event.id(), Delivery.NOWHERE, 0), event, "", "")
                .standing(State.WAITING, "queued", engine.clock.instant()));
        engine.queues.refusing(true);
        for (int round = 0; round < 10; round++) {
            engine.clock.advance(Duration.ofMinutes(6));
            assertThatThrownBy(() -> engine.sweep().round(engine.clock.instant()))
                    .isInstanceOf(QueueUnavailable.class);
        }

        engine.queues.refusing(false);
        engine.sweep().round(engine.clock.instant());
        engine.drain(engine.deliver());

        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void aStrayThatGotRoutedLeavesTheAgenda() {
        var event = engine.stored();
        engine.clock.advance(Duration.ofMinutes(3));
        engine.sweep().round(engine.clock.instant());
        engine.drain(engine.deliver());
        engine.clock.advance(Duration.ofMinutes(10));

        engine.sweep().round(engine.clock.instant());

        assertThat(engine.delivery(event, Delivery.NOWHERE).state()).isEqualTo(State.CANCELLED);
        assertThat(engine.queues.sent()).isEmpty();
    }

    @Test
    void queuesAFarRetryWhenItsTimeComes() {
        engine.answers.put("budget", new Outcome.Answered(503, Duration.ofHours(3)));
        var event = engine.stored();
        var deliver = engine.deliver();
        deliver.handle(Wake.Dispatch.of(event), false, engine.deadline());
        engine.answer("budget", 200);
        engine.clock.advance(Duration.ofHours(3));

        engine.sweep().round(engine.clock.instant());
        engine.drain(deliver);

        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void queuesAFarRetryOnlyOnceWhileItsMessageIsOnItsWay() {
        engine.answers.put("budget", new Outcome.Answered(503, Duration.ofHours(3)));
        engine.deliver().handle(Wake.Dispatch.of(engine.stored()), false, engine.deadline());
        engine.clock.advance(Duration.ofHours(3));

        engine.sweep().round(engine.clock.instant());
        engine.sweep().round(engine.clock.instant());

        assertThat(engine.queues.sent()).hasSize(1);
    }

    @Test
    void deliversWhatWasHeldOnceTheDestinationIsResumed() {
        engine.board.pause("budget", "maintenance", "ops", engine.clock.instant());
        var event = engine.stored();
        var deliver = engine.deliver();
        deliver.handle(Wake.Dispatch.of(event), false, engine.deadline());
        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.PARKED);

        engine.board.resume("budget", engine.clock.instant());
        engine.sweep().round(engine.clock.instant());
        engine.drain(deliver);

        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void afterTheQueuesWereLostEverythingUnfinishedIsQueuedAndNothingIsSentTwice() {
        engine.answer("budget", 500);
        var half = engine.stored();
        var deliver = engine.deliver();
        deliver.handle(Wake.Dispatch.of(half), false, engine.deadline());
        var untouched = engine.stored();
        engine.queues.take();
        engine.answer("budget", 200);
        engine.clock.advance(Duration.ofSeconds(10));

        engine.sweep().queuesLost(engine.clock.instant());
        engine.drain(deliver);

        assertThat(engine.delivery(half, "budget").state()).isEqualTo(State.DELIVERED);
        assertThat(engine.delivery(untouched, "budget").state()).isEqualTo(State.DELIVERED);
        assertThat(engine.sent.stream().filter("analytics#1"::equals)).hasSize(2);
    }
}
