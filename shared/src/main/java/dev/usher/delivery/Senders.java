package dev.usher.delivery;

import dev.usher.config.Destination;
import dev.usher.config.Target;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.Event;
import dev.usher.routing.Routing.Leg;

/** The sender of each kind of destination. */
public record Senders(Sender direct, Sender gateway) implements Sender {
    private Sender of(Destination destination) {
        return destination.target() instanceof Target.Gateway ? gateway : direct;
    }

    @Override
    public Sent send(DeliveryId id, Event event, Destination destination, Leg leg, int number) {
        return of(destination).send(id, event, destination, leg, number);
    }

    @Override
    public boolean once(Event event, Destination destination) {
        return of(destination).once(event, destination);
    }

    @Override
    public boolean isSettled(Delivery delivery, Event event) {
        return gateway.isSettled(delivery, event);
    }

    /** An event of a dead call is told of by who calls; nobody else has anything to tell. */
    @Override
    public void died(Delivery delivery, Event event) {
        direct.died(delivery, event);
        gateway.died(delivery, event);
    }
}
