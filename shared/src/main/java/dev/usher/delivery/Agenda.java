package dev.usher.delivery;

import dev.usher.config.Priority;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.EventId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What is unfinished, by when somebody should look at it. Every method throws {@code StoreUnavailable} on an outage. */
public interface Agenda {
    /**
     * Goes through all waiting deliveries that should be looked at by a moment, oldest first.
     *
     * @return how many there were, at most {@code atMost}
     */
    int waiting(Instant until, int atMost, Consumer<Entry> work);

    /** Goes through the deliveries that are held because their destination is paused. */
    int held(String destination, int atMost, Consumer<DeliveryId> work);

    /** Looks at a waiting delivery again then, unless it changed meanwhile. */
    void postpone(Entry entry, Instant until);

    /** Goes through the events received in a time, each with what was recorded of its deliveries. */
    void events(Instant from, Instant until, Consumer<Received> work);

    /** Up to when {@link #events} were checked before; null when never. */
    @org.jspecify.annotations.Nullable
    Instant checkedUntil();

    void checkedUntil(Instant until);

    /**
     * A waiting delivery.
     *
     * @param due when its next attempt is
     * @param lookAt when it was to be looked at: a while after it was due, longer each time it was postponed
     * @param attempts how many it made
     * @param place where it stands on the agenda, for {@link #postpone}
     */
    record Entry(DeliveryId id, Priority priority, Instant due, Instant lookAt, int attempts, List<String> place) {}

    /**
     * An event.
     *
     * @param recorded where its original deliveries go that were recorded
     * @param wanted where else they should go, as those tell
     */
    record Received(EventId id, Priority priority, Instant at, Set<String> recorded, Set<String> wanted) {
        public Received {
            recorded = Set.copyOf(recorded);
            wanted = Set.copyOf(wanted);
        }

        /** Whether every delivery is recorded, or somebody watches over it already. */
        public boolean routed() {
            return recorded.contains(Delivery.NOWHERE) || (!recorded.isEmpty() && recorded.containsAll(wanted));
        }
    }
}
