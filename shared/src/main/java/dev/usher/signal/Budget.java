package dev.usher.signal;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is left of one limit, as the third party counts it. A hint: it may refuse more, or less.
 *
 * @param name as it names it: the policy, the family of fields ({@code x-ratelimit}) or the declared gauge
 * @param unit what is counted: {@code requests}, or as the policy says ({@code content-bytes}, {@code concurrent-requests})
 * @param left not negative; null when it is not said
 * @param limit not negative; null when it is not said
 * @param window what the limit is counted over; null when it is not said
 * @param until when there is more again; null when it is not said
 */
public record Budget(
        String name,
        String unit,
        @Nullable Long left,
        @Nullable Long limit,
        @Nullable Duration window,
        @Nullable Instant until) {
    /** The unit of everything that names none. */
    public static final String REQUESTS = "requests";

    public boolean exhausted() {
        return left != null && left == 0;
    }
}
