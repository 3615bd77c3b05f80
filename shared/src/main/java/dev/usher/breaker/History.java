package dev.usher.breaker;

import dev.usher.search.Page;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The transitions of breakers. Every method throws {@code StoreUnavailable} on an outage. */
public interface History {
    /** How long a transition is kept. */
    Duration KEPT = Duration.ofDays(90);

    /** Keeps a transition. The same one again changes nothing. */
    void add(Transition transition);

    /** Transitions, newest first; see {@code Search} for paging. */
    Page<Transition> list(Wanted wanted, @Nullable String after, int limit);

    /**
     * Which are wanted.
     *
     * @param id null for any
     * @param from at this time or later
     * @param until before this time
     */
    record Wanted(@Nullable BreakerId id, Instant from, Instant until) {
        public boolean matches(Transition transition) {
            return (id == null || id.equals(transition.id()))
                    && !transition.at().isBefore(from)
                    && transition.at().isBefore(until);
        }
    }
}
