package dev.usher.delivery;

import dev.usher.config.Destination;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.Event;
import dev.usher.routing.Routing.Leg;

/** Makes one attempt over the network. Never throws for anything a network or a receiver can do. */
@FunctionalInterface
public interface Sender {
    /**
     * Sends a leg to its destination.
     *
     * @param number the attempt's number, 1 for the first
     * @throws dev.usher.message.StoreUnavailable when something that has to be kept could not be: the message must come again
     */
    Sent send(DeliveryId id, Event event, Destination destination, Leg leg, int number);

    /** Whether nobody may send it a second time unless the first is known to have done nothing. Then it is noted before it is sent. */
    default boolean once(Event event, Destination destination) {
        return false;
    }

    /**
     * Whether whoever got an event has done what is theirs, as is kept elsewhere than in the delivery, whose end was not recorded.
     *
     * @param delivery as it is recorded
     * @throws dev.usher.message.StoreUnavailable as {@link #send}
     */
    default boolean isSettled(Delivery delivery, Event event) {
        return false;
    }

    /**
     * A delivery is about to be recorded as dead.
     *
     * @throws dev.usher.message.StoreUnavailable as {@link #send}
     */
    default void died(Delivery delivery, Event event) {}
}
