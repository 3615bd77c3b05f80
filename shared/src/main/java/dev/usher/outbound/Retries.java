package dev.usher.outbound;

import dev.usher.config.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Whether and when an attempt is made again. Each service has a budget for that in each environment, so that a service in trouble is not
 * asked several times for everything: ten attempts, and one more for each five calls (a fifth of the traffic, as Finagle's
 * retry budget has it).
 */
final class Retries {
    private static final int MOST = 50;
    private static final int ONE = 5;

    private final LongUnaryOperator random;
    private final Map<String, Integer> budgets = new ConcurrentHashMap<>();

    /** @param random a number from 0 to less than what it is given */
    Retries(LongUnaryOperator random) {
        this.random = random;
    }

    /** A call was begun. */
    void begun(String service) {
        budgets.merge(service, MOST, (left, start) -> Math.min(MOST, left + 1));
    }

    /**
     * How long to wait before the next attempt; null when there is none.
     *
     * @param made attempts, 1 or more
     * @param atLeast what the service asked for; zero when it asked for nothing
     */
    @Nullable
    Duration next(String service, RetryPolicy policy, int made, Duration atLeast) {
        if (made >= policy.attempts() || !taken(service)) return null;
        // Full jitter, as in the AWS Architecture Blog's "Exponential Backoff and Jitter".
        var wait = Duration.ofMillis(
                1 + random.applyAsLong(Math.max(1, policy.ceilingAfter(made).toMillis())));
        return wait.compareTo(atLeast) > 0 ? wait : atLeast;
    }

    private boolean taken(String service) {
        var taken = new boolean[1];
        budgets.computeIfPresent(service, (name, left) -> {
            taken[0] = left >= ONE;
            return taken[0] ? left - ONE : left;
        });
        return taken[0];
    }
}
