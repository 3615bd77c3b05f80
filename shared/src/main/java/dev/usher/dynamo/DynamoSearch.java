package dev.usher.dynamo;

import dev.usher.message.Delivery;
import dev.usher.message.EventId;
import dev.usher.message.State;
import dev.usher.search.Criteria;
import dev.usher.search.DeliveryRow;
import dev.usher.search.EventRow;
import dev.usher.search.Page;
import dev.usher.search.Search;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lists from the indexes {@code timeline} and {@code agenda}, whose projections hold all that lists show. */
public final class DynamoSearch implements Search {
    private final Table table;

    public DynamoSearch(Table table) {
        this.table = table;
    }

    @Override
    public Page<EventRow> events(Criteria criteria, @Nullable String after, int limit) {
        return timeline(criteria, after, new Pages<>(new NewestFirst(table, NewestFirst.Keys.TIMELINE), limit, item -> {
            if (!item.need("sk").equals(DynamoEvents.SK)) return null;
            var row = event(item);
            return criteria.matches(row) ? row : null;
        }));
    }

    @Override
    public Page<DeliveryRow> deliveries(Criteria criteria, @Nullable String after, int limit) {
        return timeline(criteria, after, new Pages<>(new NewestFirst(table, NewestFirst.Keys.TIMELINE), limit, item -> {
            if (!item.need("sk").startsWith(DeliveryItem.PREFIX)) return null;
            var row = delivery(item);
            return criteria.matches(row) ? row : null;
        }));
    }

    @Override
    public Page<DeliveryRow> unresolved(State state, Criteria criteria, @Nullable String after, int limit) {
        if (state != State.PARKED && state != State.DEAD)
            throw new IllegalArgumentException("not on the agenda: " + state);
        var prefix = state.name().toUpperCase(Locale.ROOT) + "#";
        var pages = new Pages<>(new NewestFirst(table, NewestFirst.Keys.AGENDA), limit, item -> {
            var row = delivery(item);
            return criteria.matches(row) ? row : null;
        });
        // Nothing comes to stand on the agenda before its event was received.
        return pages.of(
                Pages.shards(shard -> prefix + shard),
                Timeline.millis(criteria.from()),
                after == null ? "9999999999999" : after);
    }

    private static <T> Page<T> timeline(Criteria criteria, @Nullable String after, Pages<T> pages) {
        return pages.ofDays(
                criteria.from(), criteria.until(), after, day -> Pages.shards(shard -> Timeline.partition(day, shard)));
    }

    private static EventRow event(Item item) {
        return new EventRow(new EventId(item.need("pk").substring("EVENT#".length())), DeliveryItem.about(item));
    }

    private static DeliveryRow delivery(Item item) {
        return new DeliveryRow(
                DeliveryItem.id(item),
                DeliveryItem.about(item),
                new Delivery.Standing(
                        State.of(item.need("state")),
                        item.text("reason", ""),
                        Instant.ofEpochMilli(item.number("state_ms", 0))),
                item.text("error", ""),
                item.text("route", ""),
                item.text("cause", ""),
                (int) item.number("attempt_count", 0),
                Instant.ofEpochMilli(item.number("updated_ms", 0)));
    }
}
