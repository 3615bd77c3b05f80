package dev.usher.webhook;

import java.time.Duration;

/**
 * At most so many in any stretch of time, whatever its start. Remembers the time of each of the last ones, so unlike a
 * bucket or a fixed window it never lets twice as many pass around a boundary. Not thread-safe.
 */
final class Cap {
    private final long[] taken; // a ring of times in ms; the oldest is at next
    private final long stretchMs;
    private int next;
    private int filled;

    Cap(int limit, Duration stretch) {
        this.taken = new long[limit];
        this.stretchMs = stretch.toMillis();
    }

    boolean allows(long nowMs) {
        return filled < taken.length || nowMs - taken[next] >= stretchMs;
    }

    void take(long nowMs) {
        taken[next] = nowMs;
        next = (next + 1) % taken.length;
        filled = Math.min(filled + 1, taken.length);
    }
}
