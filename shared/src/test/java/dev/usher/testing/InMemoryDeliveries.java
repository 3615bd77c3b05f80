package dev.usher.testing;

import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.DeliveryStore;
import dev.usher.message.EventId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Deliveries in memory. */
public final class InMemoryDeliveries implements DeliveryStore {
    private final ConcurrentMap<DeliveryId, Delivery> byId = new ConcurrentHashMap<>();

    @Override
    public boolean begin(Delivery delivery) {
        return byId.putIfAbsent(delivery.id(), version(delivery, 1)) == null;
    }

    @Override
    public boolean update(Delivery before, Delivery after) {
        if (after.attempts().size() > before.attempts().size() + 1)
            throw new IllegalArgumentException("one write records one attempt at most");
        var written = new AtomicBoolean();
        byId.computeIfPresent(before.id(), (id, known) -> {
            if (known.version() != before.version()) return known;
            written.set(true);
            return version(after, before.version() + 1);
        });
        return written.get();
    }

    @Override
    public @Nullable Delivery find(DeliveryId id) {
        return byId.get(id);
    }

    @Override
    public List<Delivery> of(EventId event) {
        return byId.values().stream()
                .filter(delivery -> delivery.id().event().equals(event))
                .sorted(Comparator.comparing((Delivery one) -> one.id().destination())
                        .thenComparing(one -> one.id().replay()))
                .toList();
    }

    /** All deliveries, in no order. */
    public Collection<Delivery> all() {
        return List.copyOf(byId.values());
    }

    private static Delivery version(Delivery delivery, int version) {
        return new Delivery(
                delivery.id(),
                delivery.about(),
                delivery.standing(),
                delivery.route(),
                delivery.cause(),
                delivery.attemptsCap(),
                delivery.configVersion(),
                delivery.attempts(),
                version);
    }
}
