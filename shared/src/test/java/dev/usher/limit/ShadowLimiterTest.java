package dev.usher.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.Window;
import dev.usher.telemetry.JsonLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShadowLimiterTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_800_000_000_000L));

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final LocalLimiter behind = new LocalLimiter(CLOCK, Calendar.PLAIN, false);
    private final ShadowLimiter limiter = new ShadowLimiter(
            behind,
            new JsonLog(new PrintStream(lines, true, StandardCharsets.UTF_8), "test", JsonLog.Level.INFO, CLOCK));
    private final LimitPolicy enforced = LimitPolicy.of(
                    "p", Mode.SMOOTH, List.of(new Window("minute", 2, Duration.ofMinutes(1))))
            .queueing(10);
    private final LimitPolicy watching = enforced.shadowed();

    @Test
    void letsPassWhatWouldBeDeniedAndSaysHow() {
        var ask = Ask.of(watching, "a").ticket("t");
        assertThat(limiter.check(ask)).isInstanceOf(Admission.Admitted.class);
        assertThat(limiter.check(ask)).isInstanceOf(Admission.Admitted.class);
        assertThat(lines.size()).isZero();

        var third = limiter.check(ask);

        assertThat(third).isInstanceOf(Admission.Shadowed.class);
        assertThat(third.word()).isEqualTo("refused");
        assertThat(third.readings()).singleElement().satisfies(reading -> assertThat(reading.remaining())
                .isZero());
        assertThat(lines.toString(StandardCharsets.UTF_8))
                .contains("\"message\":\"limit shadow\",\"policy\":\"p\",\"outcome\":\"refused\"")
                .contains("\"window\":\"minute\"");
    }

    @Test
    void aWouldBeDenialTakesNothingAndNoPlaceInTheQueue() {
        for (int i = 0; i < 50; i++) limiter.check(Ask.of(watching, "a").ticket("t" + i));
        var scope = behind.explain(Ask.of(watching, "a")).getFirst();
        assertThat(scope.waiting()).isEmpty();
        assertThat(scope.readings().getFirst().remaining()).isZero();
        assertThat(limiter.peek(Ask.of(watching, "a"))).isInstanceOf(Admission.Shadowed.class);
    }

    @Test
    void enforcesEverythingElse() {
        for (int i = 0; i < 2; i++) limiter.check(Ask.of(enforced, "a"));
        assertThat(limiter.check(Ask.of(enforced, "a"))).isInstanceOf(Admission.Refused.class);
        assertThat(limiter.check(Ask.of(enforced, "a").ticket("t"))).isInstanceOf(Admission.Queued.class);
        assertThat(lines.size()).isZero();
    }
}
