package dev.usher.redis;

import dev.usher.config.Secret;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Redis, as far as it is there. Nobody waits longer than 30 ms for it, and an outage costs that at most once: see {@link
 * Connection}. It connects beside other work, and again when somebody asks for something.
 */
public final class RedisLink implements AutoCloseable {
    /** How long a call may take. With the caller's own work around it a decision stays under 50 ms (requirement L8). */
    private static final Duration TIMEOUT = Duration.ofMillis(30);

    /** How long it may take to connect, and then to agree on a protocol. */
    private static final Duration CONNECT = Duration.ofSeconds(1);

    /** Event loops are shared by all links of a process; a function has one link. */
    private static final ClientResources RESOURCES = resources();

    private final RedisClient client;
    private final Namespace keys;
    private final Servers servers;

    /** Flight recorder events and latencies by command, which nobody reads here, are a fifth of what connecting costs a cold start. */
    private static ClientResources resources() {
        System.setProperty("io.lettuce.core.jfr", "false");
        System.setProperty("io.netty.jfr.enabled", "false");
        return DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
                .build();
    }

    private RedisLink(RedisClient client, Namespace keys, Servers servers) {
        this.client = client;
        this.keys = keys;
        this.servers = servers;
    }

    /**
     * How to reach Redis.
     *
     * @param url as docs/reference/configuration.md has it
     * @param deployment every key begins with its name and a colon, so that others may share the Redis; empty for none
     * @param credentials {@code password} or {@code username:password}, asked for at each connection; null uses what the URL
     *     holds
     * @param authorities a PEM file of the certificates that may have signed the server's; null trusts those of the JDK
     */
    public record Access(
            String url,
            String deployment,
            @Nullable Supplier<Secret> credentials,
            @Nullable Path authorities) {
        /** As the URL alone says. */
        public static Access of(String url, String deployment) {
            return new Access(url, deployment, null, null);
        }

        /** Without the URL, which may hold a password. */
        @Override
        public String toString() {
            return "Redis of " + deployment;
        }

        private Namespace keys() {
            return new Namespace(deployment.isEmpty() ? "" : deployment + ":");
        }
    }

    /** Opens connections of one kind. */
    record Opener(RedisClient client, RedisCodec<String, byte[]> codec) {
        CompletableFuture<StatefulRedisConnection<String, byte[]>> open(RedisURI address) {
            return client.connectAsync(codec, address).toCompletableFuture();
        }
    }

    /**
     * Starts to connect and returns at once.
     *
     * @throws IllegalArgumentException when the URL is none of Redis; it does not repeat the URL
     */
    public static RedisLink to(Access access) {
        return to(access, TIMEOUT);
    }

    /** The same with keys as they are. */
    public static RedisLink to(String url) {
        return to(url, "");
    }

    /** The same for a deployment that shares Redis with others. */
    public static RedisLink to(String url, String deployment) {
        return to(url, deployment, TIMEOUT);
    }

    /** @param timeout how long a call may take */
    public static RedisLink to(String url, String deployment, Duration timeout) {
        return to(Access.of(url, deployment), timeout);
    }

    /** @param timeout how long a call may take */
    public static RedisLink to(Access access, Duration timeout) {
        var address = RedisAddress.of(access.url, access.credentials, CONNECT);
        var client = RedisClient.create(RESOURCES);
        client.setOptions(options(access.authorities));
        var opener = new Opener(client, RedisCodec.of(access.keys(), ByteArrayCodec.INSTANCE));
        return new RedisLink(
                client,
                access.keys(),
                address.cluster()
                        ? new RedisCluster(opener, address.servers(), timeout)
                        : new RedisServer(opener, address.servers().getFirst(), timeout));
    }

    private static ClientOptions options(@Nullable Path authorities) {
        var tls = SslOptions.builder().handshakeTimeout(CONNECT);
        if (authorities != null) tls.trustManager(authorities.toFile());
        return ClientOptions.builder()
                // Lettuce's own reconnecting sends again what was under way: it would be charged twice.
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(1000)
                // Its timers would forget a late answer, which tells that the server is back and what it has charged.
                .timeoutOptions(TimeoutOptions.create())
                .sslOptions(tls.build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT)
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build())
                .build();
    }

    /** What every key begins with on the server, and scripts see it. */
    String prefix() {
        return keys.prefix();
    }

    /** A script's reply, or null when Redis did not give one in time. */
    @Nullable
    Object run(LuaScript script, ScriptOutputType type, String[] keys, byte[]... arguments) {
        return run(new Call(script, type, keys, arguments)) instanceof Reply.Answered answered
                ? answered.value()
                : null;
    }

    /** Returns within the timeout whatever happens. */
    Reply run(Call call) {
        return servers.run(call);
    }

    /** Runs a script that nobody waits for. Fails when there is no connection, or when it breaks before the answer. */
    CompletableFuture<Object> send(Call call) {
        return servers.send(call);
    }

    @Override
    public void close() {
        servers.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
