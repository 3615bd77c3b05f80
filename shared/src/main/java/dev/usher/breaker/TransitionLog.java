package dev.usher.breaker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import dev.usher.message.StoreUnavailable;
import dev.usher.telemetry.JsonLog;

/** Writes transitions into the log, where alarms look, and into the history. */
public final class TransitionLog {
    private final History history;
    private final JsonLog log;

    public TransitionLog(History history, JsonLog log) {
        this.history = history;
        this.log = log;
    }

    /** Never throws for an outage: the breaker has changed, whoever hears of it. */
    public void add(Transition transition) {
        if (transition.opened()) log.warn("breaker opened", opened(transition));
        else log.info("breaker changed", line(transition));
        try {
            history.add(transition);
        } catch (StoreUnavailable outage) {
            log.error("a transition is not in the history", outage);
        }
    }

    private static ObjectNode opened(Transition transition) {
        var seen = transition.seen();
        var verdict = Verdict.of(seen);
        var line = line(transition)
                .put("until", transition.until().toString())
                .put("run", seen.run())
                .put("calls", seen.calls())
                .put("failures", seen.failures())
                .put("failing", seen.failing())
                .put("calling", seen.calling())
                .put("verdict", verdict.side().label());
        var errors = line.putObject("errors");
        seen.errors().forEach(errors::put);
        return line;
    }

    private static ObjectNode line(Transition transition) {
        return Json.object()
                .put("breaker", transition.id().text())
                .put("from", transition.from().label())
                .put("to", transition.to().label())
                .put("why", transition.cause().why());
    }
}
