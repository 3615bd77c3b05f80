package dev.usher.search;

import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import java.time.Instant;

/**
 * A delivery as lists show it.
 *
 * @param error the last attempt's error word; empty when all is well
 * @param route the route that sent it; empty when none did
 * @param cause what replayed it; empty for the original
 * @param attempts how many it made
 * @param changedAt when its last attempt ended, or since when it stands where it does
 */
public record DeliveryRow(
        DeliveryId id,
        Delivery.About about,
        Delivery.Standing standing,
        String error,
        String route,
        String cause,
        int attempts,
        Instant changedAt) {
    /** Whether a field has this value. */
    boolean is(Field field, String value) {
        return switch (field) {
            case SOURCE -> about.source().equals(value);
            case TYPE -> about.type().equals(value);
            case PRIORITY -> about.priority().label().equals(value);
            case PROVIDER_ID -> about.providerId().equals(value);
            case DESTINATION -> id.destination().equals(value);
            case STATE -> standing.state().label().equals(value);
            case ERROR -> error.equals(value);
        };
    }

    /** The row of a whole delivery. */
    public static DeliveryRow of(Delivery delivery) {
        var attempts = delivery.attempts();
        return new DeliveryRow(
                delivery.id(),
                delivery.about(),
                delivery.standing(),
                delivery.error(),
                delivery.route(),
                delivery.cause(),
                attempts.size(),
                attempts.isEmpty()
                        ? delivery.standing().at()
                        : attempts.getLast().at().plus(attempts.getLast().took()));
    }
}
