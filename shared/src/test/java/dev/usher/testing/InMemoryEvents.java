package dev.usher.testing;

import dev.usher.message.Event;
import dev.usher.message.EventId;
import dev.usher.message.EventStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Events in memory. */
public final class InMemoryEvents implements EventStore {
    private record Kept(Event event, Instant rememberedUntil) {}

    private final ConcurrentMap<EventId, Kept> byId = new ConcurrentHashMap<>();

    @Override
    public Stored add(Event event, Instant rememberedUntil) {
        var first = byId.putIfAbsent(event.id(), new Kept(event, rememberedUntil));
        if (first == null || first.event().correlationId().equals(event.correlationId())) return new Stored.Added();
        return new Stored.Seen(first.event().receivedAt(), first.rememberedUntil());
    }

    @Override
    public @Nullable Event find(EventId id) {
        var kept = byId.get(id);
        return kept == null ? null : kept.event();
    }

    /** Forgets an event, as its retention does. */
    public void expire(EventId id) {
        byId.remove(id);
    }

    /** All events, in no order. */
    public Collection<Event> all() {
        return List.copyOf(byId.values().stream().map(Kept::event).toList());
    }
}
