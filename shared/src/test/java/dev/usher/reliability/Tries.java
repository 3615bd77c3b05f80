package dev.usher.reliability;

import dev.usher.config.Priority;
import dev.usher.http.Body;
import dev.usher.http.Headers;
import dev.usher.message.Attempt;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.Event;
import dev.usher.message.EventId;
import dev.usher.message.Outcome;
import dev.usher.message.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

/** Attempts as the delivery engine counts them. */
public final class Tries {
    public static final Instant NOON = Instant.parse("2026-06-06T12:00:00Z");
    public static final Subject CRM = new Subject("crm", "stripe", "invoice.paid");

    private Tries() {}

    /** A delivery after its last attempt. */
    public record Try(Delivery after, Attempt attempt) {}

    public static Try ok(Subject subject, Instant at, long tookMs) {
        return of(subject, at, tookMs, new Outcome.Answered(200, null), State.DELIVERED);
    }

    public static Try failed(Subject subject, Instant at, int status) {
        return of(subject, at, 40, new Outcome.Answered(status, null), State.WAITING);
    }

    public static Try of(Subject subject, Instant at, long tookMs, Outcome outcome, State state) {
        return numbered(subject, new Attempt(1, at, Duration.ofMillis(tookMs), outcome, 100, ""), state, 0);
    }

    public static Try numbered(Subject subject, Attempt attempt, State state, int replay) {
        var id = EventId.of(subject.source(), "evt_1", 0);
        var event = new Event(
                id,
                subject.source(),
                "evt_1",
                subject.type(),
                Priority.NORMAL,
                attempt.at(),
                Map.of(),
                Headers.NONE,
                "",
                "",
                Body.EMPTY);
        var fresh = Delivery.fresh(new DeliveryId(id, subject.destination(), replay), event, "route", "v1");
        return new Try(fresh.with(attempt).standing(state, "", attempt.at()), attempt);
    }

    /** Any attempt within an hour from noon. */
    public static Try any(Random random) {
        var subject = new Subject("d" + random.nextInt(3), "s" + random.nextInt(2), "t" + random.nextInt(4));
        var at = NOON.plusMillis(random.nextInt(3_600_000));
        if (random.nextInt(3) > 0) return ok(subject, at, random.nextInt(5000));
        if (random.nextBoolean()) return failed(subject, at, 400 + random.nextInt(100));
        return of(subject, at, 30_000, new Outcome.Failed(Outcome.Failure.TIMEOUT), State.DEAD);
    }

    /** Figures of so many random attempts of one subject. */
    public static Figures figures(Random random, int attempts) {
        var count = new Count();
        for (int i = 0; i < attempts; i++) {
            var one = any(random);
            count.add(one.after(), one.attempt());
        }
        return count.figures();
    }
}
