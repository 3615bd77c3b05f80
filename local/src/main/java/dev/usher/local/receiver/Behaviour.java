package dev.usher.local.receiver;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * How a receiver answers until told otherwise.
 *
 * @param status of the answer
 * @param times for how many requests; after that 200 again; negative: for good
 * @param delayMs before the answer
 * @param retryAfter the header of that name; null: none
 * @param hang never answer
 * @param reset break the connection
 * @param body of the answer
 */
public record Behaviour(
        int status, int times, long delayMs, @Nullable String retryAfter, boolean hang, boolean reset, String body) {
    public static final Behaviour WELL = new Behaviour(200, -1, 0, null, false, false, "{\"received\":true}");

    /** Reads the JSON of {@code PUT /receiver/{name}/behaviour}; what it leaves out is as {@link #WELL}. */
    public static Behaviour of(JsonNode json) {
        var body = json.path("body");
        return new Behaviour(
                Math.clamp(json.path("status").asInt(200), 200, 599),
                json.path("times").asInt(-1),
                Math.clamp(json.path("delayMs").asLong(0), 0, 600_000),
                json.hasNonNull("retryAfter") ? json.path("retryAfter").asText() : null,
                json.path("hang").asBoolean(false),
                json.path("reset").asBoolean(false),
                body.isMissingNode() ? WELL.body : body.isTextual() ? body.asText() : body.toString());
    }

    /** What is left of it after one request. */
    Behaviour next() {
        if (times < 0) return this;
        return times <= 1 ? WELL : new Behaviour(status, times - 1, delayMs, retryAfter, hang, reset, body);
    }
}
