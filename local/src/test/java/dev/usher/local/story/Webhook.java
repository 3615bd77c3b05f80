package dev.usher.local.story;

import dev.usher.http.Body;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One webhook as it goes over the wire.
 *
 * @param path below {@code /webhooks/}, with its query if it has one
 */
record Webhook(String path, Map<String, String> headers, Body body) {
    Webhook {
        headers = Map.copyOf(headers);
    }

    static Webhook of(String path, Map<String, String> headers, String body) {
        return new Webhook(path, headers, Body.utf8(body));
    }

    Webhook with(String header, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Webhook(path, all, body);
    }

    Webhook without(String header) {
        var all = new LinkedHashMap<>(headers);
        all.remove(header);
        return new Webhook(path, all, body);
    }

    Webhook withBody(String other) {
        return new Webhook(path, headers, Body.utf8(other));
    }

    Webhook to(String other) {
        return new Webhook(other, headers, body);
    }
}
