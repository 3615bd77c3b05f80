package dev.usher.dynamo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import dev.usher.incident.Alert;
import dev.usher.incident.Incident;
import dev.usher.incident.IncidentStore;
import dev.usher.incident.Moment;
import dev.usher.incident.Situation;
import dev.usher.incident.SituationJson;
import dev.usher.incident.Step;
import dev.usher.message.EventId;
import dev.usher.search.Page;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Incidents in the log.
 *
 * <pre>
 * pk INCIDENTS             sk SITUATION                        version, json (all that is wrong)
 * pk INCIDENT#{id}         sk INCIDENT                         json, expires_s
 * pk INCIDENTS#{yyyymmdd}  sk {began, 13 digits}#{id}          the same, for lists
 * pk INCIDENT#{id}         sk MOMENTS#{version, 10 digits}     json (entries of its timeline), expires_s
 * </pre>
 *
 * All that one step changes is written in one transaction, with the events of its alerts, on the condition that nobody else wrote the
 * situation since it was read.
 */
public final class DynamoIncidents implements IncidentStore {
    private static final String PK = "INCIDENTS";
    private static final String SK = "SITUATION";
    private static final String MOMENTS = "MOMENTS#";

    /** Whoever was overtaken waits up to so long, so that many don't overtake each other for ever. */
    private static final int MOST_PAUSE_MS = 40;

    private final Table table;
    private final Duration retention;

    /** @param retention how long events are kept */
    public DynamoIncidents(Table table, Duration retention) {
        this.table = table;
        this.retention = retention;
    }

    @Override
    public Version read() {
        var item = table.get(PK, SK);
        if (item == null) return new Version(Situation.WELL, 0);
        return new Version(SituationJson.situation(item.need("json")), item.number("version", 0));
    }

    @Override
    public boolean write(Version before, Step step) {
        long version = before.number() + 1;
        var writes = new ArrayList<TransactWriteItem>();
        var situation = Item.create()
                .put("pk", PK)
                .put("sk", SK)
                .put("version", version)
                .put("json", SituationJson.write(step.after()));
        writes.add(
                before.number() == 0
                        ? table.putting(situation, Table.ABSENT, Map.of())
                        : table.putting(situation, "version = :read", Map.of(":read", Item.number(before.number()))));
        var notes = new LinkedHashMap<String, List<Moment>>();
        for (var note : step.notes())
            notes.computeIfAbsent(note.incident(), id -> new ArrayList<>()).add(note.moment());
        notes.forEach((id, moments) -> {
            var incident = step.after().find(id);
            if (incident == null) return;
            long expires = moments.getLast().at().plus(KEPT).getEpochSecond();
            for (var row : List.of(key(id), inList(incident)))
                writes.add(put(row.put("json", SituationJson.write(incident)).put("expires_s", expires)));
            writes.add(put(Item.create()
                    .put("pk", pk(id))
                    .put("sk", MOMENTS + "%010d".formatted(version))
                    .put("json", json(moments))
                    .put("expires_s", expires)));
        });
        for (var alert : step.alerts()) writes.add(event(alert));
        if (table.transact(writes)) return true;
        pause();
        return false;
    }

    private TransactWriteItem put(Item item) {
        return table.putting(item, null, Map.of());
    }

    private TransactWriteItem event(Alert alert) {
        return table.putting(DynamoEvents.whole(alert.event(), retention), Table.ABSENT, Map.of());
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(MOST_PAUSE_MS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public @Nullable Incident find(String id) {
        var item = table.get(pk(id), "INCIDENT");
        return item == null ? null : SituationJson.incident(item.need("json"));
    }

    @Override
    public List<Moment> timeline(String id, int most) {
        var page = table.query(Table.partition(pk(id), MOMENTS)
                .consistentRead(true)
                .scanIndexForward(false)
                .limit(most));
        var moments = new ArrayList<Moment>();
        for (var attributes : page.items().reversed())
            read(Item.of(attributes).need("json")).forEach(moment -> moments.add(moment(moment)));
        return List.copyOf(moments.subList(Math.max(0, moments.size() - most), moments.size()));
    }

    @Override
    public Page<Incident> list(Wanted wanted, @Nullable String after, int limit) {
        var pages = new Pages<>(new NewestFirst(table, NewestFirst.Keys.TABLE), limit, item -> {
            var incident = SituationJson.incident(item.need("json"));
            return wanted.matches(incident) ? incident : null;
        });
        return pages.ofDays(
                wanted.from(),
                wanted.until(),
                after,
                day -> List.of(day(day.atStartOfDay(ZoneOffset.UTC).toInstant())));
    }

    private static String pk(String id) {
        return "INCIDENT#" + id;
    }

    private static Item key(String id) {
        return Item.create().put("pk", pk(id)).put("sk", "INCIDENT");
    }

    private static Item inList(Incident incident) {
        return Item.create()
                .put("pk", day(incident.began()))
                .put("sk", Timeline.millis(incident.began()) + "#" + incident.id());
    }

    private static String day(Instant at) {
        return PK + "#"
                + DateTimeFormatter.BASIC_ISO_DATE.format(
                        at.atOffset(ZoneOffset.UTC).toLocalDate());
    }

    private static String json(List<Moment> moments) {
        var list = Json.mapper().createArrayNode();
        for (var moment : moments) {
            var node = list.addObject()
                    .put("at", moment.at().toEpochMilli())
                    .put("what", moment.what())
                    .put("by", moment.by())
                    .put("text", moment.text());
            var alert = moment.alert();
            if (alert != null) node.put("alert", alert.text());
        }
        return new String(Json.bytes(list), StandardCharsets.UTF_8);
    }

    private static JsonNode read(String json) {
        var node = Json.readOrNull(json.getBytes(StandardCharsets.UTF_8));
        return node == null ? Json.mapper().createArrayNode() : node;
    }

    private static Moment moment(JsonNode node) {
        return new Moment(
                Instant.ofEpochMilli(node.path("at").asLong()),
                node.path("what").asText(),
                node.path("by").asText(),
                node.path("text").asText(),
                node.hasNonNull("alert") ? new EventId(node.path("alert").asText()) : null);
    }
}
