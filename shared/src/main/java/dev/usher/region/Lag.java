package dev.usher.region;

import java.util.Arrays;

/**
 * How long counts took to get to another region, over the last messages.
 *
 * <p>A sample runs from the drain before the one that the message carries, which is when the oldest change in it can have been
 * made, to when the receiver merged it, on the clocks of the two stores. Thread-safe.
 */
final class Lag {
    /** Messages remembered: about a minute's worth when every batch has something to say. */
    static final int SAMPLES = 4096;

    private final long[] samples = new long[SAMPLES];
    private int count;
    private long leastTripNanos = Long.MAX_VALUE;

    /** @param tripNanos from sending to the answer */
    synchronized void note(long lagMs, long tripNanos) {
        samples[count++ % SAMPLES] = Math.max(0, lagMs);
        leastTripNanos = Math.min(leastTripNanos, tripNanos);
    }

    /** A percentile of the samples, in milliseconds; 0 without any. */
    synchronized long percentile(int percent) {
        int known = Math.min(count, SAMPLES);
        if (known == 0) return 0;
        var sorted = Arrays.copyOf(samples, known);
        Arrays.sort(sorted);
        return sorted[Math.min(known - 1, known * percent / 100)];
    }

    /** Half of the fastest round trip, in milliseconds; 0 without any. */
    synchronized long oneWayMs() {
        return count == 0 ? 0 : leastTripNanos / 2_000_000;
    }

    synchronized long samples() {
        return count;
    }
}
