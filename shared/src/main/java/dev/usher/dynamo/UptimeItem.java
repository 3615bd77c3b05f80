package dev.usher.dynamo;

import dev.usher.health.HealthStore.Part;
import dev.usher.health.Uptime;
import dev.usher.reliability.Histogram;
import dev.usher.reliability.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The items in which minutes of uptime are counted; {@link DynamoHealth} draws them. */
final class UptimeItem {
    /** How long, counted from the end of what it covers. */
    private static final Map<Span, Duration> KEPT =
            Map.of(Span.MINUTE, Duration.ofDays(1), Span.HOUR, Duration.ofDays(30), Span.DAY, Duration.ofDays(365));

    private UptimeItem() {}

    private static String pk(String subject, Span span) {
        return "UPTIME#" + span.label() + "#" + subject;
    }

    /** Adds a minute, unless it or a later one was added before. */
    static void add(Table table, String subject, Span span, Instant minute, Uptime uptime) {
        var start = span.start(minute);
        var additions = Additions.of(numbers(uptime));
        var values = new HashMap<String, AttributeValue>(additions.values());
        values.put(":minute", Item.number(minute.toEpochMilli()));
        values.put(
                ":expires",
                Item.number(start.plus(span.length())
                        .plus(Objects.requireNonNull(KEPT.get(span)))
                        .getEpochSecond()));
        table.update(UpdateItemRequest.builder()
                .key(Item.key(pk(subject, span), Timeline.millis(start)))
                .updateExpression("SET last_ms = :minute, expires_s = :expires " + additions.clause())
                .conditionExpression("attribute_not_exists(last_ms) OR last_ms < :minute")
                .expressionAttributeNames(additions.names())
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

    static QueryRequest.Builder query(String subject, Span span, Instant from, Instant until) {
        return QueryRequest.builder()
                .keyConditionExpression("pk = :pk AND sk BETWEEN :from AND :until")
                .expressionAttributeValues(Map.of(
                        ":pk", Item.text(pk(subject, span)),
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
