package dev.usher.dynamo;

import dev.usher.reliability.FigureStore;
import dev.usher.reliability.Figures;
import dev.usher.reliability.Histogram;
import dev.usher.reliability.Slot;
import dev.usher.reliability.Span;
import dev.usher.reliability.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Figures in the log, one item for each minute or hour, source and type, in a partition for each destination.
 *
 * <pre>
 * pk FIGURES#{minute|hour}#{destination}  sk {start, ms, 13 digits}#{source}#{type}
 *    ok, first, retried, dead, took_ns, sent_bytes    numbers that only grow, absent while 0
 *    h{bucket}                                        response times by bucket of {@link Histogram}, only those that occurred
 *    e_{error}                                        failed attempts by error word
 *    expires_s                                        start + 2 days or 400 days
 * pk FIGURES  sk {destination}, expires_s             which destinations there were
 * </pre>
 *
 * <p>An update is one {@code ADD}. The SDK repeats one whose answer got lost, so figures may count a batch twice in an
 * outage; a condition that prevents it would need a read before each write, or an item that grows.
 */
public final class DynamoFigures implements FigureStore {
    private final Table table;
    private final String pk;
    private final Set<String> registered = ConcurrentHashMap.newKeySet();

    /** Of deliveries, by destination. */
    public DynamoFigures(Table table) {
        this(table, "FIGURES");
    }

    private DynamoFigures(Table table, String pk) {
        this.table = table;
        this.pk = pk;
    }

    /** Of calls to third parties, by service: the same items under {@code CALLS}. */
    public static DynamoFigures ofCalls(Table table) {
        return new DynamoFigures(table, "CALLS");
    }

    @Override
    public void add(Slot slot, Figures more) {
        if (slot.span() == Span.HOUR) register(slot.subject().destination(), slot.start());
        var additions = Additions.of(numbers(more));
        var values = new HashMap<String, AttributeValue>(additions.values());
        values.put(":e", Item.number(slot.start().plus(kept(slot.span())).getEpochSecond()));
        var update = UpdateItemRequest.builder()
                .key(Item.key(pk(slot.span(), slot.subject().destination()), sk(slot)))
                .updateExpression("SET expires_s = :e " + additions.clause())
                .expressionAttributeValues(values);
        if (!additions.names().isEmpty()) update.expressionAttributeNames(additions.names());
        table.update(update);
    }

    /** How long figures are kept, counted from their start. */
    private static Duration kept(Span span) {
        return span == Span.MINUTE ? Duration.ofDays(2) : Duration.ofDays(400);
    }

    /** Once in the life of a process, which is far shorter than the 400 days the entry is kept. */
    private void register(String destination, Instant start) {
        if (registered.contains(destination)) return;
        table.put(Item.create()
                .put("pk", pk)
                .put("sk", destination)
                .put("expires_s", start.plus(kept(Span.HOUR)).getEpochSecond()));
        registered.add(destination);
    }

    @Override
    public List<Reading> read(Span span, String destination, Instant from, Instant until) {
        var readings = new ArrayList<Reading>();
        var query = QueryRequest.builder()
                .keyConditionExpression("pk = :pk AND sk BETWEEN :from AND :until")
                .expressionAttributeValues(Map.of(
                        ":pk", Item.text(pk(span, destination)),
                        ":from", Item.text(Timeline.millis(from)),
                        ":until", Item.text(Timeline.millis(until) + "~")));
        for (var item : table.all(query)) readings.add(new Reading(slot(span, destination, item), figures(item)));
        return readings;
    }

    @Override
    public Set<String> destinations() {
        var names = new TreeSet<String>();
        for (var item : table.all(Table.partition(pk, "").consistentRead(true))) names.add(item.need("sk"));
        return names;
    }

    private String pk(Span span, String destination) {
        return pk + "#" + span.label() + "#" + destination;
    }

    private static String sk(Slot slot) {
        return Timeline.millis(slot.start()) + "#" + slot.subject().source() + "#"
                + slot.subject().type();
    }

    /** A type may hold a {@code #}; a source never does. */
    private static Slot slot(Span span, String destination, Item item) {
        var parts = item.need("sk").split("#", 3);
        return new Slot(
                span, Instant.ofEpochMilli(Long.parseLong(parts[0])), new Subject(destination, parts[1], parts[2]));
    }

    private static Map<String, Long> numbers(Figures figures) {
        var numbers = new HashMap<String, Long>();
        numbers.put("ok", figures.succeeded());
        numbers.put("first", figures.deliveries().firstTime());
        numbers.put("retried", figures.deliveries().afterRetry());
        numbers.put("dead", figures.deliveries().dead());
        numbers.put("took_ns", figures.sumOfTimes().toNanos());
        numbers.put("sent_bytes", figures.sentBytes());
        for (int i = 0; i < Histogram.BUCKETS; i++)
            numbers.put("h" + i, figures.times().in(i));
        figures.errors().forEach((word, count) -> numbers.put("e_" + word, count));
        numbers.values().removeIf(number -> number == 0);
        return numbers;
    }

    private static Figures figures(Item item) {
        var times = new long[Histogram.BUCKETS];
        for (int i = 0; i < times.length; i++) times[i] = item.number("h" + i, 0);
        var errors = new HashMap<String, Long>();
        for (var name : item.attributes().keySet())
            if (name.startsWith("e_")) errors.put(name.substring(2), item.number(name, 0));
        return new Figures(
                item.number("ok", 0),
                errors,
                new Figures.Deliveries(item.number("first", 0), item.number("retried", 0), item.number("dead", 0)),
                Duration.ofNanos(item.number("took_ns", 0)),
                Histogram.of(times),
                item.number("sent_bytes", 0));
    }
}
