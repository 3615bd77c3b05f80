package dev.usher.message;

import dev.usher.config.Priority;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import java.time.Instant;
import java.util.Map;

/**
 * One webhook, verified and accepted from a source. Immutable for good: what happens to it is told by its {@link Delivery deliveries}.
 *
 * @param providerId what the provider calls it; the digest of the signed content when it has no id
 * @param type as the provider names it; {@code unknown} when it names none
 * @param context business fields lifted out of the payload
 * @param headers the signature headers and the content type as they came, so that a replay can verify again
 * @param url the URL it was verified under
 * @param correlationId ties its log lines and deliveries together
 * @param body the exact bytes
 */
public record Event(
        EventId id,
        String source,
        String providerId,
        String type,
        Priority priority,
        Instant receivedAt,
        Map<String, String> context,
        Headers headers,
        String url,
        String correlationId,
        Body body) {
    public Event {
        context = Map.copyOf(context);
    }

    public Event withId(EventId other) {
        return new Event(
                other, source, providerId, type, priority, receivedAt, context, headers, url, correlationId, body);
    }
}
