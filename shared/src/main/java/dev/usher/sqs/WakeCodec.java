package dev.usher.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Priority;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.message.DeliveryId;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import dev.usher.message.Wake;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The wire form of a {@link Wake}: JSON, {@code {"v":1,"dispatch":{...}}} or {@code {"v":1,"attempt":{...}}}. An event is
 * carried inside while the message stays under {@value #INLINE_BYTES} bytes of body (SQS bills by 64 KiB), else read by id.
 */
public final class WakeCodec {
    /** The largest body carried inside a message; base 64 makes it 4/3 as long. */
    static final int INLINE_BYTES = 44 * 1024;

    private static final int VERSION = 1;

    private WakeCodec() {}

    public static String write(Wake wake) {
        var root = Json.object().put("v", VERSION);
        switch (wake) {
            case Wake.Dispatch dispatch -> {
                var node = root.putObject("dispatch").put("id", dispatch.id().text());
                if (dispatch.recheck()) node.put("recheck", true);
                if (dispatch.queued()) node.put("queued", true);
                var event = dispatch.inline();
                if (event != null && event.body().size() <= INLINE_BYTES) write(event, node.putObject("event"));
            }
            case Wake.Attempt attempt -> {
                var node = root.putObject("attempt").put("id", attempt.id().toString());
                node.put("n", attempt.attempt());
                if (attempt.aside()) node.put("aside", true);
            }
        }
        return SqsText.of(root);
    }

    /** @throws IllegalArgumentException when this is no message of ours */
    public static Wake read(String text) {
        try {
            var root = Json.mapper().readTree(text);
            if (root.path("v").asInt() != VERSION) throw new IllegalArgumentException("not a message of this version");
            var attempt = root.get("attempt");
            if (attempt != null)
                return new Wake.Attempt(
                        DeliveryId.parse(text(attempt, "id")),
                        attempt.path("n").asInt(),
                        attempt.path("aside").asBoolean(false));
            var dispatch = root.path("dispatch");
            var id = new EventId(text(dispatch, "id"));
            var event = dispatch.get("event");
            return new Wake.Dispatch(
                    id,
                    event == null ? null : event(id, event),
                    dispatch.path("recheck").asBoolean(false),
                    dispatch.path("queued").asBoolean(false));
        } catch (IOException malformed) {
            throw new IllegalArgumentException("not a message of ours", malformed);
        }
    }

    private static void write(Event event, ObjectNode node) {
        node.put("source", event.source())
                .put("providerId", event.providerId())
                .put("type", event.type())
                .put("priority", event.priority().label())
                .put("receivedMs", event.receivedAt().toEpochMilli())
                .put("url", event.url())
                .put("correlationId", event.correlationId())
                .put("body", Base64.getEncoder().encodeToString(event.body().bytes()));
        write(event.context(), node.putObject("context"));
        write(event.headers().asMap(), node.putObject("headers"));
    }

    private static void write(Map<String, String> fields, ObjectNode node) {
        fields.forEach(node::put);
    }

    private static Event event(EventId id, JsonNode node) {
        return new Event(
                id,
                text(node, "source"),
                text(node, "providerId"),
                text(node, "type"),
                Priority.of(text(node, "priority")),
                Instant.ofEpochMilli(node.path("receivedMs").asLong()),
                texts(node.path("context")),
                Headers.of(texts(node.path("headers"))),
                text(node, "url"),
                text(node, "correlationId"),
                Body.of(Base64.getDecoder().decode(text(node, "body"))));
    }

    private static String text(JsonNode node, String field) {
        var value = node.get(field);
        if (value == null || !value.isTextual()) throw new IllegalArgumentException("a message has no " + field);
        return value.textValue();
    }

    private static Map<String, String> texts(JsonNode node) {
        var map = new LinkedHashMap<String, String>();
        node.properties()
                .forEach(field -> map.put(field.getKey(), field.getValue().asText()));
        return map;
    }
}
