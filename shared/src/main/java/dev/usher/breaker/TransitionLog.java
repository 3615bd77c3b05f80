package dev.usher.breaker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import dev.usher.incident.Symptom;
import dev.usher.incident.Symptoms;
import dev.usher.message.StoreUnavailable;
import dev.usher.telemetry.JsonLog;
import java.util.TreeMap;

/** Writes transitions into the log and into the history, and tells of breakers that open or close. */
public final class TransitionLog {
    /** The kind of symptom that a breaker which is not closed is. */
    public static final String SYMPTOM = "breaker-open";

    private final History history;
    private final Symptoms symptoms;
    private final JsonLog log;

    public TransitionLog(History history, Symptoms symptoms, JsonLog log) {
        this.history = history;
        this.symptoms = symptoms;
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
        if (transition.opened() || transition.to() == Phase.CLOSED) tell(transition);
    }

    /** What is not noted now the sweeper finds on the board of breakers. */
    private void tell(Transition transition) {
        boolean open = transition.to() != Phase.CLOSED;
        var detail = open ? detail(transition) : "";
        try {
            symptoms.tell(new Symptom(transition.id().text(), SYMPTOM, open, detail, transition.at()));
        } catch (StoreUnavailable outage) {
            log.error("a symptom was not noted", outage);
        }
    }

    private static String detail(Transition transition) {
        if (!transition.cause().by().isEmpty())
            return "forced by " + transition.cause().by();
        var seen = transition.seen();
        var errors = String.join(", ", new TreeMap<>(seen.errors()).keySet());
        return seen.failures() + " failures" + (errors.isEmpty() ? "" : " (" + errors + ")") + "; it looks like "
                + Verdict.of(seen).side().label();
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
