package dev.usher.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The gateway for whoever invokes the function itself, where IAM has decided who may: a document with {@code service}, {@code method},
 * {@code path}, {@code query}, {@code headers} and {@code body} or {@code bodyBase64} is answered with {@code status}, {@code headers}
 * and {@code body} or {@code bodyBase64}, as the same request by HTTP is.
 */
public final class DirectCalls {
    private static final Set<String> MEMBERS =
            Set.of("service", "method", "path", "query", "headers", "body", "bodyBase64");

    /** All who invoke the function are one caller: IAM tells them apart, and we are not told. */
    private static final String CALLER = "direct";

    private final GatewayEndpoint endpoint;

    public DirectCalls(GatewayEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** @param payload null when it could not be read as JSON */
    public ObjectNode answer(@Nullable JsonNode payload) {
        var response = response(payload);
        var answer = Json.object().put("status", response.status());
        var headers = answer.putObject("headers");
        response.headers().forEach(headers::put);
        var text = response.body().jsonTextOrNull();
        return text == null
                ? answer.put(
                        "bodyBase64",
                        Base64.getEncoder().encodeToString(response.body().bytes()))
                : answer.put("body", text);
    }

    private Response response(@Nullable JsonNode payload) {
        if (!(payload instanceof ObjectNode call) || !call.path("service").isTextual())
            return wrong("the payload must be one JSON object with a service");
        for (var member : call.properties()) {
            var value = member.getValue();
            if (!MEMBERS.contains(member.getKey())) return wrong("there are " + String.join(", ", sorted()));
            if (!(member.getKey().equals("headers") ? value.isObject() : value.isTextual()))
                return wrong("headers must be an object, and all others texts");
        }
        if (call.has("body") && call.has("bodyBase64")) return wrong("body or bodyBase64, not both");
        var headers = new TreeMap<String, String>();
        for (var header : call.path("headers").properties()) {
            if (!header.getValue().isTextual()) return wrong("the values of headers must be texts");
            headers.put(header.getKey(), header.getValue().textValue());
        }
        Body body;
        try {
            body = call.has("bodyBase64")
                    ? Body.of(Base64.getDecoder().decode(call.path("bodyBase64").textValue()))
                    : Body.utf8(call.path("body").asText(""));
        } catch (IllegalArgumentException malformed) {
            return wrong("bodyBase64 is not base64");
        }
        var service = call.path("service").textValue();
        return endpoint.answer(
                new Request(
                        call.path("method").asText("GET").toUpperCase(Locale.ROOT),
                        "/gateway/" + service + call.path("path").asText("/"),
                        call.path("query").asText(""),
                        "",
                        "",
                        Headers.of(headers),
                        Map.of("service", service),
                        Map.of(),
                        body),
                CALLER);
    }

    private static Iterable<String> sorted() {
        return MEMBERS.stream().sorted().toList();
    }

    private static Response wrong(String detail) {
        return Response.problem(400, "invalid-body", "The payload can't be read", detail);
    }
}
