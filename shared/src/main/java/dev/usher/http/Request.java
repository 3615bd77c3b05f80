package dev.usher.http;

import java.util.Map;

/**
 * One HTTP request, already routed.
 *
 * @param method upper case
 * @param path as it came, percent-encoding kept
 * @param rawQuery the query string as it came, without {@code ?}; empty when there is none
 * @param origin scheme, host and port under which the sender reached us, such as {@code https://hooks.example.com}, without a trailing slash
 * @param remoteAddress the sender's address as the gateway saw it; empty when unknown
 * @param pathValues what the named parts of the route matched, percent-decoded
 * @param query the decoded query parameters, the last value of each; empty when there are none
 * @param claims those of a JWT that the gateway itself has verified, as texts; empty when the route has no authorizer. Nothing
 *     that the sender writes anywhere else in the request gets in here
 */
public record Request(
        String method,
        String path,
        String rawQuery,
        String origin,
        String remoteAddress,
        Headers headers,
        Map<String, String> pathValues,
        Map<String, String> query,
        Map<String, String> claims,
        Body body) {
    /** A request of a route without an authorizer. */
    public Request(
            String method,
            String path,
            String rawQuery,
            String origin,
            String remoteAddress,
            Headers headers,
            Map<String, String> pathValues,
            Map<String, String> query,
            Body body) {
        this(method, path, rawQuery, origin, remoteAddress, headers, pathValues, query, Map.of(), body);
    }

    /** The same request, with what the named parts of another route matched. */
    public Request routed(Map<String, String> values) {
        return new Request(method, path, rawQuery, origin, remoteAddress, headers, values, query, claims, body);
    }

    /** @throws IllegalStateException when the route has no such part, which is a fault of the wiring */
    public String pathValue(String name) {
        var value = pathValues.get(name);
        if (value == null) throw new IllegalStateException("the route has no {" + name + "}");
        return value;
    }

    /** The whole URL as the sender wrote it: the part that URL-signing providers sign. */
    public String url() {
        return origin + path + (rawQuery.isEmpty() ? "" : "?" + rawQuery);
    }
}
