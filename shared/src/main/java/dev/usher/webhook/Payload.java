package dev.usher.webhook;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.config.Source;
import dev.usher.http.Body;
import dev.usher.http.Form;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A verified body, read as what its source declares. */
final class Payload {
    /** Longest value taken for an id, a type or a context field, in characters; longer ones are cut. */
    static final int VALUE_CHARS = 256;

    private final Headers headers;
    private final @Nullable JsonNode json;
    private final Map<String, List<String>> form;

    private Payload(Headers headers, @Nullable JsonNode json, Map<String, List<String>> form) {
        this.headers = headers;
        this.json = json;
        this.form = form;
    }

    /** Null when the body is not what was declared. */
    static @Nullable Payload read(Source.Content content, Headers headers, Body body) {
        return switch (content) {
            case OPAQUE -> new Payload(headers, null, Map.of());
            case JSON -> {
                var json = Json.readOrNull(body.bytes());
                yield json == null ? null : new Payload(headers, json, Map.of());
            }
            case FORM -> {
                var form = Form.readOrNull(body);
                yield form == null ? null : new Payload(headers, null, form);
            }
        };
    }

    /** The value at a place; null when there is none or it is empty. */
    @Nullable
    String at(Source.Locator locator) {
        return at(locator, Payload::clean);
    }

    /** The same; but a value that would be cut or cleaned is its digest, so that no two are taken for one. */
    @Nullable
    String id(Source.Locator locator) {
        return at(locator, whole -> clean(whole).equals(whole) ? whole : Desk.sha256(Body.utf8(whole)));
    }

    private @Nullable String at(Source.Locator locator, UnaryOperator<String> written) {
        return switch (locator) {
            case Source.Locator.Header(var name) -> text(headers.get(name), written);
            case Source.Locator.Pointer(var pointer) -> text(at(JsonPointer.compile(pointer)), written);
            case Source.Locator.Field(var name) -> {
                var values = form.get(name);
                yield values == null ? null : text(values.getFirst(), written);
            }
            case Source.Locator.Fixed(var value) -> value;
            case Source.Locator.None() -> null;
            case Source.Locator.Joined(var parts) -> {
                var values = new ArrayList<String>();
                for (var part : parts) {
                    var value = at(part, written);
                    if (value != null) values.add(value);
                }
                yield values.size() == parts.size() ? String.join(":", values) : null;
            }
        };
    }

    /** A text, number or truth value of a JSON body. */
    private @Nullable String at(JsonPointer pointer) {
        if (json == null) return null;
        var node = json.at(pointer);
        return node.isValueNode() && !node.isNull() ? node.asText() : null;
    }

    private static @Nullable String text(@Nullable String value, UnaryOperator<String> written) {
        return value == null || value.isEmpty() ? null : written.apply(value);
    }

    /** Control characters have no place in ids, logs and header values. */
    private static String clean(String value) {
        var cut = value.length() > VALUE_CHARS ? value.substring(0, VALUE_CHARS) : value;
        boolean plain = cut.chars().noneMatch(c -> c < 0x20 || c == 0x7f || Character.isSurrogate((char) c));
        return plain ? cut : cut.replaceAll("[\\x00-\\x1f\\x7f]", "\ufffd").replaceAll("\\p{Cs}", "\ufffd");
    }
}
