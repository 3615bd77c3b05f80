package dev.usher.local.simulator;

import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import java.util.UUID;

/** A little of Resend: sending an email, and the list of domains (https://resend.com/docs/api-reference). */
final class Resend implements Simulator {
    private static final String KEY = "Bearer re_development";

    @Override
    public HttpAnswer answer(Question question) {
        if (!question.header("authorization").equals(KEY)) return error(401, "invalid_api_key", "API key is invalid");
        if (question.is("GET", "/domains")) {
            var list = Json.object().put("object", "list");
            list.putArray("data")
                    .addObject()
                    .put("id", "d_1")
                    .put("name", "example.com")
                    .put("status", "verified");
            return Question.json(200, list, "ratelimit-limit", "2", "ratelimit-remaining", "1", "ratelimit-reset", "1");
        }
        if (!question.is("POST", "/emails")) return error(404, "not_found", "The requested endpoint does not exist");
        var email = Json.readOrNull(question.request().body().bytes());
        if (email == null || !email.hasNonNull("from") || !email.hasNonNull("to"))
            return error(422, "missing_required_field", "Missing `to` or `from` field.");
        return Question.json(200, Json.object().put("id", UUID.randomUUID().toString()));
    }

    private static HttpAnswer error(int status, String name, String message) {
        return Question.json(
                status,
                Json.object().put("statusCode", status).put("name", name).put("message", message));
    }
}
