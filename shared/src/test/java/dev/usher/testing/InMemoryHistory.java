package dev.usher.testing;

import dev.usher.breaker.History;
import dev.usher.breaker.Transition;
import dev.usher.search.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The history of breakers in memory; all of it is one page. */
public final class InMemoryHistory implements History {
    private final List<Transition> transitions = new ArrayList<>();

    @Override
    public synchronized void add(Transition transition) {
        transitions.add(transition);
    }

    @Override
    public synchronized Page<Transition> list(Wanted wanted, @Nullable String after, int limit) {
        return new Page<>(
                transitions.reversed().stream()
                        .filter(wanted::matches)
                        .limit(limit)
                        .toList(),
                null);
    }

    /** The oldest first. */
    public synchronized List<Transition> all() {
        return List.copyOf(transitions);
    }
}
