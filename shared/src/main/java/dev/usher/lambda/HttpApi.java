package dev.usher.lambda;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.usher.http.Body;
import dev.usher.http.Endpoint;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * API Gateway's HTTP API, payload format 2.0. The event is read as a stream of tokens into our own {@link Request}: binding
 * it to a class costs 165 ms of a cold start (docs/adr/0002-stream-handlers.md).
 */
public final class HttpApi {
    private final Endpoint endpoint;
    private final String publicOrigin;

    /** @param publicOrigin scheme and host under which senders know us; empty to take them from each request */
    public HttpApi(Endpoint endpoint, String publicOrigin) {
        this.endpoint = endpoint;
        this.publicOrigin = publicOrigin;
    }

    public void serve(InputStream event, OutputStream answer) throws IOException {
        write(endpoint.handle(read(event)), answer);
    }

    /** What the parser collects before it can be put together. */
    private static final class Fields {
        String rawPath = "";
        String rawQuery = "";
        String method = "";
        String domain = "";
        String address = "";
        String body = "";
        boolean base64;
        Map<String, String> headers = Map.of();
        Map<String, String> query = Map.of();
        Map<String, String> path = Map.of();
        Map<String, String> claims = Map.of();
    }

    private Request read(InputStream event) throws IOException {
        var fields = new Fields();
        try (var json = Json.mapper().createParser(event)) {
            if (json.nextToken() != JsonToken.START_OBJECT) throw new IOException("an event is an object");
            while (json.nextToken() == JsonToken.FIELD_NAME) field(json, fields);
        }
        var headers = Headers.of(fields.headers);
        return new Request(
                fields.method,
                fields.rawPath,
                fields.rawQuery,
                publicOrigin.isEmpty() ? origin(headers, fields.domain) : publicOrigin,
                fields.address,
                headers,
                fields.path,
                fields.query,
                fields.claims,
                fields.base64
                        ? Body.of(Base64.getDecoder().decode(fields.body))
                        : Body.of(fields.body.getBytes(StandardCharsets.UTF_8)));
    }

    private static void field(JsonParser json, Fields fields) throws IOException {
        var name = json.currentName();
        json.nextToken();
        switch (name) {
            case "rawPath" -> fields.rawPath = json.getText();
            case "rawQueryString" -> fields.rawQuery = json.getText();
            case "headers" -> fields.headers = texts(json);
            case "queryStringParameters" -> fields.query = texts(json);
            case "pathParameters" -> fields.path = texts(json);
            case "body" -> fields.body = json.currentToken() == JsonToken.VALUE_NULL ? "" : json.getText();
            case "isBase64Encoded" -> fields.base64 = json.getBooleanValue();
            case "requestContext" -> context(json, fields);
            default -> json.skipChildren();
        }
    }

    private static void context(JsonParser json, Fields fields) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "domainName" -> fields.domain = json.getText();
                case "authorizer" -> fields.claims = texts(json, "jwt", "claims");
                case "http" -> {
                    var http = texts(json);
                    fields.method = http.getOrDefault("method", "");
                    fields.address = http.getOrDefault("sourceIp", "");
                }
                default -> json.skipChildren();
            }
        }
    }

    /** The texts of the object that {@code path} leads to from this value; empty when there is none. */
    private static Map<String, String> texts(JsonParser json, String... path) throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return found;
        }
        if (path.length == 0) return ownTexts(json);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean onPath = json.currentName().equals(path[0]);
            json.nextToken();
            if (onPath) found = texts(json, Arrays.copyOfRange(path, 1, path.length));
            else json.skipChildren();
        }
        return found;
    }

    private static Map<String, String> ownTexts(JsonParser json) throws IOException {
        var map = new LinkedHashMap<String, String>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            if (json.nextToken().isScalarValue()) map.put(name, json.getText());
            else json.skipChildren();
        }
        return map;
    }

    private static String origin(Headers headers, String domain) {
        return headers.get("x-forwarded-proto", "https") + "://" + headers.get("host", domain);
    }

    private static void write(Response response, OutputStream answer) throws IOException {
        try (var json = Json.mapper().createGenerator(answer)) {
            json.writeStartObject();
            json.writeNumberField("statusCode", response.status());
            json.writeObjectFieldStart("headers");
            for (var header : response.headers().entrySet()) json.writeStringField(header.getKey(), header.getValue());
            json.writeEndObject();
            var text = response.body().jsonTextOrNull();
            json.writeBooleanField("isBase64Encoded", text == null);
            json.writeStringField(
                    "body",
                    text == null
                            ? Base64.getEncoder().encodeToString(response.body().bytes())
                            : text);
            json.writeEndObject();
        }
    }
}
