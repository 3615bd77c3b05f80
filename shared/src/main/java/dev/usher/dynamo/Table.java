package dev.usher.dynamo;

import dev.usher.message.StoreUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The log's table, with outages turned into {@link StoreUnavailable} and failed conditions into answers. */
public final class Table {
    static final String ABSENT = "attribute_not_exists(pk)";

    /** Why a transaction was cancelled when nothing is wrong. */
    private static final Set<String> OVERTAKEN = Set.of("None", "ConditionalCheckFailed", "TransactionConflict");

    private final DynamoDbClient dynamo;
    private final String name;

    public Table(DynamoDbClient dynamo, String name) {
        this.dynamo = dynamo;
        this.name = name;
    }

    void put(Item item) {
        reach("put", () -> dynamo.putItem(request -> request.tableName(name).item(item.attributes())));
    }

    /** Puts when nothing has this key; otherwise changes nothing and returns what has it. */
    @Nullable
    Item putIfAbsent(Item item) {
        return putIf(ABSENT, Map.of(), item);
    }

    /** Puts when the condition holds of what has this key; otherwise changes nothing and returns what has it. */
    @Nullable
    Item putIf(String condition, Map<String, AttributeValue> values, Item item) {
        var put = PutItemRequest.builder()
                .tableName(name)
                .item(item.attributes())
                .conditionExpression(condition)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
        if (!values.isEmpty()) put.expressionAttributeValues(values);
        var request = put.build();
        return reach("put", () -> {
            try {
                dynamo.putItem(request);
                return null;
            } catch (ConditionalCheckFailedException exists) {
                return standing(exists, item);
            }
        });
    }

    /** Updates, or changes nothing and returns the item as it stands when the condition fails. */
    @Nullable
    Item update(UpdateItemRequest.Builder update) {
        var request = update.tableName(name)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        return reach("update", () -> {
            try {
                dynamo.updateItem(request);
                return null;
            } catch (ConditionalCheckFailedException other) {
                return standing(other, Item.of(request.key()));
            }
        });
    }

    /** The item that a condition failed on; not every implementation sends it along. Empty when there is none. */
    private Item standing(ConditionalCheckFailedException failed, Item key) {
        if (failed.hasItem() && !failed.item().isEmpty()) return Item.of(failed.item());
        var found = get(key.need("pk"), key.need("sk"));
        return found == null ? Item.create() : found;
    }

    /** Strongly consistent; null when there is none. */
    @Nullable
    Item get(String pk, String sk) {
        var found = reach(
                "get",
                () -> dynamo.getItem(
                        request -> request.tableName(name).key(Item.key(pk, sk)).consistentRead(true)));
        return found != null && found.hasItem() ? Item.of(found.item()) : null;
    }

    /** Writes all or nothing; false when a condition failed, or somebody else is writing one of the items. */
    boolean transact(List<TransactWriteItem> writes) {
        return Boolean.TRUE.equals(reach("write a transaction", () -> {
            try {
                dynamo.transactWriteItems(request -> request.transactItems(writes));
                return true;
            } catch (TransactionCanceledException cancelled) {
                if (cancelled.cancellationReasons().stream().allMatch(reason -> OVERTAKEN.contains(reason.code())))
                    return false;
                throw cancelled;
            }
        }));
    }

    /** A write of a transaction. */
    TransactWriteItem putting(Item item, @Nullable String condition, Map<String, AttributeValue> values) {
        var put = Put.builder().tableName(name).item(item.attributes());
        if (condition != null) put.conditionExpression(condition);
        if (!values.isEmpty()) put.expressionAttributeValues(values);
        return TransactWriteItem.builder().put(put.build()).build();
    }

    QueryResponse query(QueryRequest.Builder query) {
        var request = query.tableName(name).build();
        var page = reach("query", () -> dynamo.query(request));
        if (page == null) throw new IllegalStateException("a query without an answer");
        return page;
    }

    /** The items of all pages. */
    List<Item> all(QueryRequest.Builder query) {
        var items = new ArrayList<Item>();
        Map<String, AttributeValue> from = Map.of();
        do {
            var page = query(from.isEmpty() ? query : query.exclusiveStartKey(from));
            page.items().forEach(attributes -> items.add(Item.of(attributes)));
            from = page.lastEvaluatedKey();
        } while (!from.isEmpty());
        return items;
    }

    /** A query of one partition whose sort keys begin with a prefix; empty for the whole partition. */
    static QueryRequest.Builder partition(String pk, String prefix) {
        if (prefix.isEmpty()) // DynamoDB refuses an empty text for a key, also as a prefix
        return QueryRequest.builder()
                    .keyConditionExpression("pk = :pk")
                    .expressionAttributeValues(Map.<String, AttributeValue>of(":pk", Item.text(pk)));
        return QueryRequest.builder()
                .keyConditionExpression("pk = :pk AND begins_with(sk, :prefix)")
                .expressionAttributeValues(
                        Map.<String, AttributeValue>of(":pk", Item.text(pk), ":prefix", Item.text(prefix)));
    }

    private static <T> @Nullable T reach(String what, Supplier<@Nullable T> call) {
        try {
            return call.get();
        } catch (SdkException outage) {
            throw new StoreUnavailable("dynamodb did not " + what, outage);
        }
    }
}
