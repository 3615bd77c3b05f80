package dev.usher.admin;

import dev.usher.config.UsherConfig;
import dev.usher.health.HealthStore;
import dev.usher.health.Prober;
import dev.usher.region.RegionView;
import dev.usher.reliability.FigureStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the operators' view of health works with.
 *
 * @param probing whether anybody probes on a schedule
 * @param calls figures of the calls to services
 * @param prober makes a probe now; it is asked for when the first one is
 */
public record HealthParts(
        UsherConfig config,
        boolean probing,
        HealthStore store,
        FigureStore calls,
        Supplier<Prober> prober,
        Own own,
        InstantSource clock) {
    /**
     * What is asked of Usher's own parts.
     *
     * @param oldestDead since when the oldest dead letter is there that nobody replayed; null when there is none
     * @param oldestWaiting when the waiting delivery that is looked at first should be; null when none waits
     * @param regions what the regions that share limits see of each other; null when that can't be read
     */
    public record Own(
            Supplier<@Nullable Instant> oldestDead,
            Supplier<@Nullable Instant> oldestWaiting,
            Supplier<@Nullable List<RegionView>> regions) {}
}
