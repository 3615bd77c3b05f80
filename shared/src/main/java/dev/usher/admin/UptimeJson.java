package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.health.Uptime;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Uptime as the API tells it; docs/reference/health.md lists the fields. */
final class UptimeJson {
    private UptimeJson() {}

    /** @param minutes of the time asked for: what is not counted is unknown */
    static void put(ObjectNode node, Uptime uptime, long minutes) {
        node.put("percent", percent(uptime.share()));
        counts(node, uptime);
        long counted = uptime.known() + uptime.maintenance();
        node.put("unknownMinutes", Math.max(0, minutes - counted));
    }

    static void counts(ObjectNode node, Uptime uptime) {
        node.put("healthyMinutes", uptime.healthy())
                .put("degradedMinutes", uptime.degraded())
                .put("downMinutes", uptime.down())
                .put("maintenanceMinutes", uptime.maintenance());
    }

    static void times(ObjectNode node, Uptime uptime) {
        node.put("average", orNull(uptime.averageTime()))
                .put("p50", orNull(uptime.times().percentile(50)))
                .put("p95", orNull(uptime.times().percentile(95)))
                .put("p99", orNull(uptime.times().percentile(99)));
    }

    /** Three decimals, rounded down, so that 100 means all. */
    private static @Nullable Double percent(@Nullable Double share) {
        if (share == null) return null;
        // In decimals: 0.57 * 100 is less than 57.
        return BigDecimal.valueOf(share)
                .movePointRight(2)
                .setScale(3, RoundingMode.FLOOR)
                .doubleValue();
    }

    private static @Nullable Double orNull(@Nullable Duration time) {
        return time == null ? null : millis(time);
    }

    static double millis(Duration time) {
        return Math.round(time.toNanos() / 1e5) / 10.0;
    }
}
