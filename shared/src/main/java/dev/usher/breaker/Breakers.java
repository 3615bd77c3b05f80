package dev.usher.breaker;

import dev.usher.config.BreakerPolicy;
import java.time.Duration;

/** Lets calls pass, or keeps them from whoever fails. Thread-safe, quick, and never throws for an outage. */
public interface Breakers {
    /**
     * Begins to find out how breakers stand, without waiting for it, when it is time to.
     *
     * @return whether that is on its way, and nothing is known that speaks against a call: then {@link #ask} is better asked after
     *     whatever else has to be waited for
     */
    boolean look(BreakerId id);

    /**
     * Whether a call may be made now.
     *
     * @param timeout how long the call may take
     */
    Passage ask(BreakerId id, BreakerPolicy policy, Duration timeout);

    /** What came of a call that was let pass. Each permit is told of once. */
    void tell(Passage.Permit permit, Result result);
}
