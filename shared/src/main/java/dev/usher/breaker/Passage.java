package dev.usher.breaker;

import dev.usher.config.BreakerPolicy;
import java.time.Instant;

/** Whether a call may be made. */
public sealed interface Passage {
    /**
     * It may; what came of it is to be {@linkplain Breakers#tell told}.
     *
     * @param generation what the breaker was when it was given
     * @param turn the same of this environment's own breaker, when that decided
     */
    record Permit(BreakerId id, BreakerPolicy policy, long generation, Way way, long turn) implements Passage {
        /** One that a shared breaker gives. */
        Permit(BreakerId id, BreakerPolicy policy, long generation, Way way) {
            this(id, policy, generation, way, 0);
        }
    }

    /**
     * It may not.
     *
     * @param until before that there is no use in asking again
     */
    record Refused(Instant until) implements Passage {}

    /** What a permit rests on. */
    enum Way {
        /** The breaker is closed. */
        CLOSED,
        /** The breaker is half open, and this is the one call that may be made now. */
        PROBE,
        /** This environment decided alone. */
        ALONE
    }
}
