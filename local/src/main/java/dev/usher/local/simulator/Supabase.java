package dev.usher.local.simulator;

import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;

/** A little of Supabase: the health of its auth server, a web socket that is not upgraded, and a table by PostgREST. */
final class Supabase implements Simulator {
    private static final String KEY = "development-only-supabase";

    @Override
    public HttpAnswer answer(Question question) {
        if (!question.header("apikey").equals(KEY))
            return Question.json(401, Json.object().put("message", "Invalid API key"));
        if (question.is("GET", "/auth/v1/health"))
            return Question.json(
                    200,
                    Json.object().put("version", "v2").put("name", "GoTrue").put("description", "GoTrue"));
        if (question.is("GET", "/realtime/v1/websocket"))
            return Question.json(426, Json.object().put("message", "Upgrade Required"), "upgrade", "websocket");
        if (question.request().method().equals("GET") && question.path().startsWith("/rest/v1/")) {
            var rows = Json.mapper().createArrayNode();
            rows.addObject().put("id", 1).put("name", "Guest");
            return Question.json(200, rows, "content-range", "0-0/1");
        }
        return Question.json(404, Json.object().put("code", "PGRST205").put("message", "Could not find the table"));
    }
}
