package dev.usher.reliability;

import dev.usher.delivery.Parallel;
import dev.usher.reliability.FigureStore.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Reads the figures of every destination, configured or removed: one range of the store for each, whatever the traffic was. */
public final class Ledger {
    /** Ranges read at once. */
    private static final int ABREAST = 16;

    private final FigureStore store;
    private final Set<String> configured;

    /** @param configured the names of the destinations of this deployment */
    public Ledger(FigureStore store, Set<String> configured) {
        this.store = store;
        this.configured = Set.copyOf(configured);
    }

    boolean isConfigured(String destination) {
        return configured.contains(destination);
    }

    /**
     * All figures of a timeframe by destination. Each configured destination is there, with an empty list when it had no
     * traffic; a removed one only when it had.
     */
    Map<String, List<Reading>> read(Timeframe timeframe, Instant now) {
        var names = new TreeSet<>(configured);
        names.addAll(store.destinations());
        var found = new ConcurrentHashMap<String, List<Reading>>();
        var all = new ArrayList<>(names);
        for (int from = 0; from < all.size(); from += ABREAST)
            Parallel.each(
                    all.subList(from, Math.min(from + ABREAST, all.size())),
                    name -> found.put(
                            name,
                            store.read(
                                    timeframe.span(),
                                    name,
                                    timeframe.from(now),
                                    timeframe.span().start(now))));
        found.entrySet().removeIf(entry -> entry.getValue().isEmpty() && !configured.contains(entry.getKey()));
        return new TreeMap<>(found);
    }
}
