package dev.usher.dynamo;

import dev.usher.config.Priority;
import dev.usher.delivery.Agenda;
import dev.usher.message.DeliveryId;
import dev.usher.message.EventId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The agenda, read from the indexes {@code agenda} and {@code timeline}. Both lag behind the table by a moment; whoever acts on
 * an entry reads the item itself first.
 */
public final class DynamoAgenda implements Agenda {
    private static final String SWEEPER = "SWEEPER";

    /** Rows of one query: small, so that a round takes turns with everybody else. */
    private static final int PAGE = 500;

    private final Table table;

    public DynamoAgenda(Table table) {
        this.table = table;
    }

    @Override
    public int waiting(Instant until, int atMost, Consumer<Entry> work) {
        int found = 0;
        for (int shard = 0; shard < Timeline.SHARDS && found < atMost; shard++) {
            var query = QueryRequest.builder()
                    .indexName("agenda")
                    .keyConditionExpression("agenda = :agenda AND agenda_at <= :until")
                    .expressionAttributeValues(Map.of(
                            ":agenda", Item.text("WAITING#" + shard),
                            ":until", Item.text(Timeline.millis(until) + "~")));
            int left = atMost - found;
            found += each(query, left, item -> work.accept(entry(item)));
        }
        return found;
    }

    @Override
    public int held(String destination, int atMost, Consumer<DeliveryId> work) {
        int found = 0;
        for (int shard = 0; shard < Timeline.SHARDS && found < atMost; shard++) {
            var query = QueryRequest.builder()
                    .indexName("agenda")
                    .keyConditionExpression("agenda = :agenda")
                    .filterExpression("destination = :destination AND begins_with(reason, :held)")
                    .expressionAttributeValues(Map.of(
                            ":agenda", Item.text("PARKED#" + shard),
                            ":destination", Item.text(destination),
                            ":held", Item.text("destination-")));
            found += each(query, atMost - found, item -> work.accept(DeliveryItem.id(item)));
        }
        return found;
    }

    @Override
    public void postpone(Entry entry, Instant until) {
        var key = Item.key(entry.place().get(0), entry.place().get(1));
        table.update(UpdateItemRequest.builder()
                .key(key)
                .updateExpression("SET agenda_at = :until")
                .conditionExpression("agenda_at = :read")
                .expressionAttributeValues(Map.of(
                        ":until", Item.text(Timeline.millis(until) + "#" + entry.id()),
                        ":read", Item.text(entry.place().get(2)))));
    }

    @Override
    public void events(Instant from, Instant until, Consumer<Received> work) {
        var last = until.atOffset(ZoneOffset.UTC).toLocalDate();
        for (var day = from.atOffset(ZoneOffset.UTC).toLocalDate(); !day.isAfter(last); day = day.plusDays(1))
            for (int shard = 0; shard < Timeline.SHARDS; shard++) events(day, shard, new Instant[] {from, until}, work);
    }

    private void events(LocalDate day, int shard, Instant[] range, Consumer<Received> work) {
        var query = QueryRequest.builder()
                .indexName("timeline")
                .keyConditionExpression("timeline = :timeline AND timeline_at BETWEEN :from AND :until")
                .projectionExpression("pk, sk, priority, received_ms, fan_out")
                .expressionAttributeValues(Map.of(
                        ":timeline", Item.text(Timeline.partition(day, shard)),
                        ":from", Item.text(Timeline.millis(range[0])),
                        ":until", Item.text(Timeline.millis(range[1]) + "~")));
        var neighbours = new Neighbours(work);
        each(query, Integer.MAX_VALUE, neighbours::next);
        neighbours.end();
    }

    /** In the index an event stands right before its deliveries, so the rows in order tell what was recorded of each. */
    private static final class Neighbours {
        private final Consumer<Received> work;
        private @Nullable Item event;
        private final Set<String> recorded = new HashSet<>();
        private final Set<String> wanted = new HashSet<>();

        Neighbours(Consumer<Received> work) {
            this.work = work;
        }

        void next(Item row) {
            if (row.need("sk").equals(DynamoEvents.SK)) {
                end();
                event = row;
            } else if (event != null && row.need("pk").equals(event.need("pk"))) {
                var id = DeliveryItem.id(row);
                if (id.replay() > 0) return;
                recorded.add(id.destination());
                wanted.addAll(DeliveryItem.fanOut(row));
            }
        }

        void end() {
            if (event != null) work.accept(received(event, recorded, wanted));
            event = null;
            recorded.clear();
            wanted.clear();
        }
    }

    @Override
    public @Nullable Instant checkedUntil() {
        var item = table.get(SWEEPER, SWEEPER);
        return item == null ? null : Instant.ofEpochMilli(item.number("checked_ms", 0));
    }

    @Override
    public void checkedUntil(Instant until) {
        table.put(Item.create().put("pk", SWEEPER).put("sk", SWEEPER).put("checked_ms", until.toEpochMilli()));
    }

    /** Since when the oldest dead letter is there that nobody replayed; null when there is none. */
    public @Nullable Instant oldestDead() {
        return oldest("DEAD#");
    }

    /** When the delivery that is waiting for longest should have been looked at; later than now when none is late, null when none waits. */
    public @Nullable Instant oldestWaiting() {
        return oldest("WAITING#");
    }

    private @Nullable Instant oldest(String partition) {
        Instant oldest = null;
        for (int shard = 0; shard < Timeline.SHARDS; shard++) {
            var page = table.query(QueryRequest.builder()
                    .indexName("agenda")
                    .keyConditionExpression("agenda = :agenda")
                    .expressionAttributeValues(Map.of(":agenda", Item.text(partition + shard)))
                    .limit(1));
            for (var attributes : page.items()) {
                var at = Timeline.instant(Item.of(attributes).need("agenda_at"));
                if (oldest == null || at.isBefore(oldest)) oldest = at;
            }
        }
        return oldest;
    }

    private int each(QueryRequest.Builder query, int atMost, Consumer<Item> work) {
        int found = 0;
        Map<String, AttributeValue> from = Map.of();
        do {
            var page = table.query(from.isEmpty() ? query.limit(PAGE) : query.exclusiveStartKey(from));
            for (var attributes : page.items()) {
                if (found == atMost) return found;
                found++;
                work.accept(Item.of(attributes));
            }
            from = page.lastEvaluatedKey();
        } while (!from.isEmpty());
        return found;
    }

    private static Entry entry(Item item) {
        return new Entry(
                DeliveryItem.id(item),
                Priority.of(item.need("priority")),
                Instant.ofEpochMilli(item.number("state_ms", 0)),
                Timeline.instant(item.need("agenda_at")),
                (int) item.number("attempt_count", 0),
                List.of(item.need("pk"), item.need("sk"), item.need("agenda_at")));
    }

    private static Received received(Item item, Set<String> recorded, Set<String> wanted) {
        return new Received(
                new EventId(item.need("pk").substring("EVENT#".length())),
                Priority.of(item.need("priority")),
                Instant.ofEpochMilli(item.number("received_ms", 0)),
                recorded,
                wanted);
    }
}
