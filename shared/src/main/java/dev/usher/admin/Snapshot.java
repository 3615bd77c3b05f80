package dev.usher.admin;

import dev.usher.config.Service;
import dev.usher.health.Condition;
import dev.usher.health.HealthStore.Heartbeat;
import dev.usher.health.Overall;
import dev.usher.health.Silence;
import dev.usher.health.Standing;
import dev.usher.health.Trial;
import dev.usher.health.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How everybody is at one moment, as far as it is known: what the last round left, unless that is too long ago.
 *
 * @param beat null when no round was ever run or expected
 * @param standings by subject
 */
record Snapshot(Instant now, @Nullable Heartbeat beat, Map<String, Standing> standings, Windows windows) {
    static Snapshot of(HealthParts parts) {
        var standings = new HashMap<String, Standing>();
        parts.store().standings().forEach(standing -> standings.put(standing.subject(), standing));
        return new Snapshot(
                parts.clock().instant(),
                parts.store().heartbeat(),
                standings,
                Windows.of(parts.config().health(), parts.store()));
    }

    Standing standing(String subject) {
        var standing = standings.get(subject);
        return standing == null ? Standing.fresh(subject) : standing;
    }

    /** How somebody is; unknown when nobody has looked for longer than rounds may be missing. */
    Condition condition(String subject) {
        var standing = standing(subject);
        return isStale(standing) ? Condition.UNKNOWN : standing.condition();
    }

    boolean isStale(Standing standing) {
        return now.isAfter(standing.judgedAt().plus(Silence.LONGEST));
    }

    /** Whether rounds are missing; they are not before they were expected for a while. */
    boolean isSilent() {
        return beat != null && beat.missing(now).compareTo(Silence.LONGEST) > 0;
    }

    /** How long ago the last round ended, or rounds were first expected; zero when they never were. */
    Duration age() {
        var age = beat == null ? Duration.ZERO : beat.age(now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    boolean isMaintained(String service) {
        return windows.cover(service, now);
    }

    /** {@code maintenance}, or what its condition is called. */
    String status(String service) {
        return isMaintained(service)
                ? "maintenance"
                : condition("service:" + service).label();
    }

    /** Maintained ones are left out, and those that nobody probes and of which nothing else is known. */
    String overall(Iterable<Service> services) {
        var conditions = new ArrayList<Condition>();
        for (var service : services) {
            var condition = condition("service:" + service.name());
            boolean watched = !service.probes().isEmpty() || condition != Condition.UNKNOWN;
            if (watched && !isMaintained(service.name())) conditions.add(condition);
        }
        return Overall.of(conditions);
    }

    /** When a trial says nothing more, its condition is unknown. */
    Condition says(Trial trial, Duration interval) {
        return trial.says(interval, now);
    }
}
