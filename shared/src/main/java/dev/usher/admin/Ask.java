package dev.usher.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a request, from its query or its JSON body, and refuses what is not valid. */
final class Ask {
    /** The longest body read. */
    static final int BODY_BYTES = 64 * 1024;

    private static final int TEXT_CHARS = 256;

    private final Map<String, String> values;

    private Ask(Map<String, String> values) {
        this.values = values;
    }

    static Ask query(Request request) {
        return new Ask(request.query());
    }

    /** The members of a JSON object as text, with those of the query; a member counts more. An empty body is an empty object. */
    static Ask bodyAndQuery(Request request, Set<String> known) {
        var values = new LinkedHashMap<>(request.query());
        body(request).properties().forEach(member -> {
            if (!known.contains(member.getKey())) throw Refusal.unknown("member of the body", known);
            if (!member.getValue().isNull()) values.put(member.getKey(), text(member.getKey(), member.getValue()));
        });
        return new Ask(values);
    }

    private static String text(String name, JsonNode value) {
        if (!value.isValueNode()) throw Refusal.parameter(name, "a text, a number or a truth value");
        return value.asText();
    }

    private static ObjectNode body(Request request) {
        if (request.body().size() > BODY_BYTES)
            throw new Refusal(Response.problem(
                    413, "body-too-large", "The body is too large", "bodies are at most " + BODY_BYTES + " bytes"));
        if (request.body().size() == 0) return Json.object();
        // curl -d says that it sends a form; what counts is what it sends. A form's parts would only be misread.
        if (request.headers().get("content-type", "").toLowerCase(Locale.ROOT).startsWith("multipart/"))
            throw new Refusal(Response.problem(
                    415, "unsupported-media-type", "The body is not JSON", "the body must be one JSON object"));
        if (Json.readOrNull(request.body().bytes()) instanceof ObjectNode object) return object;
        throw new Refusal(
                Response.problem(400, "invalid-body", "The body can't be read", "the body must be one JSON object"));
    }

    @Nullable
    String find(String name) {
        var value = values.get(name);
        if (value == null || value.isEmpty()) return null;
        if (value.length() > TEXT_CHARS) throw Refusal.parameter(name, "at most " + TEXT_CHARS + " characters long");
        return value;
    }

    String text(String name) {
        var value = find(name);
        return value == null ? "" : value;
    }

    boolean truth(String name) {
        var value = find(name);
        if (value == null || value.equals("false")) return false;
        if (value.equals("true")) return true;
        throw Refusal.parameter(name, "true or false");
    }

    long number(String name, long otherwise, long least, long most) {
        var value = find(name);
        if (value == null) return otherwise;
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) return number;
        } catch (NumberFormatException malformed) {
            throw Refusal.parameter(name, "a whole number from " + least + " to " + most);
        }
        throw Refusal.parameter(name, "a whole number from " + least + " to " + most);
    }

    Instant time(String name, Instant otherwise) {
        var value = find(name);
        if (value == null) return otherwise;
        try {
            var time = Instant.parse(value);
            if (time.getEpochSecond() >= 0 && time.getEpochSecond() < 7_258_118_400L) return time; // the year 2200
        } catch (DateTimeException malformed) {
            throw Refusal.parameter(name, "a time such as 2026-06-06T12:00:00Z");
        }
        throw Refusal.parameter(name, "between 1970 and 2200");
    }

    /** One of these, or null. */
    @Nullable
    String oneOf(String name, Set<String> allowed) {
        var value = find(name);
        if (value != null && !allowed.contains(value))
            throw Refusal.parameter(name, "one of " + String.join(", ", new TreeSet<>(allowed)));
        return value;
    }
}
