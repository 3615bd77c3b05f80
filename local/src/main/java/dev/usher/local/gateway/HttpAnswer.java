package dev.usher.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Body;
import dev.usher.http.Json;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway writes back.
 *
 * @param headers in order; cookies come first, as one {@code set-cookie} each
 */
public record HttpAnswer(int status, List<Received.Header> headers, Body body) {
    private static final Received.Header JSON = new Received.Header("content-type", "application/json");

    /** What the server says itself about the connection and the length. */
    private static final Set<String> NOT_THE_FUNCTIONS =
            Set.of("connection", "content-length", "transfer-encoding", "keep-alive", "upgrade", "trailer", "date");

    /** One of the gateway's own answers: {@code {"message": ...}}. */
    public static HttpAnswer message(int status, String message) {
        return json(status, Json.bytes(Json.object().put("message", message)));
    }

    HttpAnswer with(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(new Received.Header(name, value));
        return new HttpAnswer(status, more, body);
    }

    public static HttpAnswer json(int status, byte[] body) {
        return new HttpAnswer(status, List.of(JSON), Body.of(body));
    }

    /**
     * What a function's payload means to the HTTP API. Without {@code statusCode} the whole payload is a JSON body of status 200,
     * and a bare string is its own text. null: not a payload that the gateway takes, which it answers with 500.
     */
    static @Nullable HttpAnswer ofPayload(Body payload) {
        var output = Json.readOrNull(payload.bytes());
        if (output == null) return null;
        if (output.isTextual()) return new HttpAnswer(200, List.of(JSON), Body.utf8(output.asText()));
        if (!output.has("statusCode")) return new HttpAnswer(200, List.of(JSON), payload);
        int status = output.path("statusCode").asInt(0);
        if (status < 100 || status > 599 || !isTextOrAbsent(output.get("body"))) return null;
        var body = body(output);
        if (body == null) return null;
        var headers = new ArrayList<Received.Header>();
        output.path("cookies").forEach(cookie -> headers.add(new Received.Header("set-cookie", cookie.asText())));
        boolean typed = false;
        for (var header : output.path("headers").properties()) {
            var name = header.getKey();
            if (NOT_THE_FUNCTIONS.contains(name.toLowerCase(Locale.ROOT))
                    || !header.getValue().isValueNode()) continue;
            headers.add(new Received.Header(name, header.getValue().asText()));
            typed |= name.equalsIgnoreCase("content-type");
        }
        if (!typed && body.size() > 0) headers.add(new Received.Header("content-type", "text/plain; charset=utf-8"));
        return new HttpAnswer(status, headers, body);
    }

    private static @Nullable Body body(JsonNode output) {
        var text = output.path("body").asText("");
        if (!output.path("isBase64Encoded").asBoolean(false)) return Body.utf8(text);
        try {
            return Body.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static boolean isTextOrAbsent(@Nullable JsonNode body) {
        return body == null || body.isNull() || body.isTextual();
    }
}
