package dev.usher.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection from the attempt to open it to its end, and when the next may be tried.
 *
 * <p>Redis answers in the order it was asked. So while one answer is overdue, nobody else needs to wait to learn that the server
 * is slow, and when it comes, everybody knows at once that the server is back.
 */
final class Connection {
    /** The next attempt begins so long after this one began, or after it was lost. */
    private static final Duration SOONEST = Duration.ofMillis(100);

    private static final Duration LATEST = Duration.ofSeconds(1);

    /** A server that owes an answer for so long is given up, and the connection with it. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** An attempt that has neither opened nor failed by then has failed: connecting and agreeing on a protocol take 1 s each. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(2);

    private final long waitedForUntil;
    private final CompletableFuture<StatefulRedisConnection<String, byte[]>> opening;
    private final AtomicInteger overdue = new AtomicInteger();
    private final Grouping grouping = new Grouping();
    private volatile long nextAfter;
    private long silentSince; // guarded by this
    private volatile boolean dropped;

    /** @param patience how long after now somebody may wait for it to open */
    Connection(Supplier<CompletableFuture<StatefulRedisConnection<String, byte[]>>> opener, Duration patience) {
        long now = System.nanoTime();
        this.waitedForUntil = now + patience.toNanos();
        this.nextAfter = jittered(now);
        var begun = begun(opener);
        this.opening = begun.thenApply(this::watched).orTimeout(GIVEN_UP.toMillis(), TimeUnit.MILLISECONDS);
        var unused = begun.thenAccept(late -> {
            if (opening.isCompletedExceptionally()) {
                var unusedToo = late.closeAsync();
            }
        });
    }

    private static CompletableFuture<StatefulRedisConnection<String, byte[]>> begun(
            Supplier<CompletableFuture<StatefulRedisConnection<String, byte[]>>> opener) {
        try {
            return opener.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e); // the client is closed
        }
    }

    private StatefulRedisConnection<String, byte[]> watched(StatefulRedisConnection<String, byte[]> connection) {
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                nextAfter = jittered(System.nanoTime());
            }
        });
        return connection;
    }

    private static long jittered(long now) {
        return now + ThreadLocalRandom.current().nextLong(SOONEST.toNanos(), LATEST.toNanos());
    }

    /** It could not be opened, or is lost. */
    boolean isOver() {
        if (dropped || !opening.isDone()) return dropped;
        return opening.isCompletedExceptionally() || !opening.join().isOpen();
    }

    /** Whether another may be tried in its place. */
    boolean mayBeReplaced() {
        return isOver() && System.nanoTime() - nextAfter >= 0;
    }

    /** The commands; null when it is not open by then, or the server owes an answer. */
    @Nullable
    RedisAsyncCommands<String, byte[]> commands(long until) {
        if (overdue.get() > 0) {
            if (silentFor() >= SILENCE.toNanos()) drop();
            return null;
        }
        var connection = opened(until);
        return connection == null || !connection.isOpen() ? null : connection.async();
    }

    /** By the script's SHA-1, together with others that are asked at the same time. */
    CompletableFuture<Object> ask(Call call, RedisAsyncCommands<String, byte[]> commands) {
        return grouping.ask(call, commands);
    }

    private @Nullable StatefulRedisConnection<String, byte[]> opened(long until) {
        try {
            if (opening.isDone()) return opening.get();
            long patience = Math.min(until, waitedForUntil) - System.nanoTime();
            return opening.get(patience, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | CancellationException | TimeoutException notOpen) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private synchronized long silentFor() {
        return System.nanoTime() - silentSince;
    }

    /** Nobody waits behind this answer until it comes. */
    void owes(CompletableFuture<?> answer) {
        synchronized (this) {
            if (overdue.getAndIncrement() == 0) silentSince = System.nanoTime();
        }
        var unused = answer.whenComplete((value, lost) -> overdue.decrementAndGet());
    }

    /** Gives it up: another may be tried a little later. What is owed on it fails. */
    void drop() {
        nextAfter = jittered(System.nanoTime());
        var unused = close();
    }

    /** Completes when it is closed; exceptionally when it was never open. */
    CompletableFuture<Void> close() {
        synchronized (this) {
            if (dropped) return CompletableFuture.completedFuture(null);
            dropped = true;
        }
        return opening.thenCompose(StatefulRedisConnection::closeAsync);
    }

    /** The commands once it is open, whatever it owes. */
    CompletableFuture<RedisAsyncCommands<String, byte[]>> whenOpen() {
        return opening.thenApply(StatefulRedisConnection::async);
    }
}
