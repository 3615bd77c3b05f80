package dev.usher.local.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Body;
import dev.usher.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The log as an operator sees it, through the admin API. */
final class Log implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI host;

    Log(URI host) {
        this.host = host;
    }

    /** The ids of all events of a source. */
    List<String> events(String source) throws InterruptedException {
        var ids = new ArrayList<String>();
        var path = "/admin/events?limit=200&source=" + source;
        for (var page = get(path);
                ;
                page = get(path + "&cursor=" + page.path("next").asText())) {
            page.path("items").forEach(item -> ids.add(item.path("id").asText()));
            if (!page.has("next")) return ids;
        }
    }

    /** An event with its deliveries, their attempts, and its timeline. */
    JsonNode event(String id) throws InterruptedException {
        return get("/admin/events/" + id);
    }

    Body payload(String id) throws InterruptedException {
        var payload = get("/admin/events/" + id + "/payload?encoding=base64");
        return Body.of(Base64.getDecoder().decode(payload.path("body").asText()));
    }

    private JsonNode get(String path) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(host + path))
                .timeout(Duration.ofSeconds(30))
                .header("authorization", "Bearer " + Keys.ADMIN_TOKEN)
                .build();
        try {
            var response = client.send(request, BodyHandlers.ofByteArray());
            var json = Json.readOrNull(response.body());
            if (response.statusCode() != 200 || json == null)
                throw new AssertionError(path + " was answered " + response.statusCode() + " " + json);
            return json;
        } catch (IOException e) {
            throw new AssertionError(path + " was not answered", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
