package dev.usher.dynamo;

import dev.usher.webhook.Rejection;
import dev.usher.webhook.RejectionStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Rejections in the log.
 *
 * <pre>
 * pk REJECTIONS#{source}  sk {time, ms, 13 digits}#{uuid}
 *    reason, remote_address, body_bytes, body_sha256, header_names (one a line), user_agent, diagnosis, unnoted
 *    expires_s                                         24 hours later
 * </pre>
 */
public final class DynamoRejections implements RejectionStore {
    /** Pages of the table, 1 MB each, read for one page of ours. */
    private static final int MOST_READS = 4;

    private final Table table;

    public DynamoRejections(Table table) {
        this.table = table;
    }

    @Override
    public void add(Rejection rejection) {
        table.put(Item.create()
                .put("pk", pk(rejection.source()))
                .put("sk", rejection.id())
                .put("reason", rejection.reason())
                .put("remote_address", rejection.remoteAddress())
                .put("body_bytes", rejection.bodyBytes())
                .put("body_sha256", rejection.bodySha256())
                .put("header_names", String.join("\n", rejection.headerNames()))
                .put("user_agent", rejection.userAgent())
                .put("diagnosis", rejection.diagnosis())
                .put("unnoted", rejection.unnoted())
                .put("expires_s", rejection.at().plus(KEPT).getEpochSecond()));
    }

    @Override
    public Page newest(String source, @Nullable String before, @Nullable String reason, int limit) {
        var values = new HashMap<String, AttributeValue>();
        values.put(":pk", Item.text(pk(source)));
        if (before != null) values.put(":before", Item.text(before));
        if (reason != null) values.put(":reason", Item.text(reason));
        var query = QueryRequest.builder()
                .keyConditionExpression(before == null ? "pk = :pk" : "pk = :pk AND sk < :before")
                .expressionAttributeValues(values)
                .scanIndexForward(false);
        if (reason != null) query.filterExpression("reason = :reason");
        else query.limit(limit); // with a filter the limit would count items looked at, not items found
        var found = new ArrayList<Rejection>();
        for (int reads = 1; ; reads++) {
            var page = table.query(query);
            for (var attributes : page.items()) {
                found.add(read(source, Item.of(attributes)));
                if (found.size() == limit)
                    return new Page(found, found.getLast().id());
            }
            var last = page.lastEvaluatedKey();
            if (last.isEmpty()) return new Page(found, null);
            if (reads == MOST_READS) return new Page(found, Item.of(last).need("sk"));
            query.exclusiveStartKey(last);
        }
    }

    private static String pk(String source) {
        return "REJECTIONS#" + source;
    }

    private static Rejection read(String source, Item item) {
        var id = item.need("sk");
        return new Rejection(
                id,
                source,
                Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('#')))),
                item.text("reason", ""),
                item.text("remote_address", ""),
                (int) item.number("body_bytes", 0),
                item.text("body_sha256", ""),
                item.text("header_names", "").lines().toList(),
                item.text("user_agent", ""),
                item.text("diagnosis", ""),
                item.number("unnoted", 0));
    }
}
