package dev.usher.testing;

import dev.usher.config.Priority;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.message.Attempt;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import dev.usher.message.Outcome;
import dev.usher.message.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Valid events, deliveries and attempts to start from. */
public final class Samples {
    private Samples() {}

    /** A paid Stripe invoice that nobody has seen before, received at {@link FakeClock#START}. */
    public static Event event() {
        return event("stripe", "payment_intent.succeeded", FakeClock.START);
    }

    /** A new event with a provider id of its own. */
    public static Event event(String source, String type, Instant receivedAt) {
        var providerId = "evt_" + UUID.randomUUID();
        return new Event(
                EventId.of(source, providerId, 0),
                source,
                providerId,
                type,
                Priority.HIGH,
                receivedAt,
                Map.of("weddingId", "w-1"),
                Headers.of(Map.of("content-type", "application/json", "stripe-signature", "t=1,v1=00")),
                "https://hooks.example.com/webhooks/" + source + "?a=b",
                UUID.randomUUID().toString(),
                Body.utf8("{\"id\":\"" + providerId + "\"}"));
    }

    /** The same event with another body. */
    public static Event withBody(Event event, Body body) {
        return new Event(
                event.id(),
                event.source(),
                event.providerId(),
                event.type(),
                event.priority(),
                event.receivedAt(),
                event.context(),
                event.headers(),
                event.url(),
                event.correlationId(),
                body);
    }

    /** Its original delivery to a destination, with no attempt yet. */
    public static Delivery delivery(Event event, String destination) {
        return Delivery.fresh(new DeliveryId(event.id(), destination, 0), event, "all", "config-1");
    }

    /** Its original delivery to a destination, dead after one attempt that was answered 503. */
    public static Delivery dead(Event event, String destination) {
        var at = event.receivedAt().plusSeconds(1);
        return delivery(event, destination)
                .with(attempt(1, at, 503))
                .standing(State.DEAD, "attempts-exhausted", at.plusMillis(20));
    }

    /** Its original delivery to a destination, delivered by its first attempt. */
    public static Delivery delivered(Event event, String destination) {
        var at = event.receivedAt().plusSeconds(1);
        return delivery(event, destination).with(attempt(1, at, 200)).standing(State.DELIVERED, "", at.plusMillis(20));
    }

    /** An attempt of 20 ms that was answered. */
    public static Attempt attempt(int number, Instant at, int status) {
        return new Attempt(number, at, Duration.ofMillis(20), new Outcome.Answered(status, null), 12, "so be it");
    }
}
