package dev.usher.message;

import dev.usher.config.Priority;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one destination, with everything that happened so far.
 *
 * @param reason why it is waiting, parked, dead or cancelled; empty otherwise
 * @param dueAt when the next attempt is due; null unless waiting
 * @param route the route that sent it
 * @param cause who or what replayed it; empty for the original
 * @param configVersion the configuration it was last handled under
 * @param attempts in order; only ever grows
 */
public record Delivery(
        DeliveryId id,
        String source,
        String type,
        Priority priority,
        Instant receivedAt,
        State state,
        String reason,
        @Nullable Instant dueAt,
        String route,
        String cause,
        String configVersion,
        List<Attempt> attempts) {
    public Delivery {
        attempts = List.copyOf(attempts);
    }
}
