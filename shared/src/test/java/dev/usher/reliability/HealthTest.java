package dev.usher.reliability;

import static dev.usher.reliability.Health.CRITICAL;
import static dev.usher.reliability.Health.DEGRADED;
import static dev.usher.reliability.Health.HEALTHY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthTest {
    @Test
    void aDestinationIsJudgedByTheShareOfAttemptsThatSucceed() {
        assertThat(Health.of(Figures.NONE)).isEqualTo(HEALTHY);
        assertThat(Health.of(figures(95, 5))).isEqualTo(HEALTHY);
        assertThat(Health.of(figures(94, 6))).isEqualTo(DEGRADED);
        assertThat(Health.of(figures(50, 50))).isEqualTo(DEGRADED);
        assertThat(Health.of(figures(49, 51))).isEqualTo(CRITICAL);
        assertThat(Health.of(figures(0, 1))).isEqualTo(CRITICAL);
    }

    @Test
    void allIsHealthyOverEightyPercentAndDegradedOverFifty() {
        assertThat(Health.of(List.of())).isEqualTo(HEALTHY);
        assertThat(Health.of(of(9, 1))).isEqualTo(HEALTHY);
        assertThat(Health.of(of(8, 2))).isEqualTo(DEGRADED);
        assertThat(Health.of(of(6, 4))).isEqualTo(DEGRADED);
        assertThat(Health.of(of(5, 5))).isEqualTo(CRITICAL);
    }

    @Test
    void aTimeframeReachesBackAsManySpansAsItSays() {
        var now = Tries.NOON.plusSeconds(90);

        assertThat(Timeframe.of("1h").from(now)).isEqualTo(Tries.NOON.minus(Duration.ofMinutes(58)));
        assertThat(Timeframe.of("24h").from(now)).isEqualTo(Tries.NOON.minus(Duration.ofHours(23)));
        assertThat(Timeframe.of("7d").from(now)).isEqualTo(Tries.NOON.minus(Duration.ofHours(167)));
    }

    private static Figures figures(long succeeded, long failed) {
        return new Figures(
                succeeded,
                Map.of("http_500", failed),
                new Figures.Deliveries(0, 0, 0),
                Duration.ZERO,
                Histogram.NONE,
                0);
    }

    private static List<Health> of(int healthy, int critical) {
        var all = new java.util.ArrayList<>(Collections.nCopies(healthy, HEALTHY));
        all.addAll(Collections.nCopies(critical, CRITICAL));
        return all;
    }
}
