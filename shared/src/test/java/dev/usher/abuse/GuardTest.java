package dev.usher.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.AbusePolicy;
import dev.usher.config.AbusePolicy.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What follows from an offence; what is found and by whom is in DetectorTest and RedisGuardIT. */
final class GuardTest {
    private static final Instant NOW = Instant.parse("2026-06-06T12:00:00Z");
    private static final List<Step> STEPS = List.of(
            new Step(500, Duration.ofMinutes(10)),
            new Step(100, Duration.ofMinutes(30)),
            new Step(1, Duration.ofHours(2)));

    @Test
    void looksOnWhenNothingElseIsConfigured() {
        assertThat(AbusePolicy.USUAL.response()).isEmpty();
        assertThat(Penalty.next(null, List.of(), "why", NOW)).isNull();
    }

    @Test
    void takesTheNextStepForWhoGoesOnAndStaysAtTheLast() {
        var first = Penalty.next(null, STEPS, "one", NOW);
        assertThat(first).isEqualTo(new Penalty(1, 500, NOW, NOW.plus(Duration.ofMinutes(10)), "one"));
        var later = NOW.plus(Duration.ofMinutes(10));
        var second = Penalty.next(first, STEPS, "two", later);
        assertThat(second).isEqualTo(new Penalty(2, 100, later, later.plus(Duration.ofMinutes(30)), "two"));
        var third = Objects.requireNonNull(Penalty.next(second, STEPS, "three", later));
        var fourth = Objects.requireNonNull(Penalty.next(third, STEPS, "four", later));
        assertThat(List.of(third.level(), fourth.level())).containsExactly(3, 3);
        assertThat(fourth.holds(later.plus(Duration.ofHours(2)))).isFalse();
    }

    @Test
    void beginsAnewAfterADay() {
        var old = new Penalty(3, 1, NOW, NOW.plus(Duration.ofHours(2)), "three");
        var next = Objects.requireNonNull(Penalty.next(old, STEPS, "one", NOW.plus(Penalty.REMEMBERED)));
        assertThat(next.level()).isEqualTo(1);
    }
}
