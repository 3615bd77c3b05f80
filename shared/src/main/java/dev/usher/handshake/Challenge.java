package dev.usher.handshake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import org.jspecify.annotations.Nullable;

/** Reading what a provider asks and echoing it harmlessly. */
final class Challenge {
    /** Longest challenge echoed, in characters. Those of the providers here are under 200. */
    static final int MAX_CHARS = 1024;

    /** Largest body looked into. Handshakes are some hundred bytes; Discord's ping, the largest, is a few KiB. */
    private static final int MAX_BODY_BYTES = 16 * 1024;

    private Challenge() {}

    /** The token itself when it is one: 1 to 1024 letters, digits and {@code -._~+/=}; null otherwise. */
    static @Nullable String token(@Nullable String text) {
        return within(text, "-._~+/=");
    }

    /**
     * As {@link #token}, with the punctuation of plain sentences too, but nothing that a browser could take for
     * markup.
     */
    static @Nullable String sentence(@Nullable String text) {
        return within(text, "-._~+/= :,;!?()[]@#$%*|");
    }

    private static @Nullable String within(@Nullable String text, String punctuation) {
        if (text == null || text.isEmpty() || text.length() > MAX_CHARS) return null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && punctuation.indexOf(c) < 0) return null;
        }
        return text;
    }

    /** The body of a small POST as a JSON object; null for anything else. */
    static @Nullable JsonNode json(Request request) {
        if (!request.method().equals("POST") || request.body().size() > MAX_BODY_BYTES) return null;
        var document = Json.readOrNull(request.body().bytes());
        return document != null && document.isObject() ? document : null;
    }

    static boolean isGet(Request request) {
        return request.method().equals("GET");
    }

    /** As plain text that no browser may reinterpret: anything else would reflect scripts. */
    static Answer echo(String text) {
        return new Answer.Reply(
                Response.text(200, "text/plain; charset=utf-8", text).with("x-content-type-options", "nosniff"));
    }

    static Answer json(Object value) {
        return new Answer.Reply(Response.json(200, value).with("x-content-type-options", "nosniff"));
    }
}
