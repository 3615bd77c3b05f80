package dev.usher.dynamo;

import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.DeliveryStore;
import dev.usher.message.EventId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Deliveries in the log; {@link DeliveryItem} draws the item. */
public final class DynamoDeliveries implements DeliveryStore {
    private static final String UNCHANGED = "version = :read";

    /** What an earlier event of this id has left behind counts as nothing. */
    private static final String ABSENT = Table.ABSENT + " OR received_ms < :received";

    private final Table table;
    private final Duration retention;

    /** @param retention how long deliveries are kept after their event was received */
    public DynamoDeliveries(Table table, Duration retention) {
        this.table = table;
        this.retention = retention;
    }

    @Override
    public boolean begin(Delivery delivery) {
        var writer = UUID.randomUUID().toString();
        var known = table.putIf(
                ABSENT,
                Map.of(":received", Item.number(delivery.about().receivedAt().toEpochMilli())),
                DeliveryItem.of(delivery, retention).put("version", 1).put("writer", writer));
        return known == null || known.text("writer", "").equals(writer);
    }

    @Override
    public boolean update(Delivery before, Delivery after) {
        if (after.attempts().size() > before.attempts().size() + 1)
            throw new IllegalArgumentException("one write records one attempt at most");
        var writer = UUID.randomUUID().toString();
        var item = DeliveryItem.changes(after, retention)
                .put("version", before.version() + 1)
                .put("writer", writer);
        var other = table.update(request(before, after, item));
        return other == null || other.text("writer", "").equals(writer);
    }

    @Override
    public @Nullable Delivery find(DeliveryId id) {
        var item = table.get(DynamoEvents.pk(id.event()), DeliveryItem.sk(id));
        return item == null ? null : DeliveryItem.read(item);
    }

    @Override
    public List<Delivery> of(EventId event) {
        var query = Table.partition(DynamoEvents.pk(event), DeliveryItem.PREFIX).consistentRead(true);
        return table.all(query).stream().map(DeliveryItem::read).toList();
    }

    /** Sets what may change, appends the new attempt, and takes the delivery off the agenda when it is done. */
    private static UpdateItemRequest.Builder request(Delivery before, Delivery after, Item changes) {
        var sets = new ArrayList<String>();
        var names = new HashMap<String, String>();
        var values = new HashMap<String, AttributeValue>();
        changes.attributes().forEach((name, value) -> {
            names.put("#" + name, name);
            values.put(":" + name, value);
            sets.add("#" + name + " = :" + name);
        });
        if (after.attempts().size() > before.attempts().size()) {
            sets.add("attempts = list_append(if_not_exists(attempts, :none), :attempt)");
            values.put(":none", AttributeValue.fromL(List.of()));
            values.put(
                    ":attempt",
                    AttributeValue.fromL(List.of(AttemptItem.of(after.attempts().getLast()))));
        }
        values.put(":read", Item.number(before.version()));
        var removed = DeliveryItem.OPTIONAL.stream()
                .filter(name -> !changes.has(name))
                .toList();
        removed.forEach(name -> names.put("#" + name, name));
        var remove = removed.isEmpty() ? "" : " REMOVE #" + String.join(", #", removed);
        return UpdateItemRequest.builder()
                .key(Item.key(DynamoEvents.pk(before.id().event()), DeliveryItem.sk(before.id())))
                .updateExpression("SET " + String.join(", ", sets) + remove)
                .conditionExpression(UNCHANGED)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values);
    }
}
