package dev.usher.health;

import dev.usher.config.HealthPolicy;
import dev.usher.config.Maintenance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** All windows of maintenance: those that are configured, and those that operators set. */
public record Windows(List<Maintenance> all) {
    private static final String SERVICE = "service:";

    public Windows {
        all = List.copyOf(all);
    }

    public static Windows of(HealthPolicy policy, HealthStore store) {
        var all = new ArrayList<>(policy.maintenance());
        all.addAll(store.maintenance());
        return new Windows(all);
    }

    static boolean isService(String subject) {
        return subject.startsWith(SERVICE);
    }

    /** Whether it is a service in maintenance: {@code service:NAME}. */
    public boolean coverSubject(String subject, Instant now) {
        return isService(subject) && cover(subject.substring(SERVICE.length()), now);
    }

    public boolean cover(String service, Instant now) {
        return all.stream().anyMatch(window -> window.covers(service, now));
    }
}
