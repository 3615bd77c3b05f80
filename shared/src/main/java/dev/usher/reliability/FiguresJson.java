package dev.usher.reliability;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures as the admin API tells them; docs/reference/reliability.md lists the fields. */
final class FiguresJson {
    private FiguresJson() {}

    /** Adds the figures to a document. Rates and times are null where there is nothing to tell. */
    static ObjectNode put(ObjectNode into, Figures figures) {
        into.put("attempts", figures.attempts())
                .put("succeeded", figures.succeeded())
                .put("failed", figures.failed())
                .put("successRate", rounded(figures.successRate()));
        var deliveries = figures.deliveries();
        into.putObject("deliveries")
                .put("delivered", deliveries.delivered())
                .put("firstTime", deliveries.firstTime())
                .put("afterRetry", deliveries.afterRetry())
                .put("dead", deliveries.dead())
                .put("successRate", rounded(deliveries.successRate()));
        into.putObject("responseTimeMs")
                .put("average", millis(figures.averageTime()))
                .put("p50", millis(figures.times().percentile(50)))
                .put("p95", millis(figures.times().percentile(95)))
                .put("p99", millis(figures.times().percentile(99)));
        into.set("errors", counts(figures.errors()));
        return into.put("sentBytes", figures.sentBytes());
    }

    /** Counts by name, the largest first. */
    static ObjectNode counts(Map<String, Long> counts) {
        var node = Json.object();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> node.put(entry.getKey(), entry.getValue()));
        return node;
    }

    /** Four decimals, so that 99.99 % can be told from 100 %. */
    static @Nullable Double rounded(@Nullable Double share) {
        if (share == null) return null;
        // In decimals: 0.57 * 10000 is less than 5700.
        return BigDecimal.valueOf(share).setScale(4, RoundingMode.FLOOR).doubleValue();
    }

    private static @Nullable Double millis(@Nullable Duration time) {
        return time == null ? null : Math.round(time.toNanos() / 1e5) / 10.0;
    }
}
