package dev.usher.testing;

import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Requests for tests, from a method and a whole URL. */
public final class Requests {
    private Requests() {}

    public static Request post(String url, Map<String, String> headers, byte[] body) {
        return of("POST", url, headers, Body.of(body));
    }

    public static Request post(String url, Map<String, String> headers, String body) {
        return of("POST", url, headers, Body.utf8(body));
    }

    public static Request post(Map<String, String> headers, String body) {
        return post("https://hooks.example.com/webhooks/acme", headers, body);
    }

    public static Request get(String url) {
        return of("GET", url, Map.of(), Body.EMPTY);
    }

    public static Request of(String method, String url, Map<String, String> headers, Body body) {
        int path = url.indexOf('/', url.indexOf("://") + 3);
        int question = url.indexOf('?');
        var origin = path < 0 ? url : url.substring(0, path);
        var query = question < 0 ? "" : url.substring(question + 1);
        var rawPath = path < 0 ? "" : url.substring(path, question < 0 ? url.length() : question);
        return new Request(method, rawPath, query, origin, "", Headers.of(headers), Map.of(), decoded(query), body);
    }

    private static Map<String, String> decoded(String query) {
        var values = new HashMap<String, String>();
        for (var pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return Map.copyOf(values);
    }
}
