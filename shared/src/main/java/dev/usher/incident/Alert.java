package dev.usher.incident;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.AlertPolicy;
import dev.usher.config.Impact;
import dev.usher.config.Priority;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.http.Json;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whoever it concerns is to be told of an incident: an event of the source {@code usher}, delivered as any other.
 *
 * @param incident as it stands after it
 */
public record Alert(Type type, Incident incident, Instant at) {
    /** Symptoms that an alert lists, at most. */
    static final int MOST_LISTED = 20;

    /** What happened. */
    public enum Type {
        OPENED,
        /** More went wrong together with it. */
        WIDENED,
        /** Nobody acknowledged it in time. */
        ESCALATED,
        REMINDED,
        /** It was resolved, and one of its subjects is wrong again. */
        REOPENED,
        RESOLVED;

        /** In the present of a timeline: {@code opened}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Each alert of an incident has its own, so that none is stored twice. */
    public EventId id() {
        return EventId.of(AlertPolicy.SOURCE, providerId(), 0);
    }

    private String providerId() {
        return incident.id() + "#" + incident.alerts();
    }

    /** The event that tells it. */
    public Event event() {
        return new Event(
                id(),
                AlertPolicy.SOURCE,
                providerId(),
                "incident." + type.label(),
                Priority.HIGH,
                at,
                Map.of(
                        "incident",
                        incident.id(),
                        "impact",
                        incident.impact().label(),
                        "subject",
                        incident.subjects().isEmpty() ? "" : incident.subjects().getFirst()),
                Headers.of(Map.of("content-type", "application/json")),
                "",
                "incident-" + providerId(),
                Body.of(Json.bytes(payload())));
    }

    /** Every impact that the incident has had is told, so whoever heard of it hears of its end. */
    private List<Impact> tiers() {
        return Stream.of(Impact.values())
                .filter(tier -> !incident.first().exceeds(tier) && !tier.exceeds(incident.impact()))
                .toList();
    }

    private ObjectNode payload() {
        var wording = Wording.of(this);
        var root = Json.object()
                .put("type", "incident." + type.label())
                .put("incident", incident.id())
                .put("number", incident.alerts())
                .put("state", incident.stage().label())
                .put("impact", incident.impact().label());
        var tiers = root.putArray("tiers");
        tiers().forEach(tier -> tiers.add(tier.label()));
        root.put("began", incident.began().toString())
                .put("at", at.toString())
                .put("lastedSeconds", Duration.between(incident.began(), at).toSeconds())
                .put("acknowledgedBy", incident.acknowledged())
                .put("title", wording.title())
                .put("text", wording.text());
        var subjects = root.putArray("subjects");
        incident.subjects().stream().limit(MOST_LISTED).forEach(subjects::add);
        var wrong = root.putArray("wrong");
        incident.wrong().stream().limit(MOST_LISTED).forEach(one -> wrong.addObject()
                .put("subject", one.subject())
                .put("kind", one.kind())
                .put("since", one.since().toString())
                .put("detail", one.detail()));
        return root;
    }
}
