package dev.usher.limit;

import java.time.Duration;

/**
 * What the limiter decided. Being over a limit is an answer, not an error, so it is never thrown.
 */
public sealed interface Admission {
    /**
     * It may happen now.
     *
     * @param remaining units left in the tightest window, 0 or more
     * @param fallback decided without the shared store, from a share of the limit
     */
    record Admitted(long remaining, boolean fallback) implements Admission {}

    /**
     * Over the limit, and a slot is reserved.
     *
     * @param delay until the slot, always positive
     * @param position in the queue, 1 for the next
     */
    record Queued(Duration delay, long position, boolean fallback) implements Admission {}

    /**
     * Over the limit and the queue is full.
     *
     * @param retryAfter the shortest wait that could help, always positive
     */
    record Refused(Duration retryAfter, boolean fallback) implements Admission {}
}
