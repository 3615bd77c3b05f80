package dev.usher.local.gateway;

import dev.usher.local.template.Throttle;

/** The HTTP API's throttling: {@code burst} tokens, refilled at {@code ratePerSecond}. Thread-safe. */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Throttle throttle;
    private double tokens;
    private long asOfNanos;

    TokenBucket(Throttle throttle, long nowNanos) {
        this.throttle = throttle;
        this.tokens = throttle.burst();
        this.asOfNanos = nowNanos;
    }

    /** Takes one token, or answers false when there is none. A rate of 0 means unlimited. */
    synchronized boolean take(long nowNanos) {
        if (throttle.ratePerSecond() == 0) return true;
        tokens = Math.min(
                throttle.burst(), tokens + (nowNanos - asOfNanos) / NANOS_PER_SECOND * throttle.ratePerSecond());
        asOfNanos = nowNanos;
        if (tokens < 1) return false;
        tokens--;
        return true;
    }
}
