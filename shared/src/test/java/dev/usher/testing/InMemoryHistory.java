package dev.usher.testing;

import dev.usher.breaker.History;
import dev.usher.breaker.Transition;
import dev.usher.search.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The history of breakers in memory, in the order that it was told. */
public final class InMemoryHistory implements History {
    private final List<Transition> transitions = new ArrayList<>();

    @Override
    public synchronized void add(Transition transition) {
        if (!transitions.contains(transition)) transitions.add(transition);
    }

    @Override
    public synchronized Page<Transition> list(Wanted wanted, @Nullable String after, int limit) {
        var rest = transitions.reversed().stream()
                .filter(wanted::matches)
                .skip(after == null ? 0 : Integer.parseInt(after))
                .toList();
        if (rest.size() <= limit) return new Page<>(rest, null);
        int next = limit + (after == null ? 0 : Integer.parseInt(after));
        return new Page<>(rest.subList(0, limit), Integer.toString(next));
    }

    /** The oldest first. */
    public synchronized List<Transition> all() {
        return List.copyOf(transitions);
    }
}
