package dev.usher.dynamo;

import dev.usher.config.Priority;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import dev.usher.message.EventStore;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events in the log.
 *
 * <pre>
 * pk EVENT#{id}  sk EVENT         source, type, provider_id, priority, received_ms, remembered_ms, context{}, headers{}, url,
 *                                 correlation_id, body | body_deflated | body_parts, timeline, timeline_at, expires_s
 * pk EVENT#{id}  sk BODY#{correlation_id}#{n}   body        parts of a body over 300 KiB (a DynamoDB item ends at 400 KB)
 * </pre>
 */
public final class DynamoEvents implements EventStore {
    static final String SK = "EVENT";

    /** The largest body that stays in the event's own item. */
    static final int PART_BYTES = 300 * 1024;

    private final Table table;
    private final Duration retention;

    /** @param retention how long events are kept */
    public DynamoEvents(Table table, Duration retention) {
        this.table = table;
        this.retention = retention;
    }

    static String pk(EventId id) {
        return "EVENT#" + id.text();
    }

    @Override
    public Stored add(Event event, Instant rememberedUntil) {
        long expires = event.receivedAt().plus(retention).getEpochSecond();
        var item = item(event, rememberedUntil).put("expires_s", expires);
        if (event.body().size() <= PART_BYTES) putBody(item, event.body().bytes());
        else {
            // Looked for first: the parts of a duplicate would be written, and then kept for nobody.
            var earlier = table.get(pk(event.id()), SK);
            if (earlier != null) return stored(event, earlier);
            item.put("body_parts", putParts(event, expires));
        }
        return stored(event, table.putIfAbsent(item));
    }

    private static Stored stored(Event event, @Nullable Item known) {
        // The SDK tries again when an answer gets lost; our own mark on the item says that the first try had succeeded.
        if (known == null || known.need("correlation_id").equals(event.correlationId())) return new Stored.Added();
        return new Stored.Seen(
                Instant.ofEpochMilli(known.number("received_ms", 0)),
                Instant.ofEpochMilli(known.number("remembered_ms", 0)));
    }

    /** The item of an event whose body is small, for whoever stores it together with something else. */
    static Item whole(Event event, Duration retention) {
        return item(event, event.receivedAt())
                .put("expires_s", event.receivedAt().plus(retention).getEpochSecond())
                .put("body", event.body().bytes());
    }

    @Override
    public @Nullable Event find(EventId id) {
        var item = table.get(pk(id), SK);
        var body = item == null ? null : body(id, item);
        return item == null || body == null ? null : event(id, item, body);
    }

    /** Every KiB of an item is paid for, once to write it and each month that it is kept. */
    private static void putBody(Item item, byte[] body) {
        var deflated = body.length < Deflated.LEAST_BYTES ? body : Deflated.deflate(body);
        if (deflated.length < body.length) item.put("body_deflated", deflated);
        else item.put("body", body);
    }

    /** Parts go first and under a key of this request only, so that they can't overwrite anybody's. */
    private int putParts(Event event, long expires) {
        var bytes = event.body().bytes();
        int parts = 0;
        for (int from = 0; from < bytes.length; from += PART_BYTES) {
            table.put(Item.create()
                    .put("pk", pk(event.id()))
                    .put("sk", partKey(event.correlationId(), parts++))
                    .put("body", Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART_BYTES)))
                    .put("expires_s", expires));
        }
        return parts;
    }

    private static String partKey(String correlationId, int part) {
        return "BODY#" + correlationId + "#" + part;
    }

    private static Item item(Event event, Instant rememberedUntil) {
        return Item.create()
                .put("pk", pk(event.id()))
                .put("sk", SK)
                .put("source", event.source())
                .put("type", event.type())
                .put("provider_id", event.providerId())
                .put("priority", event.priority().label())
                .put("received_ms", event.receivedAt().toEpochMilli())
                .put("remembered_ms", rememberedUntil.toEpochMilli())
                .put("context", event.context())
                .put("headers", event.headers().asMap())
                .put("url", event.url())
                .put("correlation_id", event.correlationId())
                .put("timeline", Timeline.partition(event.id(), event.receivedAt()))
                .put("timeline_at", Timeline.at(event.receivedAt(), event.id()));
    }

    private static Event event(EventId id, Item item, Body body) {
        return new Event(
                id,
                item.need("source"),
                item.text("provider_id", ""),
                item.need("type"),
                Priority.of(item.need("priority")),
                Instant.ofEpochMilli(item.number("received_ms", 0)),
                item.texts("context"),
                Headers.of(item.texts("headers")),
                item.text("url", ""),
                item.need("correlation_id"),
                body);
    }

    /** Null when it is gone in part: items expire one by one, in any order, within days. */
    private @Nullable Body body(EventId id, Item item) {
        var whole = item.bytes("body");
        if (whole != null) return Body.of(whole);
        var deflated = item.bytes("body_deflated");
        if (deflated != null) return Body.of(Deflated.inflate(deflated, PART_BYTES));
        var out = new ByteArrayOutputStream();
        for (int part = 0; part < item.number("body_parts", 0); part++) {
            var found = table.get(pk(id), partKey(item.need("correlation_id"), part));
            var bytes = found == null ? null : found.bytes("body");
            if (bytes == null) return null;
            out.writeBytes(bytes);
        }
        return Body.of(out.toByteArray());
    }
}
