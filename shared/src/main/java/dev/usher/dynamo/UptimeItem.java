package dev.usher.dynamo;

import dev.usher.health.HealthStore.Part;
import dev.usher.health.Tier;
import dev.usher.health.Uptime;
import dev.usher.reliability.Histogram;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The items in which minutes of uptime are counted; {@link DynamoHealth} draws them. */
final class UptimeItem {
    private UptimeItem() {}

    private static String pk(String subject, Tier tier) {
        return "UPTIME#" + tier.label() + "#" + subject;
    }

    /** Adds a minute, unless it or a later one was added before. */
    static void add(Table table, String subject, Tier tier, Instant minute, Uptime uptime) {
        var start = tier.start(minute);
        var names = new HashMap<String, String>();
        var values = new HashMap<String, AttributeValue>();
        var additions = new ArrayList<String>();
        numbers(uptime).forEach((name, number) -> {
            int i = additions.size();
            names.put("#" + i, name);
            values.put(":" + i, Item.number(number));
            additions.add("#" + i + " :" + i);
        });
        values.put(":minute", Item.number(minute.toEpochMilli()));
        values.put(
                ":expires",
                Item.number(start.plus(tier.length()).plus(tier.kept()).getEpochSecond()));
        table.update(UpdateItemRequest.builder()
                .key(Item.key(pk(subject, tier), Timeline.millis(start)))
                .updateExpression("SET last_ms = :minute, expires_s = :expires ADD " + String.join(", ", additions))
                .conditionExpression("attribute_not_exists(last_ms) OR last_ms < :minute")
                .expressionAttributeNames(names)
                .expressionAttributeValues(values));
    }

    /** Never empty: a minute is one of five. */
    private static Map<String, Long> numbers(Uptime uptime) {
        var numbers = new LinkedHashMap<String, Long>();
        numbers.put("healthy", uptime.healthy());
        numbers.put("degraded", uptime.degraded());
        numbers.put("down", uptime.down());
        numbers.put("maintenance", uptime.maintenance());
        numbers.put("unknown", uptime.unknown());
        numbers.put("took_ns", uptime.sumOfTimes().toNanos());
        for (int i = 0; i < Histogram.BUCKETS; i++)
            numbers.put("h" + i, uptime.times().in(i));
        numbers.values().removeIf(number -> number == 0);
        return numbers;
    }

    static QueryRequest.Builder query(String subject, Tier tier, Instant from, Instant until) {
        return QueryRequest.builder()
                .keyConditionExpression("pk = :pk AND sk BETWEEN :from AND :until")
                .expressionAttributeValues(Map.of(
                        ":pk", Item.text(pk(subject, tier)),
                        ":from", Item.text(Timeline.millis(from)),
                        ":until", Item.text(Timeline.millis(until))));
    }

    static Part part(Item item) {
        var times = new long[Histogram.BUCKETS];
        for (int i = 0; i < times.length; i++) times[i] = item.number("h" + i, 0);
        return new Part(
                Timeline.instant(item.need("sk")),
                new Uptime(
                        item.number("healthy", 0),
                        item.number("degraded", 0),
                        item.number("down", 0),
                        item.number("maintenance", 0),
                        item.number("unknown", 0),
                        Histogram.of(times),
                        Duration.ofNanos(item.number("took_ns", 0))));
    }
}
