package dev.usher.reliability;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** How well deliveries arrive. */
public enum Health {
    HEALTHY,
    DEGRADED,
    CRITICAL;

    /** A destination of which at least this share of attempts succeeds is healthy. */
    public static final double HEALTHY_FROM = 0.95;

    /** A destination of which at least this share of attempts succeeds is degraded; below, critical. */
    public static final double DEGRADED_FROM = 0.5;

    /** All is healthy when more than this share of the destinations is. */
    static final double ALL_HEALTHY_OVER = 0.8;

    /** All is degraded when more than this share of the destinations is healthy; otherwise critical. */
    static final double ALL_DEGRADED_OVER = 0.5;

    /** Of one destination; one without traffic has done nothing wrong. */
    public static Health of(Figures figures) {
        @Nullable Double rate = figures.successRate();
        if (rate == null || rate >= HEALTHY_FROM) return HEALTHY;
        return rate >= DEGRADED_FROM ? DEGRADED : CRITICAL;
    }

    /** Of all destinations together; healthy when there are none. */
    public static Health of(Collection<Health> destinations) {
        if (destinations.isEmpty()) return HEALTHY;
        long healthy = destinations.stream().filter(HEALTHY::equals).count();
        double share = (double) healthy / destinations.size();
        if (share > ALL_HEALTHY_OVER) return HEALTHY;
        return share > ALL_DEGRADED_OVER ? DEGRADED : CRITICAL;
    }

    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
