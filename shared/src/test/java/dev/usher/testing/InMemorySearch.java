package dev.usher.testing;

import dev.usher.message.Delivery;
import dev.usher.message.Event;
import dev.usher.message.State;
import dev.usher.search.Criteria;
import dev.usher.search.DeliveryRow;
import dev.usher.search.EventRow;
import dev.usher.search.Page;
import dev.usher.search.Search;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists over stores in memory. */
public final class InMemorySearch implements Search {
    private final InMemoryEvents events;
    private final InMemoryDeliveries deliveries;

    public InMemorySearch(InMemoryEvents events, InMemoryDeliveries deliveries) {
        this.events = events;
        this.deliveries = deliveries;
    }

    @Override
    public Page<EventRow> events(Criteria criteria, @Nullable String after, int limit) {
        var rows = events.all().stream().map(InMemorySearch::row).filter(criteria::matches);
        return page(rows, row -> key(row.about().receivedAt(), row.id().text()), after, limit);
    }

    @Override
    public Page<DeliveryRow> deliveries(Criteria criteria, @Nullable String after, int limit) {
        var rows = deliveries.all().stream().map(DeliveryRow::of).filter(criteria::matches);
        return page(rows, row -> key(row.about().receivedAt(), row.id().toString()), after, limit);
    }

    @Override
    public Page<DeliveryRow> unresolved(State state, Criteria criteria, @Nullable String after, int limit) {
        var rows = deliveries.all().stream()
                .filter(delivery -> delivery.state() == state && !delivery.replayed())
                .map(DeliveryRow::of)
                .filter(criteria::matches);
        return page(rows, row -> key(row.standing().at(), row.id().toString()), after, limit);
    }

    /** A page of rows by key, the highest first. */
    static <T> Page<T> page(Stream<T> rows, Function<T, String> key, @Nullable String after, int limit) {
        List<T> left = rows.filter(row -> after == null || key.apply(row).compareTo(after) < 0)
                .sorted(Comparator.comparing(key).reversed())
                .toList();
        var items = left.subList(0, Math.min(limit, left.size()));
        return new Page<>(items, left.size() > limit ? key.apply(items.getLast()) : null);
    }

    static String key(Instant at, String id) {
        return "%013d#%s".formatted(at.toEpochMilli(), id);
    }

    private static EventRow row(Event event) {
        return new EventRow(event.id(), Delivery.About.of(event));
    }
}
