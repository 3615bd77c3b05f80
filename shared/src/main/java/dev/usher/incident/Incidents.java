package dev.usher.incident;

import dev.usher.config.AlertPolicy;
import dev.usher.http.Json;
import dev.usher.message.Event;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.Queues;
import dev.usher.message.StoreUnavailable;
import dev.usher.message.Wake;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Notes what is told of symptoms, and has alerts delivered. An alert is stored as an event in one transaction with the incident it
 * tells of, and queued then; what is not queued, because somebody died in between, the sweeper finds as it finds any event that was not
 * routed. Many may tell the same at once: one of them opens the incident. Thread-safe.
 */
public final class Incidents implements Symptoms, AllSymptoms {
    /** Whoever is overtaken by others so often gives up, and may try again. */
    static final int TRIES = 60;

    private final IncidentStore store;
    private final Supplier<? extends Queues> queues;
    private final AlertPolicy policy;
    private final JsonLog log;
    private final InstantSource clock;

    /** @param queues asked for when there is something to queue, and not before */
    public Incidents(
            IncidentStore store,
            Supplier<? extends Queues> queues,
            AlertPolicy policy,
            JsonLog log,
            InstantSource clock) {
        this.store = store;
        this.queues = queues;
        this.policy = policy;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void tell(Symptom symptom) {
        step((situation, now) -> situation.tell(symptom, policy, now));
    }

    @Override
    public void tellAll(Set<String> kinds, List<Symptom> present) {
        step((situation, now) -> situation.tellAll(kinds, present, policy, now));
    }

    /**
     * Tells who all have a symptom since now; whoever is not among them has not, or not any more.
     *
     * @param present by subject, what there is to say of each
     */
    public void tellAll(String kind, Map<String, String> present) {
        step((situation, now) -> situation.tellAll(Set.of(kind), symptoms(kind, present, now), policy, now));
    }

    private static List<Symptom> symptoms(String kind, Map<String, String> present, Instant now) {
        return present.entrySet().stream()
                .map(one -> new Symptom(one.getKey(), kind, true, one.getValue(), now))
                .toList();
    }

    /** Time passes: what was waited for is confirmed or over, reminders are due. Called every minute. */
    public void pass() {
        var full = new boolean[1];
        step((situation, now) -> {
            full[0] = situation.isFull();
            return situation.pass(policy, now);
        });
        if (full[0]) log.warn("too many symptoms", Json.object().put("kept", Situation.MOST_WRONG));
    }

    /** False when there is no such incident that is open. */
    public boolean acknowledge(String id, String by, String text) {
        return act(id, (situation, now) -> situation.acknowledge(id, by, text, policy, now), true);
    }

    /** False when it is not known, or was resolved long ago. */
    public boolean note(String id, String by, String text) {
        return act(id, (situation, now) -> situation.note(id, by, text, policy, now), false);
    }

    /** False when there is no such incident that is open. */
    public boolean resolve(String id, String by, String text) {
        return act(id, (situation, now) -> situation.resolve(id, by, text, policy, now), true);
    }

    private boolean act(String id, BiFunction<Situation, Instant, Step> act, boolean onlyOpen) {
        var found = new boolean[1];
        step((situation, now) -> {
            var incident = situation.find(id);
            found[0] = incident != null
                    && (incident.stage() == Incident.Stage.OPEN
                            || (!onlyOpen && incident.stage() == Incident.Stage.RESOLVED));
            return found[0] ? act.apply(situation, now) : new Step(situation, List.of(), List.of());
        });
        return found[0];
    }

    private void step(BiFunction<Situation, Instant, Step> act) {
        for (int tried = 0; tried < TRIES; tried++) {
            var before = store.read();
            var step = act.apply(before.situation(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
            if (step.notes().isEmpty() && step.after().equals(before.situation())) return;
            if (!store.write(before, step)) continue;
            step.alerts().forEach(this::send);
            return;
        }
        throw new StoreUnavailable("incidents are changed by too many at once", new IllegalStateException());
    }

    private void send(Alert alert) {
        var event = alert.event();
        log.warn(
                "incident",
                Json.object()
                        .put("incident", alert.incident().id())
                        .put("what", alert.type().label())
                        .put("impact", alert.incident().impact().label())
                        .put("subjects", String.join(" ", alert.incident().subjects()))
                        .put("event", event.id().text()));
        queue(event);
    }

    private void queue(Event event) {
        try {
            queues.get().send(Wake.Dispatch.of(event), event.priority(), Duration.ZERO);
        } catch (QueueUnavailable outage) {
            log.warn(
                    "left to the sweeper", Json.object().put("event", event.id().text()));
        }
    }
}
