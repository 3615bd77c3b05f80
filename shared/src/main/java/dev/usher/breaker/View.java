package dev.usher.breaker;

import java.time.Instant;

/**
 * As much of a breaker as whoever wants to call needs, so that it can be known ahead. Times are epoch milliseconds.
 *
 * @param generation changes whenever permits that were given out become worthless
 * @param untilMs while open: until when
 * @param probeUntilMs while half open: until when a probe may be on its way; 0 when none is
 * @param suspect while closed: something fails, and whoever sees it succeed should say so
 * @param forced an operator wants it so
 * @param keptMs until when this holds at most; then it is as {@link #USUAL}
 */
public record View(
        Phase phase, long generation, long untilMs, long probeUntilMs, boolean suspect, boolean forced, long keptMs) {
    /** Of a breaker of which nothing is known: nothing has failed lately. */
    public static final View USUAL = new View(Phase.CLOSED, 0, 0, 0, false, false, Long.MAX_VALUE);

    /** Whether nobody may call, without asking further. */
    boolean refuses(Instant now) {
        long ms = now.toEpochMilli();
        return switch (phase) {
            case CLOSED -> false;
            case OPEN -> ms < untilMs;
            case HALF_OPEN -> ms < probeUntilMs;
        };
    }

    boolean holds(Instant now) {
        return now.toEpochMilli() < keptMs;
    }

    /** The same told by another clock. */
    View by(long aheadMs) {
        return equals(USUAL)
                ? this
                : new View(
                        phase,
                        generation,
                        shifted(untilMs, aheadMs),
                        shifted(probeUntilMs, aheadMs),
                        suspect,
                        forced,
                        shifted(keptMs, aheadMs));
    }

    private static long shifted(long ms, long aheadMs) {
        return ms == 0 || ms == Long.MAX_VALUE ? ms : ms + aheadMs;
    }
}
