package dev.usher.delivery;

import dev.usher.config.Priority;
import dev.usher.message.DeadLetters;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.DeliveryStore;
import dev.usher.message.EventStore;
import dev.usher.message.Queues;
import dev.usher.message.State;
import dev.usher.message.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * The minute's round: queues what is due, releases what was held, and finds events that were stored but never routed
 * because somebody died in between. Safe to run at any time, twice, and by two at once.
 */
public final class Sweep {
    /** A message that was queued is trusted to arrive until this long after it should have. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    /** An event should be routed this long after it was received, unless its queue has a backlog. */
    private static final Duration ROUTED_WITHIN = Duration.ofSeconds(90);

    /** How far back the first round of all looks for strays. */
    private static final Duration FIRST_LOOK = Duration.ofHours(1);

    /** When a stray that was queued again is looked at next. */
    private static final Duration STRAY_AGAIN = Duration.ofMinutes(5);

    /** A stray that was queued this often and never routed is dead: something about it kills its workers. */
    private static final int STRAY_ROUNDS = 5;

    /** More messages than this in a queue are a backlog: what is not routed may just wait its turn. */
    private static final long BACKLOG = 100;

    /** Entries handled in one round; the next round, a minute later, takes the rest. */
    private static final int ROUND = 5000;

    /** After all queues were lost: how far before the last check events may still have been on their way. */
    private static final Duration LOST_BEFORE = Duration.ofMinutes(20);

    /** What a round did. */
    public record Report(int queued, int released, int strays, int dead) {}

    /** What the sweeper works with. */
    public record Parts(
            EventStore events,
            DeliveryStore deliveries,
            Queues queues,
            DeadLetters deadLetters,
            Board board,
            Agenda agenda) {}

    private final Parts parts;
    private final Map<Priority, Long> backlog = new EnumMap<>(Priority.class);
    private int queued;
    private int released;
    private int strays;
    private int dead;

    /** One round; make a new one for the next. */
    public Sweep(Parts parts) {
        this.parts = parts;
    }

    /** The usual round. */
    public Report round(Instant now) {
        parts.agenda.waiting(now, ROUND, entry -> queue(entry, now));
        release(now);
        findStrays(now);
        return new Report(queued, released, strays, dead);
    }

    /** A round after everything in the queues was lost: queues all that is unfinished. Routing it again does no harm. */
    public Report queuesLost(Instant now) {
        var near = now.plus(Queues.LONGEST_DELAY).plus(GRACE);
        parts.agenda.waiting(near, Integer.MAX_VALUE, entry -> queue(entry, now));
        release(now);
        var checked = parts.agenda.checkedUntil();
        var from = checked == null ? now.minus(Duration.ofDays(7)) : checked.minus(LOST_BEFORE);
        parts.agenda.events(from, now.plusSeconds(60), event -> {
            strays++;
            parts.queues.send(Wake.Dispatch.again(event.id()), event.priority(), Duration.ZERO);
        });
        return new Report(queued, released, strays, dead);
    }

    private void queue(Agenda.Entry entry, Instant now) {
        if (entry.id().destination().equals(Delivery.NOWHERE)) {
            stray(entry, now);
            return;
        }
        var wait = Duration.between(now, entry.due());
        if (wait.isNegative()) wait = Duration.ZERO;
        if (wait.compareTo(Queues.LONGEST_DELAY) > 0) return;
        parts.queues.send(new Wake.Attempt(entry.id(), entry.attempts() + 1), entry.priority(), wait);
        parts.agenda.postpone(entry, now.plus(wait).plus(GRACE));
        queued++;
    }

    /** Deliveries parked for a paused destination go on when it is not paused any more. */
    private void release(Instant now) {
        for (var destination : parts.board.released()) {
            int found = parts.agenda.held(destination, ROUND, this::release);
            if (found < ROUND) parts.board.emptied(destination, now);
        }
    }

    private void release(DeliveryId id) {
        var held = parts.deliveries.find(id);
        if (held == null || held.state() != State.PARKED) return;
        var waiting = held.standing(State.WAITING, "released", held.standing().at());
        if (!parts.deliveries.update(held, waiting)) return;
        parts.queues.send(
                new Wake.Attempt(id, waiting.nextAttempt()), waiting.about().priority(), Duration.ZERO);
        released++;
    }

    private void findStrays(Instant now) {
        var checked = parts.agenda.checkedUntil();
        var from = checked == null ? now.minus(FIRST_LOOK) : checked;
        var until = now.minus(ROUTED_WITHIN);
        if (!from.isBefore(until)) return;
        parts.agenda.events(from, until, event -> {
            if (!event.routed() && parts.deliveries.of(event.id()).isEmpty()) firstSeenStray(event, now);
        });
        parts.agenda.checkedUntil(until);
    }

    /**
     * A delivery to nowhere keeps the stray on the agenda until it is routed or given up. Here and in {@link #stray} the message
     * goes first: one too many does no harm, while a round noted without one would count a queue's outage against the event.
     */
    private void firstSeenStray(Agenda.Received stray, Instant now) {
        var event = parts.events.find(stray.id());
        if (event == null) return;
        var watch = Delivery.fresh(new DeliveryId(stray.id(), Delivery.NOWHERE, 0), event, "", "")
                .standing(State.WAITING, "stray", now.plus(STRAY_AGAIN));
        if (backlog(stray.priority()) <= BACKLOG) {
            parts.queues.send(Wake.Dispatch.again(stray.id()), stray.priority(), Duration.ZERO);
            strays++;
        }
        parts.deliveries.begin(watch);
    }

    private void stray(Agenda.Entry entry, Instant now) {
        var watch = parts.deliveries.find(entry.id());
        if (watch == null || watch.state() != State.WAITING) return;
        var event = entry.id().event();
        boolean routed = parts.deliveries.of(event).size() > 1;
        if (routed) {
            parts.deliveries.update(watch, watch.standing(State.CANCELLED, "routed", now));
        } else if (backlog(entry.priority()) > BACKLOG) {
            parts.agenda.postpone(entry, now.plus(STRAY_AGAIN));
        } else if (watch.version() > STRAY_ROUNDS) {
            var given = watch.standing(State.DEAD, "never-routed", now);
            if (parts.deliveries.update(watch, given)) parts.deadLetters.send(given);
            dead++;
        } else {
            parts.queues.send(Wake.Dispatch.again(event), entry.priority(), Duration.ZERO);
            parts.deliveries.update(watch, watch.standing(State.WAITING, "stray", now.plus(STRAY_AGAIN)));
            strays++;
        }
    }

    private long backlog(Priority priority) {
        return backlog.computeIfAbsent(priority, parts.queues::waiting);
    }
}
