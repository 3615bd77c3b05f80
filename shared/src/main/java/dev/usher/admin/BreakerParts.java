package dev.usher.admin;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.BreakerStore;
import dev.usher.breaker.BreakersUnavailable;
import dev.usher.breaker.History;
import dev.usher.breaker.TransitionLog;
import dev.usher.config.BreakerPolicy;
import dev.usher.config.UsherConfig;
import dev.usher.incident.Symptoms;
import dev.usher.telemetry.JsonLog;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the operators' view of breakers works with.
 *
 * @param shared null when environments share none, each having its own
 * @param symptoms are told of transitions that operators bring about
 * @param log for the same
 */
public record BreakerParts(
        UsherConfig config,
        @Nullable BreakerStore shared,
        History history,
        Symptoms symptoms,
        JsonLog log,
        InstantSource clock) {
    /** Every breaker there is, and its policy. */
    Map<BreakerId, BreakerPolicy> known() {
        var known = new LinkedHashMap<BreakerId, BreakerPolicy>();
        for (var destination : config.destinations().values())
            known.put(BreakerId.destination(destination.name()), destination.breaker());
        for (var service : config.services().values()) known.put(BreakerId.service(service.name()), service.breaker());
        return known;
    }

    /** @throws BreakersUnavailable when there is none */
    BreakerStore store() {
        if (shared == null) throw new BreakersUnavailable("breakers are shared in Redis, and there is none");
        return shared;
    }

    TransitionLog transitions() {
        return new TransitionLog(history, symptoms, log);
    }
}
