package dev.usher.limit;

import dev.usher.config.LimitPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** In the memory of one environment, for deployments without Redis. Thread-safe. */
public final class LocalCeilings implements Ceilings {
    private final Map<String, SortedMap<Duration, Ceiling>> byPolicy = new ConcurrentHashMap<>();

    @Override
    public void learn(LimitPolicy policy, List<Ceiling> declared) {
        byPolicy.compute(policy.name(), (name, known) -> {
            var all = known == null ? new TreeMap<Duration, Ceiling>() : new TreeMap<>(known);
            for (var ceiling : declared)
                if (all.containsKey(ceiling.window()) || all.size() < MOST) all.put(ceiling.window(), ceiling);
            return all;
        });
    }

    @Override
    public List<Ceiling> learned(LimitPolicy policy) {
        var known = byPolicy.get(policy.name());
        return known == null ? List.of() : List.copyOf(known.values());
    }
}
