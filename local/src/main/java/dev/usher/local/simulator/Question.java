package dev.usher.local.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import dev.usher.local.gateway.Received;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a third party is asked.
 *
 * @param path under the third party's own root, beginning with a slash
 */
record Question(Received request, String path) {
    boolean is(String method, String wanted) {
        return request.method().equals(method) && path.equals(wanted);
    }

    /** A header's value; empty when it is not there. */
    String header(String name) {
        for (var header : request.headers()) if (header.name().equalsIgnoreCase(name)) return header.value();
        return "";
    }

    /** The fields of a form body. */
    Map<String, String> form() {
        return pairs(request.body().text());
    }

    Map<String, String> query() {
        return pairs(request.rawQuery());
    }

    private static Map<String, String> pairs(String text) {
        var pairs = new LinkedHashMap<String, String>();
        for (var pair : text.split("&", -1)) {
            var halves = pair.split("=", 2);
            if (!halves[0].isEmpty()) pairs.put(decoded(halves[0]), halves.length == 1 ? "" : decoded(halves[1]));
        }
        return pairs;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    static HttpAnswer json(int status, JsonNode document, String... headers) {
        var fields = new ArrayList<Received.Header>();
        fields.add(new Received.Header("content-type", "application/json"));
        for (int i = 0; i < headers.length; i += 2) fields.add(new Received.Header(headers[i], headers[i + 1]));
        return new HttpAnswer(status, List.copyOf(fields), dev.usher.http.Body.of(Json.bytes(document)));
    }
}
