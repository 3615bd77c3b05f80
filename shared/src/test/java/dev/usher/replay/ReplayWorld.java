package dev.usher.replay;

import dev.usher.config.SchemeConfig;
import dev.usher.config.Secret;
import dev.usher.http.Headers;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.Event;
import dev.usher.message.State;
import dev.usher.testing.FakeClock;
import dev.usher.testing.InMemoryDeliveries;
import dev.usher.testing.InMemoryEvents;
import dev.usher.testing.InMemoryQueues;
import dev.usher.testing.KeyedScheme;
import dev.usher.testing.SampleConfig;
import dev.usher.testing.Samples;
import java.util.Map;
import java.util.Objects;

/** Everything that a replay touches, in memory. */
final class ReplayWorld {
    final FakeClock clock = new FakeClock();
    final InMemoryEvents events = new InMemoryEvents();
    final InMemoryDeliveries deliveries = new InMemoryDeliveries();
    final InMemoryQueues queues = new InMemoryQueues();
    String secret = "s3cret";

    final ReplayDelivery replay = new ReplayDelivery(
            events,
            deliveries,
            queues,
            new Reverify(
                    SampleConfig.of(new SchemeConfig("keyed", Map.of())),
                    ref -> Secret.of(secret),
                    config -> new KeyedScheme()));

    /** An event whose delivery to the ledger is dead, correctly signed. */
    Delivery dead() {
        var event = signed(Samples.event("stripe", "t", clock.instant()));
        events.add(event, event.receivedAt());
        var dead = Samples.dead(event, "ledger");
        deliveries.begin(dead);
        return dead;
    }

    static Event signed(Event event) {
        var signature = KeyedScheme.sign(event.url(), event.body().size(), "s3cret", event.receivedAt());
        return new Event(
                event.id(),
                event.source(),
                event.providerId(),
                event.type(),
                event.priority(),
                event.receivedAt(),
                event.context(),
                Headers.of(Map.of("content-type", "application/json", "stripe-signature", signature)),
                event.url(),
                event.correlationId(),
                event.body());
    }

    Delivery read(DeliveryId id) {
        return Objects.requireNonNull(deliveries.find(id));
    }

    State state(DeliveryId id) {
        return read(id).state();
    }
}
