package dev.usher.dynamo;

import dev.usher.delivery.Board;
import dev.usher.message.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The board in the log: an item for each destination that is not as usual, so that knowing about all of them is one query
 * of an almost always empty partition.
 *
 * <pre>
 * pk BOARD  sk {destination}    standing paused | released | usual, reason, by, since_ms, slow_until_ms
 * </pre>
 */
public final class DynamoBoard implements Board {
    private static final String PK = "BOARD";

    /** How old what {@link #paused} says may be. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final Table table;
    private final InstantSource clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Seen seen = new Seen(Instant.MIN, Map.of());

    private record Seen(Instant at, Map<String, Item> items) {}

    public DynamoBoard(Table table, InstantSource clock) {
        this.table = table;
        this.clock = clock;
    }

    @Override
    public @Nullable Pause paused(String destination) {
        var item = seen().get(destination);
        return item == null || !item.text("standing", "").equals("paused") ? null : pause(item);
    }

    @Override
    public boolean slow(String destination) {
        var item = seen().get(destination);
        return item != null && item.number("slow_until_ms", 0) > clock.millis();
    }

    @Override
    public void slow(String destination, Instant until) {
        long enough = until.minus(FRESH.multipliedBy(5)).toEpochMilli();
        try {
            var known = seen().get(destination);
            if (known != null && known.number("slow_until_ms", 0) > enough) return;
            table.update(UpdateItemRequest.builder()
                    .key(Item.key(PK, destination))
                    .updateExpression("SET slow_until_ms = :until")
                    .conditionExpression("attribute_not_exists(slow_until_ms) OR slow_until_ms < :until")
                    .expressionAttributeValues(Map.of(":until", Item.number(until.toEpochMilli()))));
            forget();
        } catch (StoreUnavailable outage) {
            return; // it is only a hint
        }
    }

    @Override
    public void pause(String destination, String reason, String by, Instant now) {
        table.update(UpdateItemRequest.builder()
                .key(Item.key(PK, destination))
                .updateExpression("SET standing = :paused, reason = :reason, #by = :by, since_ms = :now")
                .conditionExpression("attribute_not_exists(standing) OR standing <> :paused")
                .expressionAttributeNames(Map.of("#by", "by"))
                .expressionAttributeValues(Map.of(
                        ":paused", Item.text("paused"),
                        ":reason", Item.text(reason),
                        ":by", Item.text(by),
                        ":now", Item.number(now.toEpochMilli()))));
        forget();
    }

    @Override
    public boolean resume(String destination, Instant now) {
        var other = table.update(UpdateItemRequest.builder()
                .key(Item.key(PK, destination))
                .updateExpression("SET standing = :released, since_ms = :now")
                .conditionExpression("standing = :paused")
                .expressionAttributeValues(Map.of(
                        ":released", Item.text("released"),
                        ":paused", Item.text("paused"),
                        ":now", Item.number(now.toEpochMilli()))));
        forget();
        return other == null;
    }

    @Override
    public List<String> released() {
        var names = new java.util.ArrayList<String>();
        read().forEach((destination, item) -> {
            if (item.text("standing", "").equals("released")) names.add(destination);
        });
        return names;
    }

    @Override
    public void emptied(String destination, Instant now) {
        table.update(UpdateItemRequest.builder()
                .key(Item.key(PK, destination))
                .updateExpression("SET standing = :usual")
                .conditionExpression("standing = :released AND since_ms < :heard")
                .expressionAttributeValues(Map.of(
                        ":usual", Item.text("usual"),
                        ":released", Item.text("released"),
                        ":heard", Item.number(now.minus(FRESH.multipliedBy(5)).toEpochMilli()))));
    }

    /** Everything on the board, paused or not. */
    public Map<String, Pause> paused() {
        var paused = new java.util.TreeMap<String, Pause>();
        read().forEach((destination, item) -> {
            if (item.text("standing", "").equals("paused")) paused.put(destination, pause(item));
        });
        return paused;
    }

    /** Deliveries of a batch ask side by side; one of them reads for all, and who has something to go by does not wait. */
    private Map<String, Item> seen() {
        var known = seen;
        if (isFresh(known)) return known.items();
        if (known.at().equals(Instant.MIN)) reading.lock();
        else if (!reading.tryLock()) return known.items();
        try {
            if (!isFresh(seen)) seen = new Seen(clock.instant(), read());
            return seen.items();
        } finally {
            reading.unlock();
        }
    }

    private boolean isFresh(Seen known) {
        return !known.at().isBefore(clock.instant().minus(FRESH));
    }

    private void forget() {
        seen = new Seen(Instant.MIN, Map.of());
    }

    private Map<String, Item> read() {
        var items = new HashMap<String, Item>();
        var page = table.query(Table.partition(PK, "").consistentRead(true));
        page.items().forEach(attributes -> {
            var item = Item.of(attributes);
            items.put(item.need("sk"), item);
        });
        return items;
    }

    private static Pause pause(Item item) {
        return new Pause(
                item.text("reason", ""), item.text("by", ""), Instant.ofEpochMilli(item.number("since_ms", 0)));
    }
}
