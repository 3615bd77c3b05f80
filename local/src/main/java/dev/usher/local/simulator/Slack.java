package dev.usher.local.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.local.gateway.HttpAnswer;
import dev.usher.local.gateway.Received;
import java.util.List;

/**
 * An incoming webhook of Slack: {@code ok}, or one word that says what is wrong
 * (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).
 */
final class Slack implements Simulator {
    private static final int MOST_BLOCKS = 50;

    @Override
    public HttpAnswer answer(Question question) {
        if (!question.path().startsWith("/services/")) return text(404, "no_service");
        if (!question.path().equals("/services/T000/B000/development")) return text(403, "invalid_token");
        var message = Json.readOrNull(question.request().body().bytes());
        if (message == null || !message.isObject()) return text(400, "invalid_payload");
        if (message.path("text").asText("").isEmpty()) return text(400, "no_text");
        if (message.path("blocks").size() > MOST_BLOCKS) return text(400, "invalid_blocks");
        for (var block : message.path("blocks")) if (!isValid(block)) return text(400, "invalid_blocks");
        return text(200, "ok");
    }

    private static boolean isValid(JsonNode block) {
        int length = block.at("/text/text").asText("").length();
        return switch (block.path("type").asText()) {
            case "header" ->
                length > 0 && length <= 150 && block.at("/text/type").asText().equals("plain_text");
            case "section" -> length > 0 && length <= 3000;
            default -> false;
        };
    }

    private static HttpAnswer text(int status, String text) {
        return new HttpAnswer(status, List.of(new Received.Header("content-type", "text/html")), Body.utf8(text));
    }
}
