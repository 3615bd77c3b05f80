package dev.usher.breaker;

import dev.usher.config.BreakerPolicy;
import java.time.Instant;

/** Whether a call may be made. */
public sealed interface Passage {
    /**
     * It may; what came of it is to be {@linkplain Breakers#tell told}.
     *
     * @param generation what the breaker was when it was given
     */
    record Permit(BreakerId id, BreakerPolicy policy, long generation, Way way) implements Passage {}

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
