package dev.usher.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.config.Priority;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.Outcome;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.Queues;
import dev.usher.message.State;
import dev.usher.message.StoreUnavailable;
import dev.usher.message.Wake;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
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
        int queued = 0;
        for (int minute = 0; minute < 200; minute++) {
            engine.clock.advance(Duration.ofMinutes(1));
            engine.sweep().round(engine.clock.instant());
            queued += engine.queues.take().size();
        }

        assertThat(queued).isEqualTo(6);
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

    @Test
    void theQueuesMayBeLostOftenWithoutAStrayBeingGivenUp() {
        var event = engine.stored();
        engine.clock.advance(Duration.ofMinutes(2));
        engine.sweep().round(engine.clock.instant());
        for (int loss = 0; loss < 10; loss++) {
            engine.queues.take();
            engine.sweep().queuesLost(engine.clock.instant());
        }

        engine.drain(engine.deliver());

        assertThat(engine.delivery(event, Delivery.NOWHERE).version()).isEqualTo(1);
        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void aDeliveryThatNobodyAttemptsIsQueuedLessAndLessOften() {
        engine.answer("budget", 503);
        engine.deliver().handle(Wake.Dispatch.of(engine.stored()), false, engine.deadline());
        engine.queues.take();
        for (int minute = 0; minute < 12 * 60; minute++) {
            engine.clock.advance(Duration.ofMinutes(1));
            engine.sweep().round(engine.clock.instant());
        }

        assertThat(engine.queues.take()).hasSizeBetween(12, 20);
    }

    @Test
    void afterTheQueuesWereLostAlsoWhatWasPutOffLongestIsQueuedAtOnce() {
        engine.answer("budget", 503);
        var event = engine.stored();
        engine.deliver().handle(Wake.Dispatch.of(event), false, engine.deadline());
        for (int minute = 0; minute < 12 * 60; minute++) {
            engine.clock.advance(Duration.ofMinutes(1));
            engine.sweep().round(engine.clock.instant());
            if (!engine.queues.take().isEmpty() && minute > 11 * 60) break;
        }
        engine.answer("budget", 200);

        engine.sweep().queuesLost(engine.clock.instant());
        engine.drain(engine.deliver());

        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void aRoundThatRunsOutOfTimeLeavesTheNextOneLess() {
        engine.sweep().round(engine.clock.instant());
        engine.clock.advance(Duration.ofHours(2));
        engine.stored();
        engine.clock.advance(Duration.ofHours(2));
        engine.queues.refusing(true);

        assertThatThrownBy(() -> engine.sweep().round(engine.clock.instant())).isInstanceOf(QueueUnavailable.class);

        assertThat(engine.agenda.checkedUntil()).isAfter(engine.clock.instant().minus(Duration.ofMinutes(130)));
    }

    @Test
    void anEventThatWasRoutedInPartIsRoutedToTheRestAndToNobodyTwice() {
        var half = engine.routedInPart();

        engine.sweepFor(Duration.ofMinutes(15));

        assertThat(engine.delivery(half, "analytics").state()).isEqualTo(State.DELIVERED);
        assertThat(engine.sent.stream().filter("budget#1"::equals)).hasSize(1);
        assertThat(engine.delivery(half, Delivery.NOWHERE).state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void theRestOfAnEventDoesNotGoWhereRoutesSendItOnlySince() {
        var half = engine.routedInPart();
        engine.with(Engine.route("all", Engine.STRIPE, null, "budget", "analytics", "supplier"));

        engine.sweepFor(Duration.ofMinutes(10));

        assertThat(engine.delivery(half, "analytics").state()).isEqualTo(State.DELIVERED);
        assertThat(engine.deliveries.of(half.id()))
                .extracting(one -> one.id().destination())
                .doesNotContain("supplier");
    }

    @Test
    void theRestOfAnEventIsHeldWhenItsRouteWasRemovedSince() {
        var half = engine.routedInPart();
        engine.with(Engine.route("all", Engine.STRIPE, null, "supplier"));

        engine.sweepFor(Duration.ofMinutes(10));

        assertThat(engine.delivery(half, "analytics").state()).isEqualTo(State.PARKED);
        assertThat(engine.delivery(half, "analytics").standing().reason()).isEqualTo("route-removed");
        assertThat(engine.deliveries.of(half.id())).hasSize(3); // with the one to nowhere
    }

    @Test
    void anEventThatWasRoutedInPartWhileItWasWatchedIsNotTakenForRouted() {
        var event = engine.stored();
        engine.clock.advance(Duration.ofMinutes(2));
        engine.sweep().round(engine.clock.instant());
        var stray = engine.queues.take().getFirst().message();
        engine.deliveries.refusing(id -> id.destination().equals("analytics"));
        assertThatThrownBy(() -> engine.deliver().handle(stray, false, engine.deadline()))
                .isInstanceOf(StoreUnavailable.class);
        engine.deliveries.refusing(id -> false);

        engine.sweepFor(Duration.ofMinutes(15));

        assertThat(engine.delivery(event, "analytics").state()).isEqualTo(State.DELIVERED);
        assertThat(engine.sent.stream().filter("budget#1"::equals)).hasSize(1);
    }

    @Test
    void aMessageThatIsPerhapsStillOnItsWayIsGivenTimeBeforeTheRestIsRouted() {
        var half = engine.routedInPart();
        engine.clock.advance(Duration.ofMinutes(2));

        engine.sweep().round(engine.clock.instant());

        assertThat(engine.delivery(half, Delivery.NOWHERE).standing().reason()).isEqualTo("half-routed");
        assertThat(engine.queues.sent()).isEmpty();
    }

    @Test
    void theRestOfAnEventThatNobodyCanRouteIsDeadByDestination() {
        var half = engine.routedInPart();
        engine.clock.advance(Duration.ofMinutes(2));
        for (int round = 0; round < 200; round++) {
            engine.sweep().round(engine.clock.instant());
            engine.queues.take();
            engine.clock.advance(Duration.ofMinutes(1));
        }

        var dead = engine.delivery(half, "analytics");
        assertThat(dead.state()).isEqualTo(State.DEAD);
        assertThat(dead.standing().reason()).isEqualTo("never-routed");
        assertThat(engine.delivery(half, "budget").state()).isEqualTo(State.DELIVERED);
        assertThat(engine.delivery(half, Delivery.NOWHERE).state()).isEqualTo(State.CANCELLED);
        assertThat(engine.deadLetters.sent()).extracting(Delivery::id).containsExactly(dead.id());
    }

    @Test
    void whatWasToldToWaitForItsTurnManyTimesIsRoutedBeforeItIsGivenUp() {
        var event = engine.stored();
        var id = new DeliveryId(event.id(), Delivery.NOWHERE, 0);
        engine.deliveries.begin(
                Delivery.fresh(id, event, "", "").standing(State.WAITING, Turns.QUEUED, engine.clock.instant()));
        for (int waits = 0; waits < 70; waits++) {
            var watch = engine.delivery(event, Delivery.NOWHERE);
            engine.deliveries.update(watch, watch);
        }
        engine.clock.advance(Duration.ofHours(3));

        engine.sweep().round(engine.clock.instant());
        engine.drain(engine.deliver());

        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
        assertThat(engine.deadLetters.sent()).isEmpty();
    }

    @Test
    void handlesWhatIsDueSideBySide() {
        engine.answer("budget", 503);
        for (int i = 0; i < 4; i++)
            engine.deliver().handle(Wake.Dispatch.of(engine.stored()), false, engine.deadline());
        engine.clock.advance(Duration.ofMinutes(10));
        var together = new CyclicBarrier(4);
        var meeting = new Meeting(together);

        var report = new Sweep(new Sweep.Parts(
                        engine.events, engine.deliveries, meeting, engine.deadLetters, engine.board, engine.agenda))
                .round(engine.clock.instant());

        assertThat(report.queued()).isEqualTo(4);
    }

    /** Takes messages when four are there to be taken. */
    private record Meeting(CyclicBarrier together) implements Queues {
        @Override
        public void send(Wake message, Priority priority, Duration delay) {
            try {
                together.await(10, TimeUnit.SECONDS);
            } catch (Exception alone) {
                throw new AssertionError("one after the other", alone);
            }
        }

        @Override
        public void sendAside(Wake.Attempt message, Duration delay) {
            send(message, Priority.LOW, delay);
        }

        @Override
        public long waiting(Priority priority) {
            return 0;
        }
    }
}
