package dev.usher.health;

import dev.usher.config.HealthPolicy;
import dev.usher.config.Maintenance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** All windows of maintenance: those that are configured, and those that operators set. */
public record Windows(List<Maintenance> all) {
    public Windows {
        all = List.copyOf(all);
    }

    public static Windows of(HealthPolicy policy, HealthStore store) {
        var all = new ArrayList<>(policy.maintenance());
        all.addAll(store.maintenance());
        return new Windows(all);
    }

    public boolean cover(String service, Instant now) {
        return all.stream().anyMatch(window -> window.covers(service, now));
    }
}
