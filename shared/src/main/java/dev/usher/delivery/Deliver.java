package dev.usher.delivery;

import dev.usher.breaker.Breakers;
import dev.usher.config.Destination;
import dev.usher.config.UsherConfig;
import dev.usher.http.Json;
import dev.usher.limit.Admission;
import dev.usher.message.DeadLetters;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.DeliveryStore;
import dev.usher.message.Event;
import dev.usher.message.EventStore;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.Queues;
import dev.usher.message.State;
import dev.usher.message.StoreUnavailable;
import dev.usher.message.Wake;
import dev.usher.routing.Router;
import dev.usher.routing.Routing;
import dev.usher.routing.Routing.Leg;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Does what a {@link Wake} asks: routes an event and makes the first attempt of each delivery, or makes the next attempt of
 * one. It orders the steps; {@link RetryPlan} decides what becomes of a delivery.
 *
 * <p>The order of writes is what makes it safe to kill at any moment: an attempt is recorded before anything follows from
 * it, and the message that asked for it is deleted last. A message that comes twice finds what was recorded and changes
 * nothing.
 */
public final class Deliver {
    /** Left for recording and answering when an attempt has used all the time it may. */
    private static final Duration RESERVE = Duration.ofSeconds(3);

    /** An event older than this may have been routed by others: a message that was moved back, or one of the sweeper's. */
    private static final Duration FIRST_HAND = Duration.ofSeconds(90);

    /** Why a delivery waits that was recorded before its first attempt, because the message was not the first for it. */
    private static final String AGAIN = "again";

    /** What the engine works with. */
    public record Parts(
            EventStore events,
            DeliveryStore deliveries,
            Queues queues,
            DeadLetters deadLetters,
            Turns turns,
            Board board,
            Breakers breakers,
            Sender sender,
            Tally tally) {}

    /** Whether the message is done with. */
    public enum Answer {
        DONE,
        /** Not looked at: too little time is left. Somebody should get it at once. */
        NOT_NOW
    }

    private final Parts parts;
    private final Settlement settlement;
    private final NextAttempt attempts;
    private final Router router;
    private final UsherConfig config;
    private final JsonLog log;
    private final InstantSource clock;
    private final Duration longestAttempt;

    public Deliver(Parts parts, Router router, UsherConfig config, JsonLog log, InstantSource clock) {
        this.parts = parts;
        this.settlement = new Settlement(parts, log, clock);
        this.attempts = new NextAttempt(parts, config, clock);
        this.router = router;
        this.config = config;
        this.log = log;
        this.clock = clock;
        this.longestAttempt = config.everyDestination().stream()
                .map(Destination::timeout)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /**
     * Handles one message.
     *
     * @param again the message was received before, so a worker may have died over it
     * @param deadline no attempt outlives this
     * @throws StoreUnavailable when the outcome could not be recorded: the message must come again
     * @throws QueueUnavailable when a dead letter could not be sent: the message must come again
     */
    public Answer handle(Wake wake, boolean again, Instant deadline) {
        if (Duration.between(clock.instant(), deadline).compareTo(longestAttempt.plus(RESERVE)) < 0)
            return Answer.NOT_NOW;
        switch (wake) {
            case Wake.Dispatch dispatch -> dispatch(dispatch, again);
            case Wake.Attempt attempt -> attempt(attempt, again);
        }
        return Answer.DONE;
    }

    private void dispatch(Wake.Dispatch dispatch, boolean again) {
        var event = dispatch.inline() != null ? dispatch.inline() : parts.events.find(dispatch.id());
        if (event == null) {
            log.warn("event is gone", Json.object().put("event", dispatch.id().text()));
            return;
        }
        boolean another = again || dispatch.recheck();
        if (!another && !dispatch.queued()) {
            var waited = Duration.between(event.receivedAt(), clock.instant());
            log.note("event taken", Json.object().put("waitMs", waited.toMillis()));
        }
        boolean mayBeKnown = another || dispatch.queued() || isOld(event);
        Map<String, Delivery> known = mayBeKnown ? originals(event) : Map.of();
        if (again)
            known.values().stream()
                    .filter(one -> !isWatch(one) && !isClaimed(one))
                    .forEach(settlement::follow);
        var nowhere = known.get(Delivery.NOWHERE);
        // Nobody wanted it, or it was given up or cancelled: that stands until a replay sets it waiting again.
        if (nowhere != null && !isWatch(nowhere)) return;
        if (dispatch.queued() && FanOut.recorded(known.values()).destinations().isEmpty() && mustWait(event, nowhere))
            return;
        var routing = router.route(event);
        var fanOut = FanOut.of(known.values(), routing);
        if (fanOut.destinations().isEmpty()) {
            noRoute(event, nowhere);
            return;
        }
        var attempts = attempts(event, routing, fanOut, another);
        if (again)
            known.values().stream()
                    .filter(Deliver::isClaimed)
                    .forEach(one -> attempts.add(() -> attempt(new Wake.Attempt(one.id(), 1), true)));
        Parallel.each(attempts, Runnable::run);
    }

    /** Whether it keeps an event that is to be routed on the agenda. */
    private static boolean isWatch(Delivery delivery) {
        return delivery.id().destination().equals(Delivery.NOWHERE) && delivery.state() == State.WAITING;
    }

    /** Whether it was recorded for the sake of an attempt that was then not made, or not recorded. */
    private static boolean isClaimed(Delivery delivery) {
        return delivery.state() == State.WAITING && delivery.standing().reason().equals(AGAIN);
    }

    /** Whether its turn has not come after all: what has priority passed it, or it lost its place. */
    private boolean mustWait(Event event, @Nullable Delivery watch) {
        var wait =
                switch (parts.turns.ask(event)) {
                    case Admission.Queued queued -> queued.delay();
                    case Admission.Refused refused -> refused.retryAfter();
                    // Without a limit now, or with one that it alone exceeds since the configuration changed.
                    case null -> null;
                    case Admission.Impossible impossible -> null;
                    case Admission.Admitted admitted -> null;
                    case Admission.Shadowed shadowed -> null;
                };
        if (wait == null) return false;
        parts.turns.later(event, wait, watch, clock.instant());
        return true;
    }

    private boolean isOld(Event event) {
        return event.receivedAt().plus(FIRST_HAND).isBefore(clock.instant());
    }

    private void noRoute(Event event, @Nullable Delivery known) {
        var cancelled = (known == null ? fresh(event, Delivery.NOWHERE, "") : known)
                .standing(State.CANCELLED, "no-route", clock.instant());
        if (known == null) parts.deliveries.begin(cancelled);
        else if (known.state() == State.WAITING) parts.deliveries.update(known, cancelled);
    }

    /** The attempts that begin the deliveries that are missing. Those that no route sends now are parked. */
    private List<Runnable> attempts(Event event, Routing routing, FanOut fanOut, boolean another) {
        var rest = new LinkedHashSet<>(fanOut.missing());
        for (var broken : routing.broken())
            if (rest.remove(broken.destination()))
                park(
                        fresh(event, broken.destination(), broken.route()).among(fanOut.told()),
                        "route-failed: " + broken.reason());
        var attempts = new ArrayList<Runnable>();
        for (var leg : routing.legs())
            if (rest.remove(leg.destination())) {
                var fresh = fresh(event, leg.destination(), leg.route()).among(fanOut.told());
                attempts.add(() -> firstAttempt(fresh, event, leg, another));
            }
        for (var removed : rest) park(fresh(event, removed, "").among(fanOut.told()), "route-removed");
        return attempts;
    }

    private void park(Delivery fresh, String reason) {
        parts.deliveries.begin(fresh.standing(State.PARKED, reason, clock.instant()));
    }

    /** @param another the message is not the event's first, so it records before it attempts */
    private void firstAttempt(Delivery fresh, Event event, Leg leg, boolean another) {
        if (parts.board.slow(leg.destination())) {
            settlement.first(fresh, fresh.standing(State.WAITING, "slow-destination", clock.instant()));
        } else if (another) {
            var claim = fresh.standing(State.WAITING, AGAIN, clock.instant());
            if (parts.deliveries.begin(claim)) settle(attempts.of(claim.written(), event, leg));
        } else {
            settle(attempts.of(fresh, event, leg));
        }
    }

    private void attempt(Wake.Attempt wake, boolean again) {
        var before = parts.deliveries.find(wake.id());
        if (before == null) return;
        if (again && isDone(wake, before)) {
            settlement.follow(before);
            return;
        }
        var due = before.dueAt();
        if (due == null || before.nextAttempt() != wake.attempt()) return;
        var early = Duration.between(clock.instant(), due);
        if (early.compareTo(Duration.ofSeconds(1)) > 0) {
            settlement.follow(before);
            return;
        }
        if (!wake.aside() && parts.board.slow(before.id().destination())) {
            parts.queues.sendAside(new Wake.Attempt(before.id(), wake.attempt(), true), Duration.ZERO);
            return;
        }
        var claimed = again ? claim(before) : before;
        if (claimed != null) settle(again(claimed));
    }

    /** Whether this very message was dealt with: by its attempt, or by a death for want of one. Perhaps nothing followed from it yet. */
    private static boolean isDone(Wake.Attempt wake, Delivery recorded) {
        int made = recorded.attempts().size();
        boolean diedInstead = recorded.state() == State.DEAD && !recorded.replayed();
        return made == wake.attempt() || (diedInstead && made + 1 == wake.attempt());
    }

    private void settle(NextAttempt.@Nullable Step step) {
        if (step == null) return;
        if (step.before().version() == 0) settlement.first(step.before(), step.after());
        else settlement.next(step.before(), step.after());
    }

    /**
     * The first message for an attempt makes it, then records it, in one write. When it could not be recorded the message comes again,
     * perhaps for hours; so any other message records first, or the receiver would get the same each time. Null when somebody
     * else is at it.
     */
    private @Nullable Delivery claim(Delivery before) {
        var claim = before.standing(State.WAITING, before.standing().reason(), clock.instant());
        return parts.deliveries.update(before, claim) ? claim.written() : null;
    }

    /** What becomes of a waiting delivery whose time has come, under the configuration as it is now. */
    private NextAttempt.@Nullable Step again(Delivery before) {
        var now = clock.instant();
        var event = parts.events.find(before.id().event());
        if (event == null) return new NextAttempt.Step(before, before.standing(State.DEAD, "event-expired", now));
        var routing = router.route(event);
        var destination = before.id().destination();
        for (var broken : routing.broken())
            if (broken.destination().equals(destination)) {
                var parked = before.standing(State.PARKED, "route-failed: " + broken.reason(), now);
                return new NextAttempt.Step(before, parked);
            }
        for (var leg : routing.legs())
            if (leg.destination().equals(destination))
                return attempts.of(before.under(leg.route(), config.version()), event, leg);
        return new NextAttempt.Step(before, before.standing(State.PARKED, "route-removed", now));
    }

    private Map<String, Delivery> originals(Event event) {
        return parts.deliveries.of(event.id()).stream()
                .filter(delivery -> delivery.id().replay() == 0 && delivery.isOf(event.receivedAt()))
                .collect(Collectors.toMap(delivery -> delivery.id().destination(), Function.identity()));
    }

    private Delivery fresh(Event event, String destination, String route) {
        return Delivery.fresh(new DeliveryId(event.id(), destination, 0), event, route, config.version());
    }
}
