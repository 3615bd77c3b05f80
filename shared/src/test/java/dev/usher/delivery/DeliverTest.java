package dev.usher.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.Outcome;
import dev.usher.message.State;
import dev.usher.message.StoreUnavailable;
import dev.usher.message.Wake;
import dev.usher.testing.Samples;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeliverTest {
    private final Engine engine = new Engine();

    @Test
    void deliversToEveryDestinationAndRecordsEachOnce() {
        var event = engine.stored();

        engine.deliver().handle(Wake.Dispatch.of(event), false, engine.deadline());

        assertThat(engine.sent).containsExactlyInAnyOrder("budget#1", "analytics#1");
        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
        assertThat(engine.delivery(event, "budget").attempts()).hasSize(1);
        assertThat(engine.queues.sent()).isEmpty();
        assertThat(engine.counted).hasSize(2);
    }

    @Test
    void aMessageThatComesTwiceSendsNothingTwice() {
        var event = engine.stored();
        var deliver = engine.deliver();
        deliver.handle(Wake.Dispatch.of(event), false, engine.deadline());

        deliver.handle(Wake.Dispatch.of(event), true, engine.deadline());
        deliver.handle(Wake.Dispatch.again(event.id()), false, engine.deadline());

        assertThat(engine.sent).hasSize(2);
    }

    @Test
    void aFailureOfOneDestinationTouchesNoOther() {
        engine.answer("budget", 503);
        var event = engine.stored();

        engine.deliver().handle(Wake.Dispatch.of(event), false, engine.deadline());

        assertThat(engine.delivery(event, "analytics").state()).isEqualTo(State.DELIVERED);
        var waiting = engine.delivery(event, "budget");
        assertThat(waiting.state()).isEqualTo(State.WAITING);
        assertThat(waiting.standing().reason()).isEqualTo("http_503");
        assertThat(engine.queues.sent()).singleElement().satisfies(sent -> assertThat(sent.message())
                .isEqualTo(new Wake.Attempt(waiting.id(), 2)));
    }

    @Test
    void isDeadAfterExactlyTheAttemptsOfThePolicyAndIsInTheDeadLetterQueue() {
        engine.answer("budget", 500);
        var event = engine.stored();
        var deliver = engine.deliver();
        deliver.handle(Wake.Dispatch.of(event), false, engine.deadline());

        engine.drain(deliver);

        var dead = engine.delivery(event, "budget");
        assertThat(dead.state()).isEqualTo(State.DEAD);
        assertThat(dead.standing().reason()).isEqualTo(RetryPlan.EXHAUSTED);
        assertThat(dead.attempts()).extracting(attempt -> attempt.number()).containsExactly(1, 2, 3);
        assertThat(engine.deadLetters.sent()).extracting(Delivery::id).containsExactly(dead.id());
    }

    @Test
    void aRetryThatSucceedsKeepsTheHistory() {
        engine.answer("budget", 500);
        var event = engine.stored();
        var deliver = engine.deliver();
        deliver.handle(Wake.Dispatch.of(event), false, engine.deadline());
        engine.answer("budget", 200);

        engine.drain(deliver);

        var delivered = engine.delivery(event, "budget");
        assertThat(delivered.state()).isEqualTo(State.DELIVERED);
        assertThat(delivered.attempts())
                .extracting(attempt -> attempt.outcome().error())
                .containsExactly("http_500", "ok");
    }

    @Test
    void aStaleMessageForAnAttemptThatWasMadeChangesNothing() {
        engine.answer("budget", 500);
        var event = engine.stored();
        var deliver = engine.deliver();
        deliver.handle(Wake.Dispatch.of(event), false, engine.deadline());
        var second = engine.queues.take().getFirst().message();
        engine.clock.advance(Duration.ofSeconds(5));
        deliver.handle(second, false, engine.deadline());

        deliver.handle(second, false, engine.deadline());
        deliver.handle(second, true, engine.deadline());

        assertThat(engine.sent.stream().filter("budget#2"::equals)).hasSize(1);
    }

    @Test
    void aMessageThatComesEarlyIsQueuedForTheRestOfTheWait() {
        engine.answers.put("budget", new Outcome.Answered(429, Duration.ofMinutes(10)));
        var event = engine.stored();
        var deliver = engine.deliver();
        deliver.handle(Wake.Dispatch.of(event), false, engine.deadline());
        var message = engine.queues.take().getFirst();
        engine.clock.advance(Duration.ofMinutes(4));

        deliver.handle(message.message(), false, engine.deadline());

        assertThat(engine.sent).doesNotContain("budget#2");
        assertThat(engine.queues.sent().getFirst().delay()).isEqualTo(Duration.ofMinutes(6));
    }

    @Test
    void aWaitBeyondTheQueuesReachIsLeftToTheSweeper() {
        engine.answers.put("budget", new Outcome.Answered(503, Duration.ofHours(3)));
        var event = engine.stored();

        engine.deliver().handle(Wake.Dispatch.of(event), false, engine.deadline());

        assertThat(engine.queues.sent()).isEmpty();
        assertThat(engine.delivery(event, "budget").dueAt())
                .isEqualTo(engine.clock.instant().plus(Duration.ofHours(3)));
    }

    @Test
    void goneHoldsThisAndFurtherDeliveriesOfTheDestination() {
        engine.answer("budget", 410);
        var first = engine.stored();
        var second = engine.stored();
        var deliver = engine.deliver();
        deliver.handle(Wake.Dispatch.of(first), false, engine.deadline());

        deliver.handle(Wake.Dispatch.of(second), false, engine.deadline());

        assertThat(engine.sent.stream().filter(one -> one.startsWith("budget"))).hasSize(1);
        assertThat(engine.delivery(second, "budget").state()).isEqualTo(State.PARKED);
        assertThat(engine.delivery(second, "budget").standing().reason()).isEqualTo("destination-paused");
        assertThat(engine.delivery(second, "analytics").state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void aBrokenTransformParksItsDeliveryAndTouchesNoOther() {
        engine.with(
                Engine.route("bad", "{\"source\":[\"stripe\"]}", "$error('no')", "supplier"),
                Engine.route("good", "{\"source\":[\"stripe\"]}", null, "budget"));
        var event = engine.stored();

        engine.deliver().handle(Wake.Dispatch.of(event), false, engine.deadline());

        assertThat(engine.delivery(event, "supplier").state()).isEqualTo(State.PARKED);
        assertThat(engine.delivery(event, "supplier").standing().reason()).startsWith("route-failed");
        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void anEventThatNoRouteTakesIsRecordedAsSuch() {
        engine.with(Engine.route("other", "{\"source\":[\"github\"]}", null, "budget"));
        var event = engine.stored();

        engine.deliver().handle(Wake.Dispatch.of(event), false, engine.deadline());

        assertThat(engine.delivery(event, Delivery.NOWHERE).standing().reason()).isEqualTo("no-route");
    }

    @Test
    void ofTwoWorkersOnOneDeliveryOneRecordsAndTheOtherChangesNothing() {
        var event = engine.stored();
        var deliver = engine.deliver();

        Parallel.each(List.of(1, 2, 3, 4), worker -> deliver.handle(Wake.Dispatch.of(event), false, engine.deadline()));

        assertThat(engine.delivery(event, "budget").attempts()).hasSize(1);
        assertThat(engine.delivery(event, "budget").version()).isEqualTo(1);
        assertThat(engine.counted).hasSize(2);
    }

    @Test
    void aLetterThatWasPerhapsNotSentIsSentWhenItsMessageComesAgain() {
        engine.answers.put("budget", new Outcome.Failed(Outcome.Failure.BLOCKED));
        var event = engine.stored();
        var deliver = engine.deliver();
        deliver.handle(Wake.Dispatch.of(event), false, engine.deadline());

        deliver.handle(Wake.Dispatch.of(event), true, engine.deadline());

        assertThat(engine.deadLetters.sent())
                .extracting(Delivery::id)
                .containsOnly(new DeliveryId(event.id(), "budget", 0))
                .hasSize(2);
    }

    @Test
    void isNotLookedAtWhenTooLittleTimeIsLeft() {
        var event = engine.stored();

        var answer = engine.deliver()
                .handle(Wake.Dispatch.of(event), false, engine.clock.instant().plusSeconds(5));

        assertThat(answer).isEqualTo(Deliver.Answer.NOT_NOW);
        assertThat(engine.sent).isEmpty();
    }

    @Test
    void aSlowDestinationTakesTheLaneAsideAndIsAttemptedThere() {
        engine.board.slow("budget", engine.clock.instant().plusSeconds(60));
        var event = engine.stored();
        var deliver = engine.deliver();

        deliver.handle(Wake.Dispatch.of(event), false, engine.deadline());

        assertThat(engine.sent).containsExactly("analytics#1");
        var message = engine.queues.take().getFirst().message();
        assertThat(message).isEqualTo(new Wake.Attempt(new DeliveryId(event.id(), "budget", 0), 1, true));
        deliver.handle(message, false, engine.deadline());
        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void aDestinationThatTakesLongIsKnownToBeSlow() {
        engine.took = Duration.ofSeconds(3);

        engine.deliver().handle(Wake.Dispatch.of(engine.stored()), false, engine.deadline());

        assertThat(engine.board.slow("budget")).isTrue();
    }

    @Test
    void eachDeliveryOfAnEventTellsOfTheOthersAndOneAloneOfNone() {
        var both = engine.stored();
        engine.deliver().handle(Wake.Dispatch.of(both), false, engine.deadline());
        engine.with(Engine.route("one", Engine.STRIPE, null, "budget"));
        var alone = engine.stored();
        engine.deliver().handle(Wake.Dispatch.of(alone), false, engine.deadline());

        assertThat(engine.delivery(both, "budget").fanOut()).containsExactly("budget", "analytics");
        assertThat(engine.delivery(both, "analytics").fanOut()).containsExactly("budget", "analytics");
        assertThat(engine.delivery(alone, "budget").fanOut()).isEmpty();
    }

    @Test
    void aMessageThatComesBackFromTheDeadLetterQueueSendsNothingThatWasDealtWith() {
        var event = engine.stored();
        engine.deliver().handle(Wake.Dispatch.of(event), false, engine.deadline());
        engine.with(Engine.route("all", Engine.STRIPE, null, "budget", "analytics", "supplier"));
        engine.clock.advance(Duration.ofDays(3));

        engine.deliver().handle(Wake.Dispatch.of(event), false, engine.deadline());

        assertThat(engine.sent).containsExactlyInAnyOrder("budget#1", "analytics#1");
    }

    @Test
    void whatComesAgainWhileNothingCanBeRecordedIsSentOnce() {
        var event = engine.stored();
        engine.deliveries.refusing(id -> true);

        for (int receives = 0; receives < 20; receives++) {
            boolean again = receives > 0;
            assertThatThrownBy(() -> engine.deliver().handle(Wake.Dispatch.of(event), again, engine.deadline()))
                    .isInstanceOf(StoreUnavailable.class);
        }

        assertThat(engine.sent).containsExactlyInAnyOrder("budget#1", "analytics#1");
        engine.deliveries.refusing(id -> false);
        engine.deliver().handle(Wake.Dispatch.of(event), true, engine.deadline());
        assertThat(engine.delivery(event, "budget").attempts()).hasSize(1);
        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
        assertThat(engine.queues.sent()).isEmpty();
    }

    @Test
    void aRetryThatComesAgainWhileNothingCanBeRecordedIsSentOnce() {
        engine.answer("budget", 503);
        var event = engine.stored();
        engine.deliver().handle(Wake.Dispatch.of(event), false, engine.deadline());
        var retry = engine.queues.take().getFirst();
        engine.clock.advance(retry.delay());
        engine.deliveries.refusing(id -> true);

        for (int receives = 0; receives < 20; receives++) {
            boolean again = receives > 0;
            assertThatThrownBy(() -> engine.deliver().handle(retry.message(), again, engine.deadline()))
                    .isInstanceOf(StoreUnavailable.class);
        }

        assertThat(engine.sent.stream().filter("budget#2"::equals)).hasSize(1);
        engine.deliveries.refusing(id -> false);
        engine.answer("budget", 200);
        engine.deliver().handle(retry.message(), true, engine.deadline());
        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
        assertThat(engine.delivery(event, "budget").attempts()).hasSize(2);
    }

    @Test
    void whoWasNotToldThatItsRecordWasMadeSeesToTheNextAttemptAllTheSame() {
        engine.answer("budget", 503);
        var event = engine.stored();
        engine.deliveries.losingAnswers(id -> id.destination().equals("budget"));
        assertThatThrownBy(() -> engine.deliver().handle(Wake.Dispatch.of(event), false, engine.deadline()))
                .isInstanceOf(StoreUnavailable.class);
        engine.deliveries.losingAnswers(id -> false);

        engine.deliver().handle(Wake.Dispatch.of(event), true, engine.deadline());
        var second = engine.queues.take().getFirst();
        engine.clock.advance(second.delay());
        engine.deliveries.losingAnswers(id -> true);
        assertThatThrownBy(() -> engine.deliver().handle(second.message(), false, engine.deadline()))
                .isInstanceOf(StoreUnavailable.class);
        engine.deliveries.losingAnswers(id -> false);
        engine.deliver().handle(second.message(), true, engine.deadline());
        engine.answer("budget", 200);
        engine.drain(engine.deliver());

        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
        assertThat(engine.sent.stream().filter(one -> one.startsWith("budget")))
                .containsExactly("budget#1", "budget#2", "budget#3");
    }

    @Test
    void aWorkerThatIsKilledOverAMessageThatCameAgainLeavesADeliveryThatIsDue() {
        var event = engine.stored();
        engine.killedBy = "budget";
        assertThatThrownBy(() -> engine.deliver().handle(Wake.Dispatch.of(event), true, engine.deadline()))
                .isInstanceOf(IllegalStateException.class);

        var due = engine.delivery(event, "budget");

        assertThat(due.state()).isEqualTo(State.WAITING);
        assertThat(due.standing().reason()).isEqualTo("again");
        engine.killedBy = "";
        engine.sweepFor(Duration.ofMinutes(2));
        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void aMessageThatFailedAfterItRecordedItsDeliveryMakesTheAttemptWhenItComesAgain() {
        var event = engine.stored();
        engine.killedBy = "budget";
        assertThatThrownBy(() -> engine.deliver().handle(Wake.Dispatch.of(event), true, engine.deadline()))
                .isInstanceOf(IllegalStateException.class);
        engine.killedBy = "";

        engine.deliver().handle(Wake.Dispatch.of(event), true, engine.deadline());

        assertThat(engine.delivery(event, "budget").state()).isEqualTo(State.DELIVERED);
        assertThat(engine.sent).containsExactlyInAnyOrder("budget#1", "analytics#1");
    }

    @Test
    void anEventThatWasGivenUpIsNotRoutedByAMessageThatStillCircles() {
        var event = engine.stored();
        engine.deliveries.begin(
                Samples.delivery(event, Delivery.NOWHERE).standing(State.DEAD, "never-routed", engine.clock.instant()));

        engine.deliver().handle(Wake.Dispatch.of(event), true, engine.deadline());

        assertThat(engine.sent).isEmpty();
    }

    @Test
    void anEventThatNobodyWantedStaysUnwantedWhenItComesAgainUnderOtherRoutes() {
        engine.with(Engine.route("other", "{\"source\":[\"github\"]}", null, "budget"));
        var event = engine.stored();
        engine.deliver().handle(Wake.Dispatch.of(event), false, engine.deadline());
        engine.with(Engine.route("all", Engine.STRIPE, null, "budget"));

        engine.deliver().handle(Wake.Dispatch.of(event), true, engine.deadline());

        assertThat(engine.sent).isEmpty();
    }
}
