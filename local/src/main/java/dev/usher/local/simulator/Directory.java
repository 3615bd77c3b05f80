package dev.usher.local.simulator;

import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A directory of suppliers behind OAuth2: a token endpoint for the client credentials grant (RFC 6749 sections 4.4 and 5), and a list. */
final class Directory implements Simulator {
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final String CLIENT = "Basic "
            + Base64.getEncoder().encodeToString("usher:development-only-directory".getBytes(StandardCharsets.UTF_8));

    private final InstantSource clock;
    private final Map<String, Instant> tokens = new ConcurrentHashMap<>();

    Directory(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public HttpAnswer answer(Question question) {
        if (question.is("POST", "/oauth/token")) return token(question);
        var header = question.header("authorization");
        var ends = header.startsWith("Bearer ") ? tokens.get(header.substring("Bearer ".length())) : null;
        if (ends == null || !clock.instant().isBefore(ends))
            return Question.json(
                    401,
                    Json.object().put("error", "invalid_token"),
                    "www-authenticate",
                    "Bearer error=\"invalid_token\"");
        if (question.is("DELETE", "/tokens")) {
            tokens.clear();
            return Question.json(200, Json.object());
        }
        if (!question.is("GET", "/suppliers"))
            return Question.json(404, Json.object().put("error", "not_found"));
        var list = Json.object();
        list.putArray("suppliers")
                .addObject()
                .put("id", "s1")
                .put("name", "Fleur & Co")
                .put("kind", "florist");
        return Question.json(200, list);
    }

    private HttpAnswer token(Question question) {
        if (!question.header("authorization").equals(CLIENT))
            return Question.json(401, Json.object().put("error", "invalid_client"), "www-authenticate", "Basic");
        if (!question.form().getOrDefault("grant_type", "").equals("client_credentials"))
            return Question.json(400, Json.object().put("error", "unsupported_grant_type"));
        var token = UUID.randomUUID().toString();
        tokens.put(token, clock.instant().plus(LIFE));
        var answer = Json.object()
                .put("access_token", token)
                .put("token_type", "Bearer")
                .put("expires_in", LIFE.toSeconds());
        return Question.json(200, answer, "cache-control", "no-store");
    }
}
