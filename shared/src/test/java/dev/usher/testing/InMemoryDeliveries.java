package dev.usher.testing;

import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.DeliveryStore;
import dev.usher.message.EventId;
import dev.usher.message.StoreUnavailable;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Deliveries in memory. */
public final class InMemoryDeliveries implements DeliveryStore {
    private final ConcurrentMap<DeliveryId, Delivery> byId = new ConcurrentHashMap<>();
    private volatile Predicate<DeliveryId> refusing = id -> false;
    private volatile Predicate<DeliveryId> losingAnswers = id -> false;

    @Override
    public boolean begin(Delivery delivery) {
        refuse(delivery.id());
        var begun = new AtomicBoolean();
        byId.compute(delivery.id(), (id, known) -> {
            if (known != null && !isLeftOver(known, delivery)) return known;
            begun.set(true);
            return version(delivery, 1);
        });
        loseAnswer(delivery.id());
        return begun.get();
    }

    @Override
    public boolean update(Delivery before, Delivery after) {
        if (after.attempts().size() > before.attempts().size() + 1)
            throw new IllegalArgumentException("one write records one attempt at most");
        refuse(before.id());
        var written = new AtomicBoolean();
        byId.computeIfPresent(before.id(), (id, known) -> {
            if (known.version() != before.version()) return known;
            written.set(true);
            return version(after, before.version() + 1);
        });
        loseAnswer(before.id());
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

    /** From now on writes of these fail, while reads work. */
    public void refusing(Predicate<DeliveryId> which) {
        refusing = which;
    }

    /** From now on writes of these are made, and their writers are not told. */
    public void losingAnswers(Predicate<DeliveryId> which) {
        losingAnswers = which;
    }

    private void loseAnswer(DeliveryId id) {
        if (losingAnswers.test(id)) throw new StoreUnavailable("lost", new IllegalStateException("as the test asked"));
    }

    private void refuse(DeliveryId id) {
        if (refusing.test(id)) throw new StoreUnavailable("refused", new IllegalStateException("as the test asked"));
    }

    private static boolean isLeftOver(Delivery known, Delivery fresh) {
        return known.about().receivedAt().isBefore(fresh.about().receivedAt());
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
                delivery.fanOut(),
                delivery.attempts(),
                version);
    }
}
