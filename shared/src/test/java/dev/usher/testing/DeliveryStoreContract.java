package dev.usher.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.message.Attempt;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryStore;
import dev.usher.message.Outcome;
import dev.usher.message.State;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What every {@link DeliveryStore} promises. */
public interface DeliveryStoreContract {
    DeliveryStore deliveries();

    @Test
    default void keepsADeliveryWithTheAttemptItAlreadyHas() {
        var delivered = Samples.delivered(Samples.event(), "ledger").among(List.of("ledger", "archive"));

        assertThat(deliveries().begin(delivered)).isTrue();
        assertThat(read(delivered))
                .usingRecursiveComparison()
                .ignoringFields("version")
                .isEqualTo(delivered);
        assertThat(read(delivered).version()).isEqualTo(1);
    }

    @Test
    default void findsNothingUnderAnUnknownDeliveryId() {
        assertThat(deliveries().find(Samples.dead(Samples.event(), "ledger").id()))
                .isNull();
    }

    @Test
    default void beginsADeliveryOnce() {
        var event = Samples.event();
        deliveries().begin(Samples.delivered(event, "ledger"));

        assertThat(deliveries().begin(Samples.dead(event, "ledger"))).isFalse();
        assertThat(read(Samples.dead(event, "ledger")).state()).isEqualTo(State.DELIVERED);
    }

    @Test
    default void whatAnEarlierEventOfTheIdHasLeftBehindIsNotInTheWay() {
        var first = Samples.event();
        var again = Samples.event(
                        first.source(), first.type(), first.receivedAt().plus(Duration.ofDays(31)))
                .withId(first.id());
        deliveries().begin(Samples.dead(first, "ledger"));

        assertThat(deliveries().begin(Samples.delivered(again, "ledger"))).isTrue();
        assertThat(deliveries().begin(Samples.dead(first, "ledger"))).isFalse();
        assertThat(read(Samples.dead(first, "ledger")).isOf(again.receivedAt())).isTrue();
    }

    @Test
    default void holdsAllAttemptsWithTheLongestOfResponses() {
        var waiting = begun(Samples.delivery(Samples.event(), "ledger"), State.WAITING, "http_503");
        var at = waiting.standing().at();
        var garbage = "\ufffd".repeat(Attempt.RESPONSE_BYTES);
        for (int number = 1; number <= 20; number++) {
            var failure = new Attempt(number, at, Duration.ofMillis(9), new Outcome.Answered(500, null), 99, garbage);
            var before = read(waiting);
            assertThat(deliveries().update(before, before.with(failure))).isTrue();
        }

        assertThat(read(waiting).attempts()).hasSize(20);
    }

    @Test
    default void addsAnAttemptAndWhatBecameOfIt() {
        var waiting = begun(Samples.delivery(Samples.event(), "ledger"), State.WAITING, "http_503");
        var at = waiting.standing().at().plusSeconds(60);
        var failure = new Attempt(1, at, Duration.ofSeconds(30), new Outcome.Failed(Outcome.Failure.TIMEOUT), 99, "");
        var after = waiting.with(failure).standing(State.DEAD, "attempts-exhausted", at.plusSeconds(30));

        assertThat(deliveries().update(waiting, after)).isTrue();
        assertThat(read(after))
                .usingRecursiveComparison()
                .ignoringFields("version")
                .isEqualTo(after);
        assertThat(read(after).version()).isEqualTo(2);
    }

    @Test
    default void forgetsAReasonThatIsNoMore() {
        var waiting = begun(Samples.delivery(Samples.event(), "ledger"), State.WAITING, "http_503");

        deliveries()
                .update(
                        waiting,
                        waiting.standing(State.DELIVERED, "", waiting.standing().at()));

        assertThat(read(waiting).standing())
                .isEqualTo(new Delivery.Standing(
                        State.DELIVERED, "", waiting.standing().at()));
    }

    @Test
    default void letsOneOfTwoWritersWin() {
        var waiting = begun(Samples.delivery(Samples.event(), "ledger"), State.WAITING, "http_503");
        var at = waiting.standing().at();
        deliveries().update(waiting, waiting.with(Samples.attempt(1, at, 200)).standing(State.DELIVERED, "", at));

        var late = waiting.with(Samples.attempt(1, at, 500)).standing(State.DEAD, "attempts-exhausted", at);

        assertThat(deliveries().update(waiting, late)).isFalse();
        assertThat(read(waiting).state()).isEqualTo(State.DELIVERED);
        assertThat(read(waiting).attempts()).hasSize(1);
    }

    @Test
    default void recordsOneAttemptAWrite() {
        var waiting = begun(Samples.delivery(Samples.event(), "ledger"), State.WAITING, "http_503");
        var at = waiting.standing().at();
        var two = waiting.with(Samples.attempt(1, at, 500)).with(Samples.attempt(2, at, 500));

        assertThatThrownBy(() -> deliveries().update(waiting, two)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void listsTheDeliveriesOfAnEventWithItsReplays() {
        var event = Samples.event();
        var dead = Samples.dead(event, "ledger");
        var replay = dead.replay(1, "operator:ann", 3, event.receivedAt().plusSeconds(100));
        deliveries().begin(dead);
        deliveries().begin(replay);
        deliveries().begin(Samples.delivered(event, "archive"));
        deliveries().begin(Samples.delivered(Samples.event(), "archive"));

        assertThat(deliveries().of(event.id()))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("version")
                .containsExactly(Samples.delivered(event, "archive"), dead, replay);
    }

    private Delivery begun(Delivery fresh, State state, String reason) {
        var delivery = fresh.standing(state, reason, fresh.standing().at());
        deliveries().begin(delivery);
        return read(delivery);
    }

    private Delivery read(Delivery delivery) {
        return Objects.requireNonNull(deliveries().find(delivery.id()));
    }
}
