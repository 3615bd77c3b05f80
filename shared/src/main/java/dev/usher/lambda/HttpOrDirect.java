package dev.usher.lambda;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A function that is asked through the HTTP API, and also invoked with a document of its caller's own. */
public final class HttpOrDirect {
    private final HttpApi http;
    private final Function<@Nullable JsonNode, ? extends JsonNode> direct;

    /** @param direct answers a payload; it gets null for one that is no JSON */
    public HttpOrDirect(HttpApi http, Function<@Nullable JsonNode, ? extends JsonNode> direct) {
        this.http = http;
        this.direct = direct;
    }

    public void serve(InputStream event, OutputStream answer) throws IOException {
        var bytes = event.readAllBytes(); // Lambda hands over 6 MB at most
        if (isHttp(bytes)) http.serve(new ByteArrayInputStream(bytes), answer);
        else answer.write(Json.bytes(direct.apply(Json.readOrNull(bytes))));
    }

    /** Events of the HTTP API have a {@code requestContext}; nothing that a caller of the API sends can add or remove it. */
    private static boolean isHttp(byte[] bytes) {
        try (var json = Json.mapper().createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) return false;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                if (json.currentName().equals("requestContext")) return true;
                json.nextToken();
                json.skipChildren();
            }
            return false;
        } catch (IOException malformed) {
            return false;
        }
    }
}
