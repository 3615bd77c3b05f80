package dev.usher.health;

import dev.usher.breaker.Phase;
import dev.usher.breaker.View;
import dev.usher.config.HealthPolicy;
import dev.usher.reliability.Figures;
import dev.usher.reliability.Health;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of the platform say of a service.
 *
 * @param condition unknown when there are too few of them
 * @param calls that say anything, of the last minutes
 * @param failed of them: 5xx, or no answer
 * @param breaker how its breaker stands; null when that can't be known
 */
public record Traffic(
        Condition condition,
        long calls,
        long failed,
        @Nullable Phase breaker) {
    /** Nothing is known. */
    public static final Traffic NONE = new Traffic(Condition.UNKNOWN, 0, 0, null);

    /** Calls of this time count, the running minute among them. */
    public static final Duration LATELY = Duration.ofMinutes(3);

    /**
     * Judges it. An open breaker is the word of several environments, unless an operator forced it; a half-open one is about to
     * find out. Otherwise the share of calls that failed decides, as it does for deliveries.
     *
     * @param lately figures of {@link #LATELY}
     * @param view the breaker's; null when it can't be read
     */
    public static Traffic of(Figures lately, @Nullable View view, HealthPolicy policy) {
        long failed = 0;
        long silent = 0;
        for (var error : lately.errors().entrySet()) {
            if (isFailure(error.getKey())) failed += error.getValue();
            else if (!error.getKey().startsWith("http_") || error.getKey().equals("http_429"))
                silent += error.getValue();
        }
        long calls = lately.attempts() - silent;
        var phase = view == null ? null : view.phase();
        return new Traffic(condition(calls, failed, view, policy), calls, failed, phase);
    }

    /** As breakers see it: other 4xx are answers, and being asked to slow down says nothing. */
    private static boolean isFailure(String error) {
        return switch (error) {
            case "dns", "connect", "tls", "timeout", "reset", "protocol" -> true;
            default -> error.startsWith("http_5");
        };
    }

    private static Condition condition(long calls, long failed, @Nullable View view, HealthPolicy policy) {
        if (view != null && !view.forced() && view.phase() == Phase.OPEN) return Condition.DOWN;
        if (view != null && view.phase() != Phase.CLOSED) return Condition.UNKNOWN;
        if (calls < policy.calls()) return Condition.UNKNOWN;
        double served = (double) (calls - failed) / calls;
        if (served >= Health.HEALTHY_FROM) return Condition.HEALTHY;
        return served >= Health.DEGRADED_FROM ? Condition.DEGRADED : Condition.DOWN;
    }
}
