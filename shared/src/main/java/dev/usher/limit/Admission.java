package dev.usher.limit;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /**
     * It may happen: its policy only watches. Nothing was taken.
     *
     * @param denial what would have been answered; never an admission
     */
    record Shadowed(Admission denial) implements Admission {
        @Override
        public List<Reading> readings() {
            return denial.readings();
        }

        @Override
        public boolean fallback() {
            return denial.fallback();
        }
    }

    /** One word for answers and logs: {@code admitted}, {@code queued}, {@code refused} or {@code impossible}. */
    default String word() {
        return switch (this) {
            case Admitted admitted -> "admitted";
            case Queued queued -> "queued";
            case Refused refused -> "refused";
            case Impossible impossible -> "impossible";
            case Shadowed(var denial) -> denial.word();
        };
    }

    /** The reading that denied it; null when nothing did. */
    default @Nullable Reading deniedBy() {
        return switch (this) {
            case Admitted admitted -> null;
            case Queued queued -> queued.tightest;
            case Refused refused -> refused.tightest;
            case Impossible impossible -> impossible.tightest;
            case Shadowed(var denial) -> denial.deniedBy();
        };
    }
}
