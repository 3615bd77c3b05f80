package dev.usher.limit;

import dev.usher.config.Priority;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why one scope decides as it does.
 *
 * @param readings one a window
 * @param quota what a third party said of its budget; null when nothing holds now
 * @param scale what an operator or the abuse watch multiplies its limits by; null when nothing holds now
 * @param waiting units in the queue, by priority
 */
public record Explanation(
        Scope scope,
        List<Reading> readings,
        @Nullable Quota quota,
        @Nullable Scale scale,
        Map<Priority, Long> waiting) {
    /** At most {@code left} units until then, whatever the windows say. */
    public record Quota(long left, Instant until) {}

    /** The limits in thousandths until then. */
    public record Scale(int thousandths, Instant until) {}
}
