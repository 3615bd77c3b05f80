package dev.usher.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One Redis server behind one multiplexed connection. Nobody waits longer than the timeout, whatever the server does; nothing is
 * sent twice; and it connects only when somebody asks, so what nobody uses makes no noise.
 */
final class RedisServer implements Servers {
    /** A cold start may take this long to connect, and its first requests wait for it as for an answer. */
    private static final Duration FIRST = Duration.ofSeconds(1);

    /** The server is not, or no longer, the one to ask; the name may lead to another one now. */
    private static final Set<String> WRONG_SERVER = Set.of("READONLY", "MASTERDOWN");

    private final RedisLink.Opener opener;
    private final RedisURI address;
    private final Duration timeout;
    private volatile Connection connection;
    private volatile boolean closed;

    /**
     * Starts to connect and returns at once.
     *
     * @param timeout how long a call may take
     */
    RedisServer(RedisLink.Opener opener, RedisURI address, Duration timeout) {
        this.opener = opener;
        this.address = address;
        this.timeout = timeout;
        this.connection = new Connection(this::open, FIRST.compareTo(timeout) > 0 ? FIRST : timeout);
    }

    @Override
    public Reply run(Call call) {
        return run(call, System.nanoTime() + timeout.toNanos());
    }

    /** @param until the moment, as {@link System#nanoTime()} tells it, at which nobody waits any longer */
    Reply run(Call call, long until) {
        var current = current();
        var commands = current.commands(until);
        if (commands == null) return new Reply.Unasked();
        var reply = await(current, current.ask(call, commands), until);
        if (isUnknownScript(reply)) reply = await(current, call.whole(commands), until);
        if (reply instanceof Reply.Declined declined) declined(current, call, declined);
        return reply;
    }

    private static boolean isUnknownScript(Reply reply) {
        return reply instanceof Reply.Declined declined && declined.word().equals("NOSCRIPT");
    }

    /** An error of a script itself is a bug; the others are a server's in trouble (LOADING, OOM, CLUSTERDOWN and their like). */
    private static void declined(Connection current, Call call, Reply.Declined declined) {
        if (declined.word().equals("ERR") && declined.error().contains("user_script"))
            throw new IllegalStateException(call.script() + ".lua is broken: " + declined.error());
        if (WRONG_SERVER.contains(declined.word())) current.drop();
    }

    private static Reply await(Connection current, CompletableFuture<Object> answer, long until) {
        boolean unsent = answer.isCompletedExceptionally();
        try {
            return new Reply.Answered(answer.get(until - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RedisCommandExecutionException error)
                return new Reply.Declined(String.valueOf(error.getMessage()));
            // Nothing of this connection can be believed any more: one that was lost while it was being opened calls
            // itself open.
            current.drop();
            return unsent ? new Reply.Unasked() : new Reply.Late(answer);
        } catch (TimeoutException | CancellationException late) {
            current.owes(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            current.owes(answer);
        }
        return new Reply.Late(answer);
    }

    @Override
    public CompletableFuture<Object> send(Call call) {
        return ask(call::whole);
    }

    /** Asks beside everybody else, without anybody waiting. */
    <T> CompletableFuture<T> ask(Function<RedisAsyncCommands<String, byte[]>, CompletableFuture<T>> question) {
        return current().whenOpen().thenCompose(question);
    }

    private Connection current() {
        var current = connection;
        return current.mayBeReplaced() ? replace(current) : current;
    }

    private synchronized Connection replace(Connection lost) {
        if (connection == lost && !closed) {
            lost.drop();
            connection = new Connection(this::open, timeout);
        }
        return connection;
    }

    private CompletableFuture<StatefulRedisConnection<String, byte[]>> open() {
        return opener.open(address);
    }

    /** Gives it up without waiting: it has left its cluster. */
    synchronized void retire() {
        closed = true;
        connection.drop();
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            connection.close().get(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | CancellationException | TimeoutException neverOpen) {
            // There is nothing to close, or the client does it.
        }
    }
}
