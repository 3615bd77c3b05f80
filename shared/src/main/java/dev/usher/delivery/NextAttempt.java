package dev.usher.delivery;

import dev.usher.breaker.Passage;
import dev.usher.breaker.Result;
import dev.usher.config.Destination;
import dev.usher.config.RetryPolicy;
import dev.usher.config.Target;
import dev.usher.config.UsherConfig;
import dev.usher.message.Attempt;
import dev.usher.message.Delivery;
import dev.usher.message.Event;
import dev.usher.message.State;
import dev.usher.routing.Routing.Leg;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next attempt of a delivery, if it may be made now, and says what becomes of the delivery. It records nothing, but for a note
 * before what may be done once only.
 */
final class NextAttempt {
    /** A destination that took this long to answer, or did not answer for so long, is slow. */
    private static final Duration SLOW = Duration.ofSeconds(2);

    /** How long a slow destination's deliveries take the lane aside after it was last seen slow. */
    private static final Duration SLOW_FOR = Duration.ofSeconds(60);

    /** Who noted a call and has not recorded it so long after it must have ended is taken for dead. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Deliver.Parts parts;
    private final Gate gate;
    private final UsherConfig config;
    private final InstantSource clock;

    NextAttempt(Deliver.Parts parts, UsherConfig config, InstantSource clock) {
        this.parts = parts;
        this.gate = new Gate(parts.breakers());
        this.config = config;
        this.clock = clock;
    }

    /**
     * A delivery, and what becomes of it.
     *
     * @param before as it stands in the store
     */
    record Step(Delivery before, Delivery after) {}

    /** Null when somebody else is at it. */
    @Nullable
    Step of(Delivery before, Event event, Leg leg) {
        var now = clock.instant();
        var destination = config.destination(leg.destination());
        if (destination == null) return new Step(before, before.standing(State.PARKED, "destination-removed", now));
        if (parts.board().paused(destination.name()) != null)
            return new Step(before, before.standing(State.PARKED, "destination-paused", now));
        if (before.standing().reason().equals(Sent.CALLING))
            return new Step(
                    before,
                    parts.sender().isSettled(before, event)
                            ? before.standing(State.DELIVERED, "", now)
                            : told(before.standing(State.DEAD, Sent.UNKNOWN, now), event));
        var noted = before;
        if (parts.sender().once(event, destination)) {
            var due = now.plus(destination.timeout()).plus(GRACE);
            var note = before.standing(State.WAITING, Sent.CALLING, due);
            if (!(before.version() == 0
                    ? parts.deliveries().begin(note)
                    : parts.deliveries().update(before, note))) return null;
            noted = note.written();
        }
        return new Step(noted, told(after(noted, event, destination, leg), event));
    }

    /** What is about to be recorded as dead is told of before, so that it is told at all. */
    private Delivery told(Delivery after, Event event) {
        if (after.state() == State.DEAD) parts.sender().died(after, event);
        return after;
    }

    private Delivery after(Delivery before, Event event, Destination destination, Leg leg) {
        // Who calls a service asks its breaker and its limit at once.
        if (destination.target() instanceof Target.Gateway)
            return settled(before, event, destination, send(before, event, destination, leg));
        return switch (gate.ask(destination)) {
            case Passage.Permit permit ->
                settled(before, event, destination, send(before, event, destination, leg, permit));
            case Passage.Refused refused -> broken(before, refused);
        };
    }

    private Delivery broken(Delivery before, Passage.Refused refused) {
        return before.standing(State.WAITING, Sent.BROKEN, gate.again(before.id(), refused, clock.instant()));
    }

    private Delivery settled(Delivery before, Event event, Destination destination, Sent sent) {
        var now = clock.instant();
        return switch (sent) {
            case Sent.Made(var attempt) -> planned(before, event, destination, seen(destination, attempt, now), now);
            case Sent.Settled(var attempt) ->
                before.with(seen(destination, attempt, now)).standing(State.DELIVERED, "", now);
            case Sent.Over(var attempt, var reason) ->
                (attempt == null ? before : before.with(seen(destination, attempt, now)))
                        .standing(State.DEAD, reason, now);
            case Sent.Later(var reason, var until)
            when reason.equals(Sent.BROKEN) -> broken(before, new Passage.Refused(until));
            case Sent.Later(var reason, var until) -> before.standing(State.WAITING, reason, until);
        };
    }

    private Attempt seen(Destination destination, Attempt attempt, Instant now) {
        if (attempt.took().compareTo(SLOW) >= 0) parts.board().slow(destination.name(), now.plus(SLOW_FOR));
        return attempt;
    }

    private Delivery planned(Delivery before, Event event, Destination destination, Attempt attempt, Instant now) {
        var after = before.with(attempt);
        var policy = policy(before, event, destination);
        return switch (RetryPlan.after(policy, before.id(), attempt.number(), attempt.outcome(), now)) {
            case RetryPlan.Done() -> after.standing(State.DELIVERED, "", now);
            case RetryPlan.RetryAt(var due) ->
                after.standing(State.WAITING, attempt.outcome().error(), due);
            case RetryPlan.GiveUp(var reason) -> after.standing(State.DEAD, reason, now);
            case RetryPlan.PauseDestination() -> {
                parts.board().pause(destination.name(), "it answered 410 Gone", "usher", now);
                yield after.standing(State.PARKED, "destination-gone", now);
            }
        };
    }

    private Sent send(Delivery before, Event event, Destination destination, Leg leg) {
        return parts.sender().send(before.id(), event, destination, leg, before.nextAttempt());
    }

    /** A bug on the way is no word about the destination, but whoever waits for a probe must hear that it has ended. */
    private Sent send(Delivery before, Event event, Destination destination, Leg leg, Passage.Permit permit) {
        Result result = new Result.Mute();
        try {
            var sent = send(before, event, destination, leg);
            if (sent instanceof Sent.Made(var attempt)) result = Result.of(attempt.outcome());
            return sent;
        } finally {
            gate.tell(permit, result);
        }
    }

    private RetryPolicy policy(Delivery delivery, Event event, Destination destination) {
        var own = destination.retry();
        var source = config.sources().get(event.source());
        var theirs = source == null ? null : source.retry();
        var policy = own != null ? own : theirs != null ? theirs : RetryPolicy.STANDARD;
        return delivery.attemptsCap() == 0 ? policy : policy.atMost(delivery.attemptsCap());
    }
}
