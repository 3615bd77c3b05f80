package dev.usher.incident;

import dev.usher.config.Impact;
import dev.usher.search.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where incidents are kept. Every method throws {@code StoreUnavailable} on an outage. */
public interface IncidentStore {
    /** How long an incident and its timeline are kept after they last changed. */
    Duration KEPT = Duration.ofDays(400);

    /** A situation as it was read. */
    record Version(Situation situation, long number) {}

    Version read();

    /**
     * Keeps what a step came to: the situation, the incidents and timelines it changed, and the events of its alerts, all or nothing.
     *
     * @return false, and nothing changed, when somebody else wrote since
     */
    boolean write(Version before, Step step);

    /** An incident that was told; null when there is none. */
    @Nullable
    Incident find(String id);

    /** The timeline, the oldest first; at most {@code most} entries, the last ones. */
    List<Moment> timeline(String id, int most);

    /** Incidents that were told, by when they began, the newest first; see {@code Search} for paging. */
    Page<Incident> list(Wanted wanted, @Nullable String after, int limit);

    /**
     * Which are wanted.
     *
     * @param stage null for any
     * @param subject null for any
     * @param impact null for any
     * @param from began at this time or later
     * @param until began before this time
     */
    record Wanted(
            Incident.@Nullable Stage stage,
            @Nullable String subject,
            @Nullable Impact impact,
            Instant from,
            Instant until) {
        public boolean matches(Incident incident) {
            return (stage == null || stage == incident.stage())
                    && (subject == null || incident.subjects().contains(subject))
                    && (impact == null || impact == incident.impact())
                    && !incident.began().isBefore(from)
                    && incident.began().isBefore(until);
        }
    }
}
