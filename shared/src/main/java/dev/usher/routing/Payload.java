package dev.usher.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Source.Content;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.message.Event;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What patterns and transforms see of a body. */
sealed interface Payload {
    /** Null for a body that is never parsed. */
    record Read(JsonNode document) implements Payload {}

    /** A body that should be a document and is none. */
    record Unreadable(String reason) implements Payload {}

    /** Numbers keep the digits they came with: 1.10 does not become 1.1. */
    ObjectReader READER = Json.mapper().reader().without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    /** @param declared what the bodies of the event's source are; null for an unknown source, which the content type decides */
    static Payload of(Event event, @Nullable Content declared) {
        var content = declared == null ? byContentType(event) : declared;
        return switch (content) {
            case JSON -> json(event.body());
            case FORM -> new Read(form(event.body().text()));
            case OPAQUE -> new Read(NullNode.getInstance());
        };
    }

    private static Content byContentType(Event event) {
        var type = event.headers().get("content-type", "").toLowerCase(Locale.ROOT);
        if (type.contains("json")) return Content.JSON;
        return type.startsWith("application/x-www-form-urlencoded") ? Content.FORM : Content.OPAQUE;
    }

    private static Payload json(Body body) {
        try {
            var document = READER.readTree(body.bytes());
            if (document == null || document.isMissingNode()) return new Unreadable("the payload is empty");
            return new Read(document);
        } catch (IOException | NumberFormatException malformed) { // as in Json.readOrNull
            return new Unreadable("the payload is no JSON document within the bounds");
        }
    }

    private static JsonNode form(String text) {
        var fields = Json.object();
        for (var pair : text.split("&", -1)) {
            if (pair.isEmpty()) continue;
            int equals = pair.indexOf('=');
            var name = decode(equals < 0 ? pair : pair.substring(0, equals));
            add(fields, name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return fields;
    }

    private static void add(ObjectNode fields, String name, String value) {
        switch (fields.get(name)) {
            case null -> fields.put(name, value);
            case ArrayNode several -> several.add(value);
            case JsonNode one -> fields.putArray(name).add(one).add(value);
        }
    }

    /** A field that is not percent-encoded as it should be is taken as it came. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
