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
 * @param normal whether the answer is wanted in our shape of it, not in the service's
 * @param later how it may be made later; null when it may not
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
        String correlationId,
        boolean normal,
        @Nullable Later later) {
    public Outgoing {
        who = Map.copyOf(who);
    }

    /**
     * How a call may be made that can't be made now.
     *
     * @param atOnce queue it without trying
     * @param deadline when its answer is of no use any more
     * @param to the destination that its answer is for; empty for none
     * @param caller who may ask for its answer
     * @param key by which the caller knows it again; empty for none
     */
    public record Later(boolean atOnce, Instant deadline, String to, String caller, String key) {}

    /** A call whose answer is wanted as it comes, now or not at all. */
    public Outgoing(
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
        this(method, path, rawQuery, headers, body, who, cost, priority, deadline, correlationId, false, null);
    }

    /** The same call of another path. */
    Outgoing at(String otherPath) {
        return new Outgoing(
                method,
                otherPath,
                rawQuery,
                headers,
                body,
                who,
                cost,
                priority,
                deadline,
                correlationId,
                normal,
                later);
    }

    /** The same call with other headers. */
    Outgoing with(Headers others) {
        return new Outgoing(
                method, path, rawQuery, others, body, who, cost, priority, deadline, correlationId, normal, later);
    }

    /** Whether it only reads, so that an earlier answer may stand for its own. */
    boolean reads() {
        return method.equals("GET");
    }

    /** Whether an answer to it is good for who asks the same again. A body may be part of what is asked. */
    boolean mayBeKept() {
        return reads() && body.size() == 0;
    }

    /** What is asked: two calls with the same question get the same answer. */
    String question() {
        return target() + OutgoingHeaders.asking(headers);
    }

    /** Path and query, as they are sent. */
    String target() {
        return rawQuery.isEmpty() ? path : path + "?" + rawQuery;
    }
}
