package dev.usher.local.simulator;

import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Status pages by name, in the form of Statuspage (https://metastatuspage.com/api). {@code PUT /{name}/indicator} says what one of them
 * says from now on.
 */
final class StatusPage implements Simulator {
    private final Map<String, String> indicators = new ConcurrentHashMap<>();

    @Override
    public HttpAnswer answer(Question question) {
        var parts = question.path().split("/", 3);
        var name = parts.length > 1 ? parts[1] : "";
        var rest = parts.length > 2 ? parts[2] : "";
        if (rest.equals("indicator") && question.request().method().equals("PUT")) {
            var said = Json.readOrNull(question.request().body().bytes());
            indicators.put(name, said == null ? "none" : said.path("indicator").asText("none"));
            return Question.json(200, Json.object());
        }
        if (!rest.equals("api/v2/status.json"))
            return Question.json(404, Json.object().put("error", "not found"));
        var status = Json.object();
        status.putObject("page").put("name", name);
        status.putObject("status")
                .put("indicator", indicators.getOrDefault(name, "none"))
                .put("description", "As somebody said");
        return Question.json(200, status);
    }
}
