package dev.usher.bench.peer;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import java.time.Duration;

/** One connection of Lettuce's, with its options as they are unless a timeout is asked for. */
final class Lettuce<V> implements AutoCloseable {
    private final RedisClient client;
    private final StatefulRedisConnection<String, V> connection;

    Lettuce(Setup setup, RedisCodec<String, V> codec) {
        var address = RedisURI.create(setup.redis());
        var timeout = setup.timeout();
        if (timeout != null) address.setTimeout(timeout);
        client = RedisClient.create(address);
        if (timeout != null) {
            client.setOptions(ClientOptions.builder()
                    .timeoutOptions(TimeoutOptions.enabled(timeout))
                    .build());
        }
        connection = client.connect(codec);
    }

    StatefulRedisConnection<String, V> connection() {
        return connection;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
