package dev.usher.health;

import dev.usher.config.Maintenance;
import dev.usher.reliability.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is kept of everybody's health. Every method throws {@code StoreUnavailable} on an outage. */
public interface HealthStore {
    /**
     * Begins a round, unless another one is under way.
     *
     * @param runner a name that nobody else has
     * @param lease after which the round is taken for dead
     * @return false when another one is
     */
    boolean begin(String runner, Instant now, Duration lease);

    /** Ends the round that this runner began; nothing when it was taken for dead meanwhile. */
    void end(String runner, Instant now);

    /** Who runs rounds, and when; null when none was ever begun or expected. */
    @Nullable
    Heartbeat heartbeat();

    /** Notes that rounds are expected since then, and that somebody watches them now. */
    void expect(Instant since, Instant now);

    /** How everybody was at the last round. */
    List<Standing> standings();

    /**
     * Keeps how somebody is.
     *
     * @return false when it changed since it was read
     */
    boolean put(Standing standing);

    /** Counts a minute of somebody's, in all tiers. A minute that was counted, or lies before one that was, changes nothing. */
    void count(String subject, Instant minute, Uptime uptime);

    /**
     * What was counted, in the order of time; parts in which nothing was are not there.
     *
     * @param until the start of the last part, included
     */
    List<Part> read(String subject, Span span, Instant from, Instant until);

    /** The windows of maintenance that operators set and that are not over for long. */
    List<Maintenance> maintenance();

    void add(Maintenance window);

    /** Takes a window back. @return false when there is none of this id */
    boolean remove(String id);

    /** Keeps how long a queue was when it was looked at; what was kept of it before is replaced. */
    void keep(QueueDepth depth);

    /** How long queues were when they were last looked at, by name. */
    Map<String, QueueDepth> queues();

    /** What was counted of the time from {@code start}. */
    record Part(Instant start, Uptime uptime) {}

    /**
     * @param expectedSince since when rounds should be run
     * @param watchedAt when somebody saw to it last that they are; the epoch for never
     * @param endedAt when the last one ended; null when none did
     */
    record Heartbeat(
            Instant expectedSince,
            Instant watchedAt,
            @Nullable Instant endedAt) {
        /** How long ago the last sign of life is. */
        public Duration age(Instant now) {
            return Duration.between(endedAt == null ? expectedSince : endedAt, now);
        }

        /** For how long a round should have ended and none has. */
        public Duration missing(Instant now) {
            var last = endedAt == null || endedAt.isBefore(expectedSince) ? expectedSince : endedAt;
            return Duration.between(last, now);
        }
    }
}
