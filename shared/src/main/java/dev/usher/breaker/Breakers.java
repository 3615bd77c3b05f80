package dev.usher.breaker;

import dev.usher.config.BreakerPolicy;
import java.time.Duration;

/** Lets calls pass, or keeps them from whoever fails. Thread-safe, quick, and never throws for an outage. */
public interface Breakers {
    /**
     * Whether a call may be made now.
     *
     * @param timeout how long the call may take
     */
    Passage ask(BreakerId id, BreakerPolicy policy, Duration timeout);

    /** What came of a call that was let pass. Each permit is told of once. */
    void tell(Passage.Permit permit, Result result);
}
