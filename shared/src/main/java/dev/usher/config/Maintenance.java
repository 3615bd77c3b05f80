package dev.usher.config;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A time in which services are expected to fail: nobody is told, and it counts for no uptime.
 *
 * @param id tells windows apart
 * @param services by name; empty for all
 * @param from the start of the first
 * @param length 1 min to 7 d
 * @param every from one start to the next, in UTC and no less than the length; null when there is only one
 * @param reason for operators; empty when none was given
 * @param by who set it; empty when it is configured
 */
public record Maintenance(
        String id,
        Set<String> services,
        Instant from,
        Duration length,
        @Nullable Duration every,
        String reason,
        String by) {
    public Maintenance {
        services = Set.copyOf(services);
    }

    public boolean covers(String service, Instant now) {
        return (services.isEmpty() || services.contains(service)) && isOn(now);
    }

    /** Whether it is under way. */
    public boolean isOn(Instant now) {
        var start = start(now);
        return !now.isBefore(start) && now.isBefore(start.plus(length));
    }

    /** Whether none is under way or to come. */
    public boolean isOver(Instant now) {
        return every == null && !now.isBefore(from.plus(length));
    }

    /** The start of the last one that has begun; of the first, when none has. */
    public Instant start(Instant now) {
        if (every == null || now.isBefore(from)) return from;
        long past = Duration.between(from, now).dividedBy(every);
        return from.plus(every.multipliedBy(past));
    }
}
