package dev.usher.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One multiplexed connection to Redis that never makes anybody wait: it connects beside other work, commands on a broken
 * connection fail at once, and after three failures in a row nobody asks for a second.
 */
public final class RedisLink implements AutoCloseable {
    /** How long a command may take. With the caller's own work around it a decision stays under 50 ms (requirement L8). */
    private static final Duration TIMEOUT = Duration.ofMillis(30);

    private static final int FAILURES_TO_BYPASS = 3;
    private static final long BYPASS_NANOS = Duration.ofSeconds(1).toNanos();

    /** Event loops are shared by all links of a process; a function has one link. */
    private static final ClientResources RESOURCES = DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(Delay.fullJitter(Duration.ofMillis(50), Duration.ofSeconds(2), 2, TimeUnit.MILLISECONDS))
            .build();

    private final Duration timeout;
    private final RedisClient client;
    private final RedisURI address;
    private final Namespace keys;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong askAgainNanos = new AtomicLong(System.nanoTime());
    private volatile CompletableFuture<StatefulRedisConnection<String, byte[]>> connecting;

    private RedisLink(RedisClient client, RedisURI address, Namespace keys, Duration timeout) {
        this.timeout = timeout;
        this.client = client;
        this.address = address;
        this.keys = keys;
        this.connecting = connect();
    }

    /** Starts to connect and returns at once. Keys are used as they are. */
    public static RedisLink to(String url) {
        return to(url, new Namespace(""), TIMEOUT);
    }

    /** The same, for a deployment that shares Redis with others: every key begins with its name and a colon. */
    public static RedisLink to(String url, String deployment) {
        return to(url, deployment, TIMEOUT);
    }

    /** @param timeout how long a command may take */
    public static RedisLink to(String url, String deployment, Duration timeout) {
        return to(url, new Namespace(deployment + ":"), timeout);
    }

    private static RedisLink to(String url, Namespace keys, Duration timeout) {
        var address = RedisURI.create(url);
        address.setTimeout(Duration.ofSeconds(2));
        var client = RedisClient.create(RESOURCES, address);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(1000)
                .timeoutOptions(TimeoutOptions.enabled(timeout))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(1))
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build())
                .build());
        return new RedisLink(client, address, keys, timeout);
    }

    /** What every key begins with on the server, and scripts see it. */
    String prefix() {
        return keys.prefix();
    }

    /**
     * The script's reply, or null when Redis did not give one in time. A script that the server does not know, or has
     * forgotten, is sent whole once.
     */
    @Nullable
    Object run(LuaScript script, ScriptOutputType type, String[] keys, byte[]... arguments) {
        var redis = ready();
        if (redis == null) return null;
        try {
            var reply = firstOf(redis, script, type, keys, arguments);
            failures.set(0);
            return reply;
        } catch (RuntimeException | TimeoutException unreachable) {
            if (isBug(unreachable)) throw new IllegalStateException(script.name() + ".lua is broken", unreachable);
            failed();
            return null;
        }
    }

    /** An error of a script itself, other than what a server in trouble says (LOADING, READONLY, OOM and their like). */
    private static boolean isBug(Exception failure) {
        return failure instanceof RedisCommandExecutionException
                && String.valueOf(failure.getMessage()).contains("user_script:");
    }

    private Object firstOf(
            RedisAsyncCommands<String, byte[]> redis,
            LuaScript script,
            ScriptOutputType type,
            String[] keys,
            byte[][] arguments)
            throws TimeoutException {
        try {
            return await(redis.evalsha(script.sha1(), type, keys, arguments));
        } catch (RedisNoScriptException unknown) {
            return await(redis.eval(script.source().getBytes(StandardCharsets.UTF_8), type, keys, arguments));
        }
    }

    private Object await(RedisFuture<Object> future) throws TimeoutException {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (TimeoutException late) {
            future.cancel(true);
            throw late;
        }
    }

    /** The commands, or null when Redis is not to be asked now. */
    private @Nullable RedisAsyncCommands<String, byte[]> ready() {
        if (failures.get() >= FAILURES_TO_BYPASS) {
            long until = askAgainNanos.get();
            long now = System.nanoTime();
            if (now - until < 0 || !askAgainNanos.compareAndSet(until, now + BYPASS_NANOS)) return null;
        }
        var attempt = connecting;
        if (attempt.isCompletedExceptionally()) {
            reconnect(attempt);
            return null;
        }
        var connection = firstConnection(attempt);
        return connection == null || !connection.isOpen() ? null : connection.async();
    }

    private void failed() {
        if (failures.incrementAndGet() == FAILURES_TO_BYPASS) askAgainNanos.set(System.nanoTime() + BYPASS_NANOS);
    }

    @Override
    public void close() {
        connecting.cancel(true);
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }

    /** Waits for the very first connection as long as for a command, so that a cold start is not decided blindly. */
    private @Nullable StatefulRedisConnection<String, byte[]> firstConnection(
            CompletableFuture<StatefulRedisConnection<String, byte[]>> attempt) {
        try {
            return attempt.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException notYet) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private synchronized void reconnect(CompletableFuture<StatefulRedisConnection<String, byte[]>> failed) {
        if (connecting == failed) {
            failed();
            connecting = connect();
        }
    }

    private CompletableFuture<StatefulRedisConnection<String, byte[]>> connect() {
        return client.connectAsync(RedisCodec.of(keys, ByteArrayCodec.INSTANCE), address)
                .toCompletableFuture();
    }
}
