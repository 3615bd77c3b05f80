package dev.usher.reliability;

import dev.usher.message.StoreUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Figures in a map; can be told to refuse. */
public final class InMemoryFigureStore implements FigureStore {
    private final Map<Slot, Figures> slots = new HashMap<>();
    private final Set<String> refused = new TreeSet<>();
    private int writes;

    /** Refuses all writes for these destinations; none to be well again. */
    public synchronized void refuse(String... destinations) {
        refused.clear();
        refused.addAll(List.of(destinations));
    }

    public synchronized int writes() {
        return writes;
    }

    /** All figures of one kind of span together. */
    public synchronized Figures sum(Span span) {
        return slots.entrySet().stream()
                .filter(entry -> entry.getKey().span() == span)
                .map(Map.Entry::getValue)
                .reduce(Figures.NONE, Figures::plus);
    }

    public synchronized Figures at(Slot slot) {
        return slots.getOrDefault(slot, Figures.NONE);
    }

    public synchronized Set<Slot> slots() {
        return Set.copyOf(slots.keySet());
    }

    @Override
    public synchronized void add(Slot slot, Figures more) {
        if (refused.contains(slot.subject().destination()))
            throw new StoreUnavailable("refused", new IllegalStateException("as told"));
        writes++;
        slots.merge(slot, more, Figures::plus);
    }

    @Override
    public synchronized List<Reading> read(Span span, String destination, Instant from, Instant until) {
        var readings = new ArrayList<Reading>();
        slots.forEach((slot, figures) -> {
            if (slot.span() == span
                    && slot.subject().destination().equals(destination)
                    && !slot.start().isBefore(from)
                    && !slot.start().isAfter(until)) readings.add(new Reading(slot, figures));
        });
        return readings;
    }

    @Override
    public synchronized Set<String> destinations() {
        var names = new TreeSet<String>();
        slots.keySet().forEach(slot -> names.add(slot.subject().destination()));
        return names;
    }
}
