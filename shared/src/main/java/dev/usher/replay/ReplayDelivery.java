package dev.usher.replay;

import dev.usher.config.Priority;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.DeliveryStore;
import dev.usher.message.EventStore;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.Queues;
import dev.usher.message.State;
import dev.usher.message.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Replays one delivery. The order of writes makes it safe to stop at any moment and to do twice: the replay is recorded
 * first, under a number that only one can take; a message that gets lost is made up for by the sweeper.
 */
public final class ReplayDelivery {
    /** Two who replay one delivery at once: the second reads again and finds the first's. */
    private static final int TRIES = 3;

    /** When the sweeper looks whether an event that was never routed is now. */
    private static final Duration ROUTED_WITHIN = Duration.ofMinutes(5);

    private final EventStore events;
    private final DeliveryStore deliveries;
    private final Queues queues;
    private final Reverify reverify;

    public ReplayDelivery(EventStore events, DeliveryStore deliveries, Queues queues, Reverify reverify) {
        this.events = events;
        this.deliveries = deliveries;
        this.queues = queues;
        this.reverify = reverify;
    }

    /** What came of it. */
    public sealed interface Result {
        /** It is being replayed by this delivery, which is not finished or was made for this very order before. */
        record Replayed(DeliveryId by, boolean created) implements Result {}

        /** It is not; {@code reason} is one of docs/reference/errors.md. */
        record Refused(String reason) implements Result {}
    }

    /**
     * Replays a delivery, and takes what it does over off the agenda.
     *
     * @param due when its first attempt is, at most 15 minutes ahead
     */
    public Result replay(DeliveryId id, Order order, Instant now, Instant due) {
        var result = begin(id, order, now, due);
        if (result instanceof Result.Replayed(var by, var created)) settle(by, now);
        return result;
    }

    /** Does {@link #replay} without taking what it replays off the agenda, so that whoever lists it finds the same again. */
    public Result begin(DeliveryId id, Order order, Instant now, Instant due) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var family = family(id);
            var target =
                    family.stream().filter(one -> one.id().equals(id)).findAny().orElse(null);
            if (target == null) return new Result.Refused("not-found");
            if (id.destination().equals(Delivery.NOWHERE)) return routeAgain(target, now);
            switch (Permit.of(target, family, order)) {
                case Permit.Refused(var reason) -> {
                    tidy(target, family, now);
                    return new Result.Refused(reason);
                }
                case Permit.Exists(var replay) -> {
                    return new Result.Replayed(replay, false);
                }
                case Permit.Granted(var number) -> {
                    var objection = objection(target, order);
                    if (!objection.isEmpty()) return new Result.Refused(objection);
                    var fresh = target.replay(number, order.cause(), order.attemptsCap(), due);
                    if (!deliveries.begin(fresh)) continue;
                    wake(new Wake.Attempt(fresh.id(), 1), priority(target, order), Duration.between(now, due));
                    return new Result.Replayed(fresh.id(), true);
                }
            }
        }
        return new Result.Refused("busy");
    }

    /** Who replayed it may have died before it was off the agenda, and nobody is let replay it again who would take it off. */
    private void tidy(Delivery target, List<Delivery> family, Instant now) {
        if (target.state() != State.DEAD && target.state() != State.PARKED) return;
        family.stream()
                .filter(one -> one.id().replay() > target.id().replay() && one.state() == State.DELIVERED)
                .findAny()
                .ifPresent(replay -> settle(replay.id(), now));
    }

    /** Takes what a replay does over off the agenda: it keeps its attempts, and nobody needs to look at it any more. */
    public void settle(DeliveryId replay, Instant now) {
        for (var one : family(replay)) {
            if (one.id().replay() >= replay.replay()) continue;
            if (one.state() == State.DEAD && !one.replayed())
                deliveries.update(one, one.standing(State.DEAD, Delivery.REPLAYED, now));
            if (one.state() == State.PARKED)
                deliveries.update(one, one.standing(State.CANCELLED, Delivery.REPLAYED, now));
        }
    }

    /** Whether a replay was made for this cause. */
    public boolean isCausedBy(DeliveryId replay, String cause) {
        var found = deliveries.find(replay);
        return found != null && found.cause().equals(cause);
    }

    private List<Delivery> family(DeliveryId id) {
        return deliveries.of(id.event()).stream()
                .filter(one -> one.id().destination().equals(id.destination()))
                .toList();
    }

    private String objection(Delivery target, Order order) {
        var event = events.find(target.id().event());
        if (event == null) return "event-expired";
        return order.forced() ? "" : reverify.objection(event);
    }

    /** An event that never got a destination is routed again instead; the sweeper watches over it as it did before. */
    private Result routeAgain(Delivery watch, Instant now) {
        if (watch.state() == State.WAITING) return new Result.Replayed(watch.id(), false);
        if (events.find(watch.id().event()) == null) return new Result.Refused("event-expired");
        var again = watch.standing(State.WAITING, "stray", now.plus(ROUTED_WITHIN));
        if (!deliveries.update(watch, again)) return new Result.Refused("busy");
        wake(Wake.Dispatch.again(watch.id().event()), watch.about().priority(), Duration.ZERO);
        return new Result.Replayed(watch.id(), true);
    }

    private void wake(Wake message, Priority priority, Duration delay) {
        try {
            queues.send(message, priority, delay.isNegative() ? Duration.ZERO : delay);
        } catch (QueueUnavailable outage) {
            return; // it is due in the store, so the sweeper queues it within two minutes
        }
    }

    private static Priority priority(Delivery target, Order order) {
        var own = order.priority();
        return own == null ? target.about().priority() : own;
    }
}
