package dev.usher.local.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.local.authorizer.JwtAuthorizer.Verdict.Granted;
import dev.usher.local.template.Account;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A request as the event that an HTTP API sends to a function, payload format 2.0 ("Create AWS Lambda proxy integrations for HTTP
 * APIs" in the API Gateway guide). What is absent is left out, never null.
 */
final class HttpEvent {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Received request;
    private final Routes.Match match;
    private final @Nullable Granted granted;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<String> cookies = new ArrayList<>();

    private HttpEvent(Received request, Routes.Match match, @Nullable Granted granted) {
        this.request = request;
        this.match = match;
        this.granted = granted;
        for (var header : request.headers()) {
            var name = header.name().toLowerCase(Locale.ROOT);
            if (name.equals("cookie")) cookies.addAll(List.of(header.value().split(";\\s*", -1)));
            else headers.merge(name, header.value(), (first, next) -> first + "," + next);
        }
        headers.merge("x-forwarded-for", request.remoteAddress(), (given, own) -> given + ", " + own);
        headers.put("x-forwarded-port", String.valueOf(request.port()));
        headers.put("x-forwarded-proto", "http");
        headers.computeIfAbsent("x-amzn-trace-id", name -> traceId());
        if (request.body().size() > 0)
            headers.put("content-length", String.valueOf(request.body().size()));
    }

    /** @param granted what the route's authorizer found out; null when it has none */
    static Body of(Received request, Routes.Match match, @Nullable Granted granted, String requestId) {
        var event = new HttpEvent(request, match, granted);
        var bytes = new ByteArrayOutputStream(1024 + request.body().size() * 4 / 3);
        try (var json = Json.mapper().createGenerator(bytes)) {
            event.write(json, requestId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Body.of(bytes.toByteArray());
    }

    private void write(JsonGenerator json, String requestId) throws IOException {
        json.writeStartObject();
        json.writeStringField("version", "2.0");
        json.writeStringField("routeKey", match.target().key());
        json.writeStringField("rawPath", request.rawPath());
        json.writeStringField("rawQueryString", request.rawQuery());
        if (!cookies.isEmpty()) {
            json.writeArrayFieldStart("cookies");
            for (var cookie : cookies) json.writeString(cookie);
            json.writeEndArray();
        }
        writeTexts(json, "headers", headers);
        if (!request.rawQuery().isEmpty()) writeTexts(json, "queryStringParameters", query(request.rawQuery()));
        writeContext(json, requestId);
        if (!match.pathParameters().isEmpty()) writeTexts(json, "pathParameters", match.pathParameters());
        writeBody(json);
        json.writeEndObject();
    }

    private void writeContext(JsonGenerator json, String requestId) throws IOException {
        var host = headers.getOrDefault("host", "localhost");
        var domain = host.contains("]") || !host.contains(":") ? host : host.substring(0, host.lastIndexOf(':'));
        json.writeObjectFieldStart("requestContext");
        json.writeStringField("accountId", Account.ID);
        json.writeStringField("apiId", "local");
        if (granted != null) writeAuthorizer(json, granted);
        json.writeStringField("domainName", domain);
        json.writeStringField("domainPrefix", domain.split("\\.", 2)[0]);
        json.writeObjectFieldStart("http");
        json.writeStringField("method", request.method());
        json.writeStringField("path", request.rawPath());
        json.writeStringField("protocol", request.protocol());
        json.writeStringField("sourceIp", request.remoteAddress());
        json.writeStringField("userAgent", headers.getOrDefault("user-agent", ""));
        json.writeEndObject();
        json.writeStringField("requestId", requestId);
        json.writeStringField("routeKey", match.target().key());
        json.writeStringField("stage", "$default");
        json.writeStringField("time", TIME.format(request.at()));
        json.writeNumberField("timeEpoch", request.at().toEpochMilli());
        json.writeEndObject();
    }

    private static void writeAuthorizer(JsonGenerator json, Granted granted) throws IOException {
        json.writeObjectFieldStart("authorizer");
        json.writeObjectFieldStart("jwt");
        writeTexts(json, "claims", granted.claims());
        json.writePOJOField("scopes", granted.scopes());
        json.writeEndObject();
        json.writeEndObject();
    }

    /**
     * Text only for the few types that the gateway takes for text; all else is base64, also what has no type. Bytes that are
     * no UTF-8 are base64 whatever their type: as text they would arrive changed, and no signature over them would verify.
     */
    private void writeBody(JsonGenerator json) throws IOException {
        var bytes = request.body().bytes();
        var text = isText(headers.getOrDefault("content-type", "")) ? textOrNull(bytes) : null;
        if (bytes.length > 0) {
            json.writeFieldName("body");
            if (text == null) json.writeBinary(bytes);
            else json.writeString(text);
        }
        json.writeBooleanField("isBase64Encoded", bytes.length > 0 && text == null);
    }

    private static @Nullable String textOrNull(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }

    private static boolean isText(String contentType) {
        int end = contentType.indexOf(';');
        var type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/")
                || type.equals("application/json")
                || type.equals("application/xml")
                || type.equals("application/javascript");
    }

    /** Decoded; what stands there several times is joined by commas. */
    private static Map<String, String> query(String raw) {
        var parameters = new LinkedHashMap<String, String>();
        for (var pair : raw.split("&", -1)) {
            if (pair.isEmpty()) continue;
            int equals = pair.indexOf('=');
            var name = decode(equals < 0 ? pair : pair.substring(0, equals));
            var value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            parameters.merge(name, value, (first, next) -> first + "," + next);
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return text;
        }
    }

    private static void writeTexts(JsonGenerator json, String name, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(name);
        for (var entry : texts.entrySet()) json.writeStringField(entry.getKey(), entry.getValue());
        json.writeEndObject();
    }

    /** {@code Root=1-<seconds>-<96 random bits>}, as the load balancers of AWS write it. */
    private String traceId() {
        var random = ThreadLocalRandom.current();
        var hex = HexFormat.of();
        return "Root=1-" + hex.toHexDigits(request.at().getEpochSecond(), 8) + "-" + hex.toHexDigits(random.nextLong())
                + hex.toHexDigits(random.nextInt());
    }
}
