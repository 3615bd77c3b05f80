package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import dev.usher.message.Delivery;
import dev.usher.message.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything that happened to an event, in the order of time. */
final class EventTimeline {
    private record Moment(Instant at, ObjectNode node) {}

    private final Caller caller;
    private final List<Moment> moments = new ArrayList<>();

    EventTimeline(Caller caller) {
        this.caller = caller;
    }

    EventTimeline received(Event event) {
        add(event.receivedAt(), "received").put("bytes", event.body().size());
        return this;
    }

    EventTimeline delivery(Delivery delivery) {
        for (var attempt : delivery.attempts()) {
            var node = of(delivery, attempt.at(), "attempt");
            Show.attempt(attempt, caller, node);
        }
        if (delivery.replayed()) died(delivery);
        var standing = delivery.standing();
        var what =
                switch (delivery.state()) {
                    case PENDING -> "queued";
                    case WAITING -> delivery.attempts().isEmpty() ? "due" : "retry-due";
                    case DELIVERED -> "delivered";
                    case PARKED -> "parked";
                    case DEAD -> delivery.replayed() ? "replayed" : "dead";
                    case CANCELLED -> standing.reason().equals(Delivery.REPLAYED) ? "replayed" : "cancelled";
                };
        var node = of(delivery, standing.at(), what);
        if (!standing.reason().isEmpty() && !standing.reason().equals(Delivery.REPLAYED))
            node.put("reason", standing.reason());
        if (!delivery.cause().isEmpty()) node.put("cause", delivery.cause());
        return this;
    }

    /** A dead letter that was replayed died when its last attempt ended. */
    private void died(Delivery replayed) {
        if (replayed.attempts().isEmpty()) return;
        var last = replayed.attempts().getLast();
        of(replayed, last.at().plus(last.took()), "dead");
    }

    EventTimeline audited(AuditEntry entry) {
        add(entry.at(), "audit")
                .put("action", entry.action())
                .put("actor", entry.actor())
                .put("outcome", entry.outcome())
                .put("subject", entry.subject());
        return this;
    }

    void write(ArrayNode array) {
        moments.sort(Comparator.comparing(Moment::at));
        moments.forEach(moment -> array.add(moment.node()));
    }

    private ObjectNode of(Delivery delivery, Instant at, String what) {
        var node = add(at, what).put("delivery", delivery.id().toString());
        return delivery.id().destination().equals(Delivery.NOWHERE)
                ? node
                : node.put("destination", delivery.id().destination());
    }

    private ObjectNode add(Instant at, String what) {
        var node = Json.object().put("at", at.toString()).put("what", what);
        moments.add(new Moment(at, node));
        return node;
    }
}
