package dev.usher.local.parts;

import dev.usher.local.template.TableSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Deletes expired items, because DynamoDB Local accepts a TTL and never acts on it. A minute's work is bounded, the next one goes on
 * where it ended: the real TTL takes up to two days too.
 */
final class Expiry implements AutoCloseable {
    private static final long PERIOD_SECONDS = 60;

    /** Pages read from each table in one go. */
    private static final int PAGES = 5;

    /** Items of a page. Without this, DynamoDB Local goes through the whole table for one filtered page, and all else waits. */
    private static final int PAGE_ITEMS = 100;

    private final DynamoDbClient dynamo;
    private final List<TableSpec> tables;
    private final Map<String, Map<String, AttributeValue>> positions = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    Expiry(DynamoDbClient dynamo, List<TableSpec> tables) {
        this.dynamo = dynamo;
        this.tables =
                tables.stream().filter(table -> table.ttlAttribute() != null).toList();
    }

    void start() {
        if (!tables.isEmpty()) Thread.ofVirtual().name("expiry").start(this::run);
    }

    private void run() {
        try {
            while (!closing.await(PERIOD_SECONDS, TimeUnit.SECONDS)) sweep(Instant.now());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Goes through the next pages of every table and deletes what had expired at {@code now}. */
    void sweep(Instant now) {
        for (var table : tables) {
            try {
                sweep(table, now);
            } catch (SdkException e) {
                if (closing.getCount() > 0)
                    System.err.println("expiring items of " + table.name() + ": " + e.getMessage());
            }
        }
    }

    private void sweep(TableSpec table, Instant now) {
        var names = new HashMap<>(Map.of(
                "#ttl", String.valueOf(table.ttlAttribute()), "#pk", table.key().partition()));
        if (table.key().sort() != null) names.put("#sk", table.key().sort());
        var at = Map.of(":now", AttributeValue.fromN(String.valueOf(now.getEpochSecond())));
        for (int page = 0; page < PAGES; page++) {
            var position = positions.get(table.name());
            var found = dynamo.scan(scan -> scan.tableName(table.name())
                    .exclusiveStartKey(position)
                    .limit(PAGE_ITEMS)
                    .projectionExpression(names.containsKey("#sk") ? "#pk, #sk" : "#pk")
                    .filterExpression("#ttl <= :now")
                    .expressionAttributeNames(names)
                    .expressionAttributeValues(at));
            for (var key : found.items()) delete(table, key, at);
            if (!found.hasLastEvaluatedKey() || found.lastEvaluatedKey().isEmpty()) {
                positions.remove(table.name());
                return;
            }
            positions.put(table.name(), found.lastEvaluatedKey());
        }
    }

    /** Conditional, because the item may have been renewed since it was read. */
    private void delete(TableSpec table, Map<String, AttributeValue> key, Map<String, AttributeValue> at) {
        try {
            dynamo.deleteItem(delete -> delete.tableName(table.name())
                    .key(key)
                    .conditionExpression("#ttl <= :now")
                    .expressionAttributeNames(Map.of("#ttl", String.valueOf(table.ttlAttribute())))
                    .expressionAttributeValues(at));
        } catch (ConditionalCheckFailedException renewed) {
            return;
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
