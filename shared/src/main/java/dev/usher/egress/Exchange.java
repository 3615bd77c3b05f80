package dev.usher.egress;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.jspecify.annotations.Nullable;

/** One call under way: how far it got, and the deadline that cuts it off wherever it is. */
final class Exchange implements AutoCloseable {
    /** How far the call got on a connection. */
    enum Phase {
        START,
        LOOKUP,
        CONNECT,
        HANDSHAKE,
        ANSWER
    }

    /** Tells the resolver and the TLS layer, which the HTTP client calls on the caller's thread, whom they work for. */
    private static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

    private final long startedNanos = System.nanoTime();
    private final long deadlineNanos;
    private final ScheduledFuture<?> alarm;
    private volatile Phase phase = Phase.START;
    private volatile boolean expired;
    private volatile @Nullable HttpUriRequestBase request;
    private boolean deadOnReuse;

    Exchange(long timeoutNanos, ScheduledExecutorService deadlines) {
        deadlineNanos = startedNanos + timeoutNanos;
        alarm = deadlines.schedule(this::expire, timeoutNanos, TimeUnit.NANOSECONDS);
    }

    /** Only within {@link #carrier}. */
    static Exchange current() {
        return CURRENT.get();
    }

    ScopedValue.Carrier carrier() {
        return ScopedValue.where(CURRENT, this);
    }

    /** The request whose socket is closed at the deadline; at once, when that has passed. */
    void send(HttpUriRequestBase next) {
        phase = Phase.START;
        deadOnReuse = false;
        request = next;
        if (expired) next.cancel();
    }

    /** Closing the socket is the one thing that ends a read, a write, a connect and a wait for the pool alike. */
    private void expire() {
        expired = true;
        var sent = request;
        if (sent != null) sent.cancel();
    }

    void enter(Phase next) {
        phase = next;
    }

    /** The request has a connection; {@code reused} when that has carried an answer before. */
    void connected(boolean reused) {
        phase = Phase.ANSWER;
        deadOnReuse = reused;
    }

    /** The head of an answer has come, so the connection was alive. */
    void answered() {
        deadOnReuse = false;
    }

    /** Says of a request that failed whether it did so on a kept connection and before an answer's head. */
    boolean deadOnReuse() {
        return deadOnReuse;
    }

    Phase phase() {
        return phase;
    }

    boolean expired() {
        return expired || nanosLeft() <= 0;
    }

    long nanosLeft() {
        return deadlineNanos - System.nanoTime();
    }

    long nanosTaken() {
        return System.nanoTime() - startedNanos;
    }

    @Override
    public void close() {
        alarm.cancel(false);
    }
}
