package dev.usher.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where deliveries and their attempts are kept. Every write is conditional on what the writer read, so of two workers on
 * the same delivery one wins and the other changes nothing. Every method throws {@link StoreUnavailable} when the store
 * can't be reached or refuses.
 */
public interface DeliveryStore {
    /**
     * Keeps a delivery that is new, with the attempts it already has. It takes the place of one whose event was received earlier: an
     * event that was kept no longer can come again under its id, while a delivery of the first is still there.
     *
     * @return false, and nothing changed, when it exists
     */
    boolean begin(Delivery delivery);

    /**
     * Writes what became of a delivery.
     *
     * @param before as it was read
     * @param after has all attempts of {@code before} and at most one more
     * @return false, and nothing changed, when somebody else wrote it since
     */
    boolean update(Delivery before, Delivery after);

    /** Null when there is none. */
    @Nullable
    Delivery find(DeliveryId id);

    /** All deliveries of an event, replays included; empty when it was never routed. */
    List<Delivery> of(EventId event);
}
