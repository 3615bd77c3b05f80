package dev.usher.health;

import java.util.Collection;

/** How all services are together. Pure. */
public final class Overall {
    /** All is healthy when more than this share is. */
    static final double HEALTHY_OVER = 0.8;

    /** All is degraded when more than this share is healthy; otherwise critical. */
    static final double DEGRADED_OVER = 0.5;

    private Overall() {}

    /**
     * {@code healthy}, {@code degraded} or {@code critical}; {@code unknown} when nothing is known of any; healthy when there are
     * none. An unknown one is not healthy: what nobody has seen well is not called so.
     *
     * @param conditions of all services that are watched and not maintained
     */
    public static String of(Collection<Condition> conditions) {
        if (conditions.isEmpty()) return "healthy";
        if (conditions.stream().allMatch(Condition.UNKNOWN::equals)) return "unknown";
        long healthy = conditions.stream().filter(Condition.HEALTHY::equals).count();
        double share = (double) healthy / conditions.size();
        if (share > HEALTHY_OVER) return "healthy";
        return share > DEGRADED_OVER ? "degraded" : "critical";
    }
}
