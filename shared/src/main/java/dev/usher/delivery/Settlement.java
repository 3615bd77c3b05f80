package dev.usher.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import dev.usher.message.Delivery;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.Queues;
import dev.usher.message.State;
import dev.usher.message.Wake;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Predicate;

/** Records what became of a delivery, and only then lets things follow from it: figures, the next attempt, a dead letter. */
final class Settlement {
    private final Deliver.Parts parts;
    private final JsonLog log;
    private final InstantSource clock;

    Settlement(Deliver.Parts parts, JsonLog log, InstantSource clock) {
        this.parts = parts;
        this.log = log;
        this.clock = clock;
    }

    /** Settles a delivery that is not recorded yet. */
    void first(Delivery before, Delivery after) {
        settle(before, after, parts.deliveries()::begin);
    }

    /** Settles one that is recorded as {@code before}. */
    void next(Delivery before, Delivery after) {
        settle(before, after, changed -> parts.deliveries().update(before, changed));
    }

    private void settle(Delivery before, Delivery after, Predicate<Delivery> record) {
        if (!record.test(after)) return; // another worker was faster; what it recorded stands
        boolean attempted = after.attempts().size() > before.attempts().size();
        if (attempted) parts.tally().count(after, after.attempts().getLast());
        log.info("delivery", attempted ? attempted(after) : line(after));
        follow(after);
    }

    /** Lets happen what follows from a record. Done twice it does no harm, so it is done again when nobody knows whether it was done. */
    void follow(Delivery recorded) {
        switch (recorded.state()) {
            case WAITING ->
                wakeLater(
                        recorded,
                        Duration.between(clock.instant(), recorded.standing().at()));
            case DEAD -> parts.deadLetters().send(recorded);
            case PENDING, DELIVERED, PARKED, CANCELLED -> {}
        }
    }

    /** Queues the next attempt when a queue can hold it that long; the sweeper sees to it otherwise, or when this fails. */
    private void wakeLater(Delivery waiting, Duration delay) {
        if (delay.compareTo(Queues.LONGEST_DELAY) > 0) return;
        try {
            var wait = delay.isNegative() ? Duration.ZERO : delay;
            var next = new Wake.Attempt(
                    waiting.id(),
                    waiting.nextAttempt(),
                    parts.board().slow(waiting.id().destination()));
            if (next.aside()) parts.queues().sendAside(next, wait);
            else parts.queues().send(next, waiting.about().priority(), wait);
        } catch (QueueUnavailable outage) {
            log.warn("left to the sweeper", line(waiting));
        }
    }

    private static ObjectNode line(Delivery delivery) {
        var line = Json.object()
                .put("event", delivery.id().event().text())
                .put("destination", delivery.id().destination())
                .put("replay", delivery.id().replay())
                .put("source", delivery.about().source())
                .put("type", delivery.about().type())
                .put("state", delivery.state().label())
                .put("attempt", delivery.attempts().size());
        if (!delivery.standing().reason().isEmpty())
            line.put("reason", delivery.standing().reason());
        return line;
    }

    private static ObjectNode attempted(Delivery delivery) {
        var last = delivery.attempts().getLast();
        var line = line(delivery)
                .put("outcome", last.outcome().error())
                .put("tookMs", last.took().toMillis())
                .put("sentBytes", last.sentBytes());
        if (delivery.state() == State.DELIVERED && delivery.id().replay() == 0) {
            var since = Duration.between(
                    delivery.about().receivedAt(), delivery.standing().at());
            line.put("sinceMs", since.toMillis());
        }
        return line;
    }
}
