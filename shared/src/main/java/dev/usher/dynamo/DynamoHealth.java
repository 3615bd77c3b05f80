package dev.usher.dynamo;

import dev.usher.config.Maintenance;
import dev.usher.health.HealthStore;
import dev.usher.health.QueueDepth;
import dev.usher.health.Standing;
import dev.usher.health.Uptime;
import dev.usher.reliability.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Health in the log.
 *
 * <pre>
 * pk HEALTH  sk ROUND                  runner, until_ms, expected_ms, watched_ms, ended_ms
 * pk HEALTH  sk STANDING#{subject}     standing (JSON), version, writer
 * pk HEALTH  sk QUEUE#{name}           waiting, in_flight, delayed, at_ms, empty_ms
 * pk HEALTH  sk MAINTENANCE#{id}       services[], from_ms, length_ms, reason, by, removed_ms, expires_s
 * pk UPTIME#{minute|hour|day}#{subject}  sk {start, ms, 13 digits}
 *    healthy, degraded, down, maintenance, unknown     minutes, absent while 0
 *    h{bucket}, took_ns                                response times, as of figures
 *    last_ms, expires_s                                the last minute that is in it
 * </pre>
 *
 * <p>A minute is added on the condition that it comes after the last one, so no repetition counts twice.
 */
public final class DynamoHealth implements HealthStore {
    private static final String PK = "HEALTH";
    private static final String ROUND = "ROUND";
    private static final String STANDING = "STANDING#";
    private static final String QUEUE = "QUEUE#";
    private static final String MAINTENANCE = "MAINTENANCE#";

    /** How long a window of maintenance is remembered when it is over. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final Table table;
    private final InstantSource clock;

    /** @param clock of when a window was taken back */
    public DynamoHealth(Table table, InstantSource clock) {
        this.table = table;
        this.clock = clock;
    }

    @Override
    public boolean begin(String runner, Instant now, Duration lease) {
        var other = table.update(UpdateItemRequest.builder()
                .key(Item.key(PK, ROUND))
                .updateExpression(
                        "SET runner = :runner, until_ms = :until, expected_ms = if_not_exists(expected_ms, :now)")
                .conditionExpression("attribute_not_exists(until_ms) OR until_ms <= :now")
                .expressionAttributeValues(Map.of(
                        ":runner", Item.text(runner),
                        ":until", Item.number(now.plus(lease).toEpochMilli()),
                        ":now", Item.number(now.toEpochMilli()))));
        // A write whose answer got lost is repeated, and finds itself.
        return other == null || other.text("runner", "").equals(runner);
    }

    @Override
    public void end(String runner, Instant now) {
        table.update(UpdateItemRequest.builder()
                .key(Item.key(PK, ROUND))
                .updateExpression("SET ended_ms = :now, until_ms = :free")
                .conditionExpression("runner = :runner")
                .expressionAttributeValues(Map.of(
                        ":runner", Item.text(runner),
                        ":free", Item.number(0),
                        ":now", Item.number(now.toEpochMilli()))));
    }

    @Override
    public @Nullable Heartbeat heartbeat() {
        var item = table.get(PK, ROUND);
        if (item == null) return null;
        var ended = item.has("ended_ms") ? Instant.ofEpochMilli(item.number("ended_ms", 0)) : null;
        return new Heartbeat(
                Instant.ofEpochMilli(item.number("expected_ms", 0)),
                Instant.ofEpochMilli(item.number("watched_ms", 0)),
                ended);
    }

    @Override
    public void expect(Instant since, Instant now) {
        table.update(UpdateItemRequest.builder()
                .key(Item.key(PK, ROUND))
                .updateExpression("SET expected_ms = :since, watched_ms = :now")
                .expressionAttributeValues(
                        Map.of(":since", Item.number(since.toEpochMilli()), ":now", Item.number(now.toEpochMilli()))));
    }

    @Override
    public List<Standing> standings() {
        var standings = new ArrayList<Standing>();
        for (var item : table.all(Table.partition(PK, STANDING).consistentRead(true)))
            standings.add(StandingJson.read(
                    item.need("sk").substring(STANDING.length()), item.need("standing"), item.number("version", 0)));
        return standings;
    }

    @Override
    public boolean put(Standing standing) {
        var writer = UUID.randomUUID().toString();
        var other = table.update(UpdateItemRequest.builder()
                .key(Item.key(PK, STANDING + standing.subject()))
                .updateExpression("SET standing = :standing, version = :next, writer = :writer")
                .conditionExpression(standing.version() == 0 ? "attribute_not_exists(version)" : "version = :read")
                .expressionAttributeValues(values(standing, writer)));
        return other == null || other.text("writer", "").equals(writer);
    }

    /** DynamoDB refuses values that no expression names. */
    private static Map<String, AttributeValue> values(Standing standing, String writer) {
        var values = new HashMap<String, AttributeValue>();
        values.put(":standing", Item.text(StandingJson.write(standing)));
        values.put(":next", Item.number(standing.version() + 1));
        values.put(":writer", Item.text(writer));
        if (standing.version() > 0) values.put(":read", Item.number(standing.version()));
        return values;
    }

    @Override
    public void count(String subject, Instant minute, Uptime uptime) {
        for (var span : Span.values()) UptimeItem.add(table, subject, span, minute, uptime);
    }

    @Override
    public List<Part> read(String subject, Span span, Instant from, Instant until) {
        var parts = new ArrayList<Part>();
        for (var item : table.all(UptimeItem.query(subject, span, from, until))) parts.add(UptimeItem.part(item));
        return parts;
    }

    @Override
    public List<Maintenance> maintenance() {
        var windows = new ArrayList<Maintenance>();
        for (var item : table.all(Table.partition(PK, MAINTENANCE).consistentRead(true)))
            if (!item.has("removed_ms")) windows.add(window(item));
        return windows;
    }

    @Override
    public void add(Maintenance window) {
        table.put(Item.create()
                .put("pk", PK)
                .put("sk", MAINTENANCE + window.id())
                .put("services", window.services().stream().sorted().toList())
                .put("from_ms", window.from().toEpochMilli())
                .put("length_ms", window.length().toMillis())
                .put("reason", window.reason())
                .put("by", window.by())
                .put(
                        "expires_s",
                        window.from().plus(window.length()).plus(REMEMBERED).getEpochSecond()));
    }

    @Override
    public boolean remove(String id) {
        var other = table.update(UpdateItemRequest.builder()
                .key(Item.key(PK, MAINTENANCE + id))
                .updateExpression("SET removed_ms = :now")
                .conditionExpression("attribute_exists(pk) AND attribute_not_exists(removed_ms)")
                .expressionAttributeValues(Map.of(":now", Item.number(clock.millis()))));
        return other == null;
    }

    @Override
    public void keep(QueueDepth depth) {
        table.put(Item.create()
                .put("pk", PK)
                .put("sk", QUEUE + depth.name())
                .put("waiting", depth.waiting())
                .put("in_flight", depth.inFlight())
                .put("delayed", depth.delayed())
                .put("at_ms", depth.at().toEpochMilli())
                .put("empty_ms", depth.emptyAt().toEpochMilli()));
    }

    @Override
    public Map<String, QueueDepth> queues() {
        var depths = new TreeMap<String, QueueDepth>();
        for (var item : table.all(Table.partition(PK, QUEUE).consistentRead(true))) {
            var name = item.need("sk").substring(QUEUE.length());
            depths.put(
                    name,
                    new QueueDepth(
                            name,
                            item.number("waiting", 0),
                            item.number("in_flight", 0),
                            item.number("delayed", 0),
                            Instant.ofEpochMilli(item.number("at_ms", 0)),
                            Instant.ofEpochMilli(item.number("empty_ms", 0))));
        }
        return depths;
    }

    private static Maintenance window(Item item) {
        var services = new HashSet<String>();
        item.list("services").forEach(service -> services.add(service.s()));
        return new Maintenance(
                item.need("sk").substring(MAINTENANCE.length()),
                services,
                Instant.ofEpochMilli(item.number("from_ms", 0)),
                Duration.ofMillis(item.number("length_ms", 0)),
                null,
                item.text("reason", ""),
                item.text("by", ""));
    }
}
