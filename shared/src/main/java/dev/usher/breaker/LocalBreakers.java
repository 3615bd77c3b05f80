package dev.usher.breaker;

import dev.usher.config.BreakerPolicy;
import dev.usher.http.Json;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Breakers of one environment alone: all there are without Redis, and what decides while Redis is away. */
public final class LocalBreakers implements Breakers {
    private final JsonLog log;
    private final InstantSource clock;
    private final Map<BreakerId, LocalBreaker> breakers = new ConcurrentHashMap<>();

    public LocalBreakers(JsonLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /** There is nothing to be waited for. */
    @Override
    public boolean look(BreakerId id) {
        return false;
    }

    @Override
    public Passage ask(BreakerId id, BreakerPolicy policy, Duration timeout) {
        return ask(id, policy, View.USUAL);
    }

    /** @param last what was known of the shared one when it was last heard of */
    Passage ask(BreakerId id, BreakerPolicy policy, View last) {
        return breaker(id, policy).ask(id, last);
    }

    @Override
    public void tell(Passage.Permit permit, Result result) {
        if (!breaker(permit.id(), permit.policy()).tell(permit.turn(), result)) return;
        log.warn(
                "breaker opened alone",
                Json.object()
                        .put("breaker", permit.id().text())
                        .put("openMs", permit.policy().open().toMillis()));
    }

    /** What came of a call that a shared breaker let pass. Until one fails there is nothing to remember, and nothing to set up. */
    void hear(Passage.Permit permit, Result result) {
        var known = breakers.get(permit.id());
        if (known != null) known.hear(result);
        else if (result instanceof Result.Bad)
            breaker(permit.id(), permit.policy()).hear(result);
    }

    private LocalBreaker breaker(BreakerId id, BreakerPolicy policy) {
        return breakers.computeIfAbsent(id, key -> new LocalBreaker(key.text(), policy, clock));
    }
}
