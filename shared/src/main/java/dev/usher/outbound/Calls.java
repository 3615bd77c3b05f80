package dev.usher.outbound;

import dev.usher.message.Attempt;
import dev.usher.reliability.Counters;
import java.time.Duration;
import java.time.Instant;

/** Counts calls to third parties. Quick, and never throws. */
@FunctionalInterface
public interface Calls {
    /** Counts nothing. */
    Calls UNCOUNTED = (service, reply, at, took) -> {};

    /**
     * Counts one attempt.
     *
     * @param took until the last byte, or until it was given up
     */
    void count(String service, ThirdParty.Reply reply, Instant at, Duration took);

    /** Adds them to figures, which are written as those of deliveries are. */
    static Calls to(Counters counters) {
        return (service, reply, at, took) -> counters.count(service, new Attempt(1, at, took, reply.outcome(), 0, ""));
    }
}
