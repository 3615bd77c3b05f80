package dev.usher.outbound;

import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Priority;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that somebody of the platform wants to be made.
 *
 * @param method upper case
 * @param path what follows the service's URL, percent-encoded, beginning with a slash, without segments that lead elsewhere
 * @param rawQuery without {@code ?}; empty for none
 * @param headers as the caller sent them; what belongs to the caller's own connection and credentials is not passed on
 * @param who tells requests apart for limits, beside the service; empty for nothing
 * @param cost units of the limit, 1 or more
 * @param priority null for the policy's own
 * @param deadline when the answer is of no use any more
 * @param correlationId goes with every attempt and log line
 */
public record Outgoing(
        String method,
        String path,
        String rawQuery,
        Headers headers,
        Body body,
        Map<Dimension, String> who,
        long cost,
        @Nullable Priority priority,
        Instant deadline,
        String correlationId) {
    public Outgoing {
        who = Map.copyOf(who);
    }

    /** Whether it only reads, so that an earlier answer may stand for its own. */
    boolean reads() {
        return method.equals("GET");
    }

    /** Path and query, as they are sent. */
    String target() {
        return rawQuery.isEmpty() ? path : path + "?" + rawQuery;
    }
}
