package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.Body;
import dev.usher.outbound.GatewayAnswer;
import dev.usher.outbound.Kept;
import dev.usher.outbound.TokenStore.Claim;
import dev.usher.outbound.TokenStore.Held;
import dev.usher.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the gateway keeps in Redis. */
final class RedisOutboundIT {
    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_123L);
    private static final GatewayAnswer.Denied WHY = new GatewayAnswer.TooDear();

    @Test
    void answersAreKeptAsTheyWereForAsLongAsTheyMay() throws Exception {
        try (var redis = TestRedis.any();
                var link = link(redis)) {
            var keeping = new RedisKeeping(link);
            assertThat(keeping.find("shop", "/a?b=1", WHY)).isNull();
            var bytes = new byte[] {0, 1, (byte) 0xff, 'x'};
            keeping.keep("shop", "/a?b=1", new Kept(200, "image/png", Body.of(bytes)), NOW, Duration.ofMinutes(1));
            keeping.keep("shop", "/empty", new Kept(200, "", Body.EMPTY), NOW, Duration.ofMillis(50));
            assertThat(keeping.find("shop", "/a?b=1", WHY))
                    .isEqualTo(new GatewayAnswer.Stale(new Kept(200, "image/png", Body.of(bytes)), NOW, WHY));
            assertThat(keeping.find("shop", "/a?b=2", WHY)).isNull();
            assertThat(keeping.find("other", "/a?b=1", WHY)).isNull();
            while (keeping.find("shop", "/empty", WHY) != null) Thread.sleep(10);
        }
    }

    @Test
    void howeverManyAreAskedAServiceHasOnlySoManyPlaces() throws Exception {
        try (var redis = TestRedis.any();
                var link = link(redis)) {
            var keeping = new RedisKeeping(link);
            for (int i = 0; i < 3 * RedisKeeping.PLACES; i++)
                keeping.keep("shop", "/" + i, new Kept(200, "", Body.utf8("a" + i)), NOW, Duration.ofMinutes(1));
            int found = 0;
            for (int i = 0; i < 3 * RedisKeeping.PLACES; i++) {
                var stale = keeping.find("shop", "/" + i, WHY);
                if (stale == null) continue;
                found++;
                assertThat(stale.kept().body().text()).isEqualTo("a" + i);
            }
            assertThat(found).isBetween(RedisKeeping.PLACES / 2, RedisKeeping.PLACES);
        }
    }

    @Test
    void oneAtATimeGetsAToken() throws Exception {
        try (var redis = TestRedis.any();
                var link = link(redis)) {
            var tokens = new RedisTokens(link, InstantSource.fixed(NOW));
            assertThat(tokens.find("shop")).isNull();
            assertThat(tokens.claim("shop", Duration.ofMinutes(1))).isEqualTo(Claim.OURS);
            assertThat(tokens.claim("shop", Duration.ofMinutes(1))).isEqualTo(Claim.THEIRS);
            var held = new Held("sealed", NOW.plusSeconds(40), NOW.plusSeconds(60));
            tokens.put("shop", held);
            assertThat(tokens.find("shop")).isEqualTo(held);
            assertThat(tokens.claim("shop", Duration.ofMinutes(1))).isEqualTo(Claim.OURS);
            tokens.release("shop");
            assertThat(tokens.claim("shop", Duration.ofMinutes(1))).isEqualTo(Claim.OURS);
            tokens.remove("shop");
            assertThat(tokens.find("shop")).isNull();
        }
    }

    @Test
    void withoutRedisNothingIsKnownAndNothingFails() throws Exception {
        int nobody;
        try (var redis = TestRedis.start()) {
            nobody = redis.port();
        }
        try (var link = RedisLink.to("redis://127.0.0.1:" + nobody)) {
            var tokens = new RedisTokens(link, InstantSource.system());
            assertThat(tokens.find("shop")).isNull();
            assertThat(tokens.claim("shop", Duration.ofMinutes(1))).isEqualTo(Claim.UNKNOWN);
            tokens.release("shop");
            var keeping = new RedisKeeping(link);
            keeping.keep("shop", "/", new Kept(200, "", Body.EMPTY), NOW, Duration.ofMinutes(1));
            assertThat(keeping.find("shop", "/", WHY)).isNull();
        }
    }

    private static RedisLink link(TestRedis redis) {
        return RedisLink.to(redis.url(), "it-" + UUID.randomUUID(), Duration.ofSeconds(5));
    }
}
