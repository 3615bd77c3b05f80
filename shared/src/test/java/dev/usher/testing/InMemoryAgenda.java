package dev.usher.testing;

import dev.usher.delivery.Agenda;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.Event;
import dev.usher.message.State;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The agenda over stores in memory. A waiting delivery is to be looked at when it is due, or when it was postponed to. */
public final class InMemoryAgenda implements Agenda {
    private final InMemoryEvents events;
    private final InMemoryDeliveries deliveries;
    private final Map<DeliveryId, Postponed> postponed = new ConcurrentHashMap<>();
    private volatile @Nullable Instant checked;

    private record Postponed(int version, Instant until) {}

    public InMemoryAgenda(InMemoryEvents events, InMemoryDeliveries deliveries) {
        this.events = events;
        this.deliveries = deliveries;
    }

    @Override
    public int waiting(Instant until, int atMost, Consumer<Entry> work) {
        var due = deliveries.all().stream()
                .filter(delivery ->
                        delivery.state() == State.WAITING && !lookAt(delivery).isAfter(until))
                .sorted(Comparator.comparing(this::lookAt))
                .limit(atMost)
                .toList();
        due.forEach(delivery -> work.accept(entry(delivery)));
        return due.size();
    }

    @Override
    public int held(String destination, int atMost, Consumer<DeliveryId> work) {
        var held = deliveries.all().stream()
                .filter(delivery -> delivery.state() == State.PARKED)
                .filter(delivery -> delivery.standing().reason().startsWith("destination-"))
                .map(Delivery::id)
                .filter(id -> id.destination().equals(destination))
                .limit(atMost)
                .toList();
        held.forEach(work);
        return held.size();
    }

    @Override
    public void postpone(Entry entry, Instant until) {
        postponed.put(entry.id(), new Postponed(Integer.parseInt(entry.place().getFirst()), until));
    }

    @Override
    public void events(Instant from, Instant until, Consumer<Received> work) {
        events.all().stream()
                .filter(event -> !event.receivedAt().isBefore(from)
                        && !event.receivedAt().isAfter(until))
                .sorted(Comparator.comparing(Event::receivedAt))
                .forEach(event -> work.accept(received(event)));
    }

    private Received received(Event event) {
        var recorded = new HashSet<String>();
        var wanted = new HashSet<String>();
        for (var delivery : deliveries.of(event.id())) {
            if (delivery.id().replay() > 0 || !delivery.isOf(event.receivedAt())) continue;
            recorded.add(delivery.id().destination());
            wanted.addAll(delivery.fanOut());
        }
        return new Received(event.id(), event.priority(), event.receivedAt(), recorded, wanted);
    }

    @Override
    public @Nullable Instant checkedUntil() {
        return checked;
    }

    @Override
    public void checkedUntil(Instant until) {
        checked = until;
    }

    private Instant lookAt(Delivery waiting) {
        var later = postponed.get(waiting.id());
        return later != null && later.version() == waiting.version()
                ? later.until()
                : waiting.standing().at();
    }

    private Entry entry(Delivery waiting) {
        return new Entry(
                waiting.id(),
                waiting.about().priority(),
                waiting.standing().at(),
                lookAt(waiting),
                waiting.attempts().size(),
                List.of(Integer.toString(waiting.version())));
    }
}
