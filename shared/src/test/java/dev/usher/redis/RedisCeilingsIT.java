package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.Window;
import dev.usher.limit.Ceilings;
import dev.usher.limit.Ceilings.Ceiling;
import dev.usher.limit.LocalCeilings;
import dev.usher.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RedisCeilingsIT {
    private static final Instant NOW = Instant.parse("2026-06-06T12:00:00Z");
    private static final LimitPolicy POLICY =
            LimitPolicy.of("mail", Mode.SMOOTH, List.of(new Window("minute", 5, Duration.ofMinutes(1))));

    @Test
    void remembersTheLastOfEachWindowAndNotMoreWindowsThanItMay() throws Exception {
        try (var redis = TestRedis.any();
                var link = RedisLink.to(redis.url(), "it-" + UUID.randomUUID(), Duration.ofSeconds(20))) {
            remembers(new RedisCeilings(link));
            remembers(new LocalCeilings());
        }
    }

    @Test
    void doesNotSayThatThereAreNoneWhenNobodyKnows() {
        try (var link = RedisLink.to("redis://127.0.0.1:1", "it")) {
            assertThat(new RedisCeilings(link).learned(POLICY)).isNull();
        }
    }

    private static void remembers(Ceilings ceilings) {
        assertThat(ceilings.learned(POLICY)).isEmpty();
        var minute = new Ceiling(Duration.ofMinutes(1), 8, NOW);
        var second = new Ceiling(Duration.ofSeconds(1), 2, NOW);
        ceilings.learn(POLICY, List.of(minute, second));
        assertThat(ceilings.learned(POLICY)).containsExactly(second, minute);

        var later = new Ceiling(Duration.ofMinutes(1), 9, NOW.plusSeconds(5));
        ceilings.learn(POLICY, List.of(later));
        assertThat(ceilings.learned(POLICY)).containsExactly(second, later);

        for (int hours = 1; hours <= 40; hours++)
            ceilings.learn(POLICY, List.of(new Ceiling(Duration.ofHours(hours), hours, NOW)));
        assertThat(ceilings.learned(POLICY)).hasSize(Ceilings.MOST).contains(second, later);
    }
}
