package dev.usher.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.RetryPolicy;
import dev.usher.message.DeliveryId;
import dev.usher.message.EventId;
import dev.usher.message.Outcome;
import dev.usher.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RetryPlanTest {
    private static final Instant NOW = FakeClock.START;
    private static final RetryPolicy THREE = new RetryPolicy(3, List.of(Duration.ofSeconds(2), Duration.ofSeconds(4)));
    private static final DeliveryId ID = new DeliveryId(EventId.of("stripe", "evt_1", 0), "budget", 0);

    @Test
    void isDoneAfterAnySuccess() {
        assertThat(after(1, answered(204))).isEqualTo(new RetryPlan.Done());
    }

    @Test
    void waitsAtMostTheCeilingOfTheAttempt() {
        for (int n = 0; n < 500; n++) {
            var id = new DeliveryId(EventId.of("stripe", "evt_" + n, 0), "budget", 0);
            var plan = RetryPlan.after(THREE, id, 2, answered(500), NOW);
            assertThat(((RetryPlan.RetryAt) plan).due()).isAfter(NOW).isBeforeOrEqualTo(NOW.plusMillis(4001));
        }
    }

    @Test
    void spreadsTheWaitsOfManyDeliveries() {
        var waits = java.util.stream.IntStream.range(0, 2000)
                .mapToObj(n -> new DeliveryId(EventId.of("stripe", "evt_" + n, 0), "budget", 0))
                .map(id -> (RetryPlan.RetryAt) RetryPlan.after(THREE, id, 1, answered(500), NOW))
                .mapToLong(plan -> Duration.between(NOW, plan.due()).toMillis())
                .summaryStatistics();
        assertThat(waits.getAverage()).isBetween(900.0, 1100.0);
        assertThat(waits.getMin()).isLessThan(50);
        assertThat(waits.getMax()).isGreaterThan(1950);
    }

    @Test
    void tellsTheSameWaitAgain() {
        assertThat(after(1, answered(500))).isEqualTo(after(1, answered(500)));
    }

    @Test
    void givesUpWhenTheAttemptsAreUsedUp() {
        assertThat(after(3, answered(503))).isEqualTo(new RetryPlan.GiveUp(RetryPlan.EXHAUSTED));
    }

    @Test
    void obeysRetryAfterUpToADay() {
        var tenMinutes = new Outcome.Answered(429, Duration.ofMinutes(10));
        var aWeek = new Outcome.Answered(503, Duration.ofDays(7));

        assertThat(after(1, tenMinutes)).isEqualTo(new RetryPlan.RetryAt(NOW.plus(Duration.ofMinutes(10))));
        assertThat(after(1, aWeek)).isEqualTo(new RetryPlan.RetryAt(NOW.plus(Duration.ofDays(1))));
    }

    @Test
    void isNeverEarlierThanItsOwnScheduleBecauseOfRetryAfter() {
        assertThat(after(1, new Outcome.Answered(429, Duration.ZERO))).isEqualTo(after(1, answered(429)));
    }

    @Test
    void goneAsksToPauseTheDestination() {
        assertThat(after(1, answered(410))).isEqualTo(new RetryPlan.PauseDestination());
    }

    @Test
    void aBlockedAddressIsNotTriedAgain() {
        assertThat(after(1, new Outcome.Failed(Outcome.Failure.BLOCKED)))
                .isEqualTo(new RetryPlan.GiveUp(RetryPlan.BLOCKED));
    }

    @Test
    void everyOtherFailureIsTriedAgain() {
        for (var failure : Outcome.Failure.values())
            if (failure != Outcome.Failure.BLOCKED)
                assertThat(after(1, new Outcome.Failed(failure))).isInstanceOf(RetryPlan.RetryAt.class);
        for (int status : new int[] {301, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504})
            assertThat(after(1, answered(status))).isInstanceOf(RetryPlan.RetryAt.class);
    }

    private static RetryPlan after(int made, Outcome outcome) {
        return RetryPlan.after(THREE, ID, made, outcome, NOW);
    }

    private static Outcome answered(int status) {
        return new Outcome.Answered(status, null);
    }
}
