package dev.usher.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Consistency;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.LimitPolicy.Outage;
import dev.usher.config.Regions;
import dev.usher.config.Regions.Region;
import dev.usher.config.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FallbackLimiterTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_000L);

    private final FallbackLimiter limiter = new FallbackLimiter(new LocalLimiter(() -> NOW, Calendar.PLAIN, true));

    private static LimitPolicy hourly(long limit) {
        return LimitPolicy.of("hourly", Mode.SMOOTH, List.of(new Window("hour", limit, Duration.ofHours(1))));
    }

    @Test
    void admitsAQuarterAndPromisesLittle() {
        var ask = Ask.of(hourly(1000), "a");
        int admitted = 0;
        while (limiter.check(ask) instanceof Admission.Admitted admission) {
            assertThat(admission.fallback()).isTrue();
            assertThat(admission.remaining()).isLessThanOrEqualTo(50);
            assertThat(admission.readings().getFirst().reset()).isLessThanOrEqualTo(Duration.ofSeconds(60));
            admitted++;
        }
        assertThat(admitted).isEqualTo(250);
        assertThat(limiter.check(ask)).isInstanceOfSatisfying(Admission.Refused.class, refused -> {
            assertThat(refused.fallback()).isTrue();
            assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(60));
        });
    }

    @Test
    void nobodyWaitsLongerThanAMinuteInItsQueue() {
        var ask = Ask.of(hourly(4).queueing(10), "a");
        limiter.check(ask.ticket("first"));
        assertThat(limiter.check(ask.ticket("second")))
                .isInstanceOfSatisfying(Admission.Queued.class, queued -> assertThat(queued.delay())
                        .isEqualTo(Duration.ofSeconds(60)));
    }

    @Test
    void aClosedPolicyLetsNothingPass() {
        nothingPasses(policy(10, Outage.CLOSED, Consistency.REGIONAL));
    }

    @Test
    void rightsAreKnownToRedisAloneSoEscrowIsClosed() {
        nothingPasses(policy(10, Outage.OPEN, Consistency.ESCROW));
    }

    @Test
    void aSharedPolicyHasAQuarterOfTheRegionsPart() {
        var regions = new Regions("west", List.of(new Region("east", 3, null), new Region("west", 1, null)));
        var west = new FallbackLimiter(new LocalLimiter(() -> NOW, Calendar.PLAIN, true), regions);
        assertThat(flood(west, Ask.of(policy(0, Outage.OPEN, Consistency.EVENTUAL), "a")))
                .isEqualTo(62);
        assertThat(flood(west, Ask.of(policy(0, Outage.OPEN, Consistency.REGIONAL), "b")))
                .isEqualTo(250);
    }

    private static int flood(FallbackLimiter limiter, Ask ask) {
        int admitted = 0;
        while (limiter.check(ask) instanceof Admission.Admitted) admitted++;
        return admitted;
    }

    private static LimitPolicy policy(int queue, Outage outage, Consistency consistency) {
        var open = hourly(1000);
        return new LimitPolicy(
                open.name(),
                open.rules(),
                open.mode(),
                open.priority(),
                open.reserve(),
                queue,
                open.retryAfter(),
                outage,
                consistency,
                open.shadow(),
                open.tiers(),
                open.seasons());
    }

    private void nothingPasses(LimitPolicy closed) {
        for (var ask : List.of(Ask.of(closed, "a"), Ask.of(closed, "a").ticket("t")))
            assertThat(limiter.check(ask)).isInstanceOfSatisfying(Admission.Refused.class, refused -> {
                assertThat(refused.fallback()).isTrue();
                assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(5));
                assertThat(refused.tightest().remaining()).isZero();
            });
        assertThat(limiter.check(Ask.of(closed, "a").cost(2000))).isInstanceOf(Admission.Impossible.class);
    }

    @Test
    void whatOnlyTheWholeLimitHoldsIsToComeAgain() {
        assertThat(limiter.check(Ask.of(hourly(8), "a").cost(5))).isInstanceOf(Admission.Refused.class);
        assertThat(limiter.check(Ask.of(hourly(8), "a").cost(9))).isInstanceOf(Admission.Impossible.class);
    }
}
