package dev.usher.testing;

import dev.usher.admin.Audit;
import dev.usher.admin.AuditEntry;
import dev.usher.message.EventId;
import dev.usher.search.Page;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The audit log in memory. */
public final class InMemoryAudit implements Audit {
    private final ConcurrentSkipListMap<String, AuditEntry> entries = new ConcurrentSkipListMap<>();

    @Override
    public void add(AuditEntry entry) {
        entries.put(InMemorySearch.key(entry.at(), entry.id()), entry);
    }

    @Override
    public Page<AuditEntry> list(Wanted wanted, @Nullable String after, int limit) {
        return InMemorySearch.page(
                entries.values().stream().filter(wanted::matches),
                entry -> InMemorySearch.key(entry.at(), entry.id()),
                after,
                limit);
    }

    @Override
    public List<AuditEntry> about(EventId event) {
        return entries.values().stream()
                .filter(entry -> event.equals(entry.event()))
                .limit(200)
                .toList();
    }

    /** Everything, oldest first. */
    public List<AuditEntry> all() {
        return List.copyOf(entries.values());
    }
}
