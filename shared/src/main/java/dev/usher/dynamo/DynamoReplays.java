package dev.usher.dynamo;

import dev.usher.replay.ReplayJob;
import dev.usher.replay.Replays;
import dev.usher.search.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Replay jobs in the log; {@link ReplayJobItem} draws the item. */
public final class DynamoReplays implements Replays {
    private static final List<String> OPTIONAL = List.of("after_key", "skipped", "agenda", "agenda_at");

    private final Table table;

    public DynamoReplays(Table table) {
        this.table = table;
    }

    @Override
    public boolean create(ReplayJob job) {
        return table.putIfAbsent(ReplayJobItem.of(job)) == null;
    }

    @Override
    public @Nullable ReplayJob find(String id) {
        var item = table.get(ReplayJobItem.pk(id), ReplayJobItem.SK);
        return item == null ? null : ReplayJobItem.read(item);
    }

    @Override
    public Page<ReplayJob> list(@Nullable String after, int limit) {
        var pages = new Pages<>(
                new NewestFirst(table, NewestFirst.Keys.TIMELINE),
                limit,
                item -> find(item.need("pk").substring(ReplayJobItem.pk("").length())));
        return pages.of(List.of(ReplayJobItem.TIMELINE), "0", after == null ? "9999999999999" : after);
    }

    @Override
    public boolean advance(ReplayJob before, ReplayJob.Progress after) {
        var changes = ReplayJobItem.changes(before, after);
        // A job that goes on keeps the standing it has: it may have been cancelled meanwhile.
        if (after.standing() != ReplayJob.Standing.RUNNING)
            changes.put("standing", after.standing().label());
        var sets = new ArrayList<String>();
        var names = new HashMap<String, String>();
        var values = new HashMap<String, AttributeValue>();
        changes.attributes().forEach((name, value) -> {
            names.put("#" + name, name);
            values.put(":" + name, value);
            sets.add("#" + name + " = :" + name);
        });
        var removed = OPTIONAL.stream().filter(name -> !changes.has(name)).toList();
        removed.forEach(name -> names.put("#" + name, name));
        values.put(":read", Item.number(before.progress().slice()));
        return table.update(UpdateItemRequest.builder()
                        .key(Item.key(ReplayJobItem.pk(before.id()), ReplayJobItem.SK))
                        .updateExpression("SET " + String.join(", ", sets)
                                + (removed.isEmpty() ? "" : " REMOVE #" + String.join(", #", removed)))
                        .conditionExpression("#slice = :read")
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values))
                == null;
    }

    @Override
    public boolean cancel(String id) {
        return table.update(UpdateItemRequest.builder()
                        .key(Item.key(ReplayJobItem.pk(id), ReplayJobItem.SK))
                        .updateExpression("SET standing = :cancelling")
                        .conditionExpression("standing = :running")
                        .expressionAttributeValues(Map.of(
                                ":cancelling", Item.text(ReplayJob.Standing.CANCELLING.label()),
                                ":running", Item.text(ReplayJob.Standing.RUNNING.label()))))
                == null;
    }

    @Override
    public List<ReplayJob> overdue(Instant now, int atMost) {
        var page = table.query(QueryRequest.builder()
                .indexName("agenda")
                .keyConditionExpression("agenda = :agenda AND agenda_at <= :now")
                .expressionAttributeValues(Map.of(
                        ":agenda", Item.text(ReplayJobItem.AGENDA), ":now", Item.text(Timeline.millis(now) + "~")))
                .limit(atMost));
        return page.items().stream()
                .map(attributes -> find(Item.of(attributes)
                        .need("pk")
                        .substring(ReplayJobItem.pk("").length())))
                .filter(Objects::nonNull)
                .toList();
    }
}
