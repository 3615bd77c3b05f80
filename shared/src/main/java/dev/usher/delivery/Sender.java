package dev.usher.delivery;

import dev.usher.config.Destination;
import dev.usher.message.Attempt;
import dev.usher.message.DeliveryId;
import dev.usher.message.Event;
import dev.usher.routing.Routing.Leg;

/** Makes one attempt over the network. Never throws for anything a network or a receiver can do. */
@FunctionalInterface
public interface Sender {
    /**
     * Sends a leg to its destination, signed.
     *
     * @param number the attempt's number, 1 for the first
     */
    Attempt send(DeliveryId id, Event event, Destination destination, Leg leg, int number);
}
