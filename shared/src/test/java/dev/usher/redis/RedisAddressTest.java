package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisAddressTest {
    private static RedisAddress address(String url) {
        return RedisAddress.of(url, null, Duration.ofSeconds(1));
    }

    @Test
    void oneServer() {
        var plain = address("redis://redis.internal");
        assertThat(plain.cluster()).isFalse();
        assertThat(plain.servers()).singleElement().satisfies(server -> {
            assertThat(server.getHost()).isEqualTo("redis.internal");
            assertThat(server.getPort()).isEqualTo(6379);
            assertThat(server.isSsl()).isFalse();
        });
        assertThat(address("rediss://redis.internal:7000").servers().getFirst().isSsl())
                .isTrue();
    }

    private static @Nullable String username(RedisURI server) {
        var provider = Objects.requireNonNull(server.getCredentialsProvider());
        return provider.resolveCredentials().map(RedisCredentials::getUsername).block();
    }

    @Test
    void aClusterOfOneOrMore() {
        var several = address("rediss+cluster://usher:secret@one:7000,two,three:7002");
        assertThat(several.cluster()).isTrue();
        assertThat(several.servers()).extracting(RedisURI::getHost).containsExactly("one", "two", "three");
        assertThat(several.servers()).extracting(RedisURI::getPort).containsExactly(7000, 6379, 7002);
        assertThat(several.servers()).allMatch(RedisURI::isSsl);
        assertThat(several.servers()).allMatch(server -> "usher".equals(username(server)));
        assertThat(address("redis+cluster://one:7000").servers()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct-horse@redis",
                "http://u:correct-horse@redis:6379",
                "redis://u:correct-horse@",
                "redis://u:correct-horse@one,two",
                "redis+cluster://u:correct-horse@one,,two",
                "redis://u:correct-horse @redis",
                "redis-sentinel://u:correct-horse@redis:26379#main"
            })
    void saysWhatIsWantedAndNotWhatItGot(String url) {
        assertThatThrownBy(() -> address(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rediss+cluster://HOST:PORT")
                .hasMessageNotContaining("correct-horse")
                .hasNoCause();
    }
}
