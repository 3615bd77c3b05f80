package dev.usher.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a caller is answered.
 *
 * @param headers by name in the spelling they are sent with
 */
public record Response(int status, Map<String, String> headers, Body body) {
    /** Problem types are named under this path of docs/reference/errors.md (RFC 9457 section 3.1.1 allows a relative reference). */
    public static final String PROBLEM_BASE = "/problems/";

    public static Response of(int status) {
        return new Response(status, Map.of(), Body.EMPTY);
    }

    public static Response text(int status, String contentType, String text) {
        return new Response(status, Map.of("content-type", contentType), Body.utf8(text));
    }

    public static Response json(int status, Object value) {
        return new Response(status, Map.of("content-type", "application/json"), Body.of(Json.bytes(value)));
    }

    /**
     * An RFC 9457 problem document.
     *
     * @param type the last part of the problem type, as listed in docs/reference/errors.md
     * @param detail for the caller's eyes: no value from the request, nothing of the inside
     */
    public static Response problem(int status, String type, String title, String detail) {
        return problem(status, type, title, detail, Json.object());
    }

    /** As {@link #problem(int, String, String, String)}, with extension members. */
    public static Response problem(int status, String type, String title, String detail, ObjectNode extensions) {
        return registeredProblem(status, PROBLEM_BASE + type, title, detail, extensions);
    }

    /**
     * An RFC 9457 problem document of a type that is not ours alone.
     *
     * @param type the URI of the type, as its registration has it
     */
    public static Response registeredProblem(
            int status, String type, String title, String detail, ObjectNode extensions) {
        var document = Json.object()
                .put("type", type)
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        document.setAll(extensions);
        return new Response(status, Map.of("content-type", "application/problem+json"), Body.of(Json.bytes(document)));
    }

    public Response with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, Map.copyOf(more), body);
    }

    /** With {@code Retry-After} in whole seconds, rounded up so that nobody comes back too early. */
    public Response retryAfter(Duration wait) {
        return with(
                "retry-after", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
    }
}
