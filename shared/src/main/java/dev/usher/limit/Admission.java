package dev.usher.limit;

import java.time.Duration;
import java.util.List;

/** What the limiter decided. Being over a limit is an answer, not an error, so it is never thrown. */
public sealed interface Admission {
    /** How every window that was asked stands, in the order of the policy; without what was not asked. */
    List<Reading> readings();

    /** Decided without the shared store, from a share of the limit. */
    boolean fallback();

    /**
     * It may happen now.
     *
     * @param charge what was taken, to give it back; {@code charge.units()} is less than asked only for a request in part
     */
    record Admitted(Charge charge, List<Reading> readings, boolean fallback) implements Admission {
        /** Units left in the tightest window, 0 or more. */
        public long remaining() {
            return readings.stream().mapToLong(Reading::remaining).min().orElse(0);
        }
    }

    /**
     * Over the limit, with a place in the queue: ask again with the same ticket after the delay. Nobody of the same or a lower
     * priority gets in front; when somebody of a higher one did, the next answer has a new delay.
     *
     * @param delay until its turn, always positive
     * @param position in the queue, 1 for the next
     * @param tightest the reading that denied it
     */
    record Queued(Duration delay, long position, Reading tightest, List<Reading> readings, boolean fallback)
            implements Admission {}

    /**
     * Over the limit, and without a place in the queue.
     *
     * @param retryAfter the shortest wait that helps when nobody else comes in between, always positive
     * @param tightest the reading that denied it
     */
    record Refused(Duration retryAfter, Reading tightest, List<Reading> readings, boolean fallback)
            implements Admission {}

    /**
     * It costs more than a window ever holds, so no wait helps.
     *
     * @param tightest the window that it can't fit
     */
    record Impossible(Reading tightest, List<Reading> readings, boolean fallback) implements Admission {}
}
