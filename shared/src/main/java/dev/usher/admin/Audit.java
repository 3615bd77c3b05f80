package dev.usher.admin;

import dev.usher.message.EventId;
import dev.usher.search.Page;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operators did and what was refused them. Every method throws {@code StoreUnavailable} on an outage. */
public interface Audit {
    /** Keeps an entry, for 400 days. One with the same time and id is replaced. */
    void add(AuditEntry entry);

    /** Entries, newest first; see {@code Search} for paging. */
    Page<AuditEntry> list(Wanted wanted, @Nullable String after, int limit);

    /** Entries about an event or one of its deliveries, oldest first; the first 200. */
    List<AuditEntry> about(EventId event);

    /**
     * Which entries are wanted.
     *
     * @param actor null for any
     * @param action null for any
     * @param from at this time or later
     * @param until before this time
     */
    record Wanted(@Nullable String actor, @Nullable String action, Instant from, Instant until) {
        public boolean matches(AuditEntry entry) {
            return (actor == null || actor.equals(entry.actor()))
                    && (action == null || action.equals(entry.action()))
                    && !entry.at().isBefore(from)
                    && entry.at().isBefore(until);
        }
    }
}
