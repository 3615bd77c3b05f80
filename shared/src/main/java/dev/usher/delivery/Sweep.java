package dev.usher.delivery;

import dev.usher.config.Priority;
import dev.usher.message.DeadLetters;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.DeliveryStore;
import dev.usher.message.EventId;
import dev.usher.message.EventStore;
import dev.usher.message.Queues;
import dev.usher.message.State;
import dev.usher.message.Wake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The minute's round: queues what is due, releases what was held, and finds events that were stored but never routed, or not to
 * all of their destinations, because somebody died in between. Safe to run at any time, twice, and by two at once.
 */
public final class Sweep {
    /** A message that was queued is trusted to arrive until this long after it should have; then twice as long, and so on. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    /** The longest that one is trusted: messages that fail come again by themselves, so more of them would only add up. */
    private static final Duration LONGEST_GRACE = Duration.ofHours(1);

    /** An event should be routed this long after it was received, unless its queue has a backlog. */
    private static final Duration ROUTED_WITHIN = Duration.ofSeconds(90);

    /** Why a delivery to nowhere waits: the event was never routed. */
    private static final String STRAY = "stray";

    /** Why a delivery to nowhere waits: some of the event's deliveries were recorded, and others not. */
    private static final String HALF_ROUTED = "half-routed";

    /** How far back the first round of all looks for strays. */
    private static final Duration FIRST_LOOK = Duration.ofHours(1);

    /** Looking for strays is noted this often, so that a round that runs out of time was not in vain. */
    private static final Duration STEP = Duration.ofMinutes(5);

    /** When a stray that was queued again is looked at next; twice as long each time from the third on. */
    private static final Duration STRAY_AGAIN = Duration.ofMinutes(5);

    /** A stray that was queued this often again and still is one is dead: something about it kills its workers. */
    private static final int STRAY_ROUNDS = 5;

    /** More messages than this in a queue are a backlog: what is not routed may just wait its turn. */
    private static final long BACKLOG = 100;

    /** Entries handled side by side: one after the other, a full round takes longer than its minute. */
    private static final int ABREAST = 20;

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
    private final Map<Priority, Long> backlog = new ConcurrentHashMap<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger released = new AtomicInteger();
    private final AtomicInteger strays = new AtomicInteger();
    private final AtomicInteger dead = new AtomicInteger();

    /** One round; make a new one for the next. */
    public Sweep(Parts parts) {
        this.parts = parts;
    }

    /** The usual round. */
    public Report round(Instant now) {
        abreast(each -> parts.agenda.waiting(now, ROUND, each), (Agenda.Entry entry) -> queue(entry, now));
        release(now);
        findStrays(now);
        return report();
    }

    /** A round after everything in the queues was lost: queues all that is unfinished. Routing it again does no harm. */
    public Report queuesLost(Instant now) {
        var near = now.plus(Queues.LONGEST_DELAY).plus(LONGEST_GRACE);
        abreast(
                each -> parts.agenda.waiting(near, Integer.MAX_VALUE, each),
                (Agenda.Entry entry) -> queueAgain(entry, now));
        release(now);
        var checked = parts.agenda.checkedUntil();
        var from = checked == null ? now.minus(Duration.ofDays(7)) : checked.minus(LOST_BEFORE);
        abreast(each -> parts.agenda.events(from, now.plusSeconds(60), each), (Agenda.Received event) -> {
            strays.incrementAndGet();
            parts.queues.send(Wake.Dispatch.again(event.id()), event.priority(), Duration.ZERO);
        });
        return report();
    }

    private Report report() {
        return new Report(queued.get(), released.get(), strays.get(), dead.get());
    }

    /**
     * Works off a list that may be long, some of it at a time.
     *
     * @param list hands over one after the other
     */
    private static <T> void abreast(Consumer<Consumer<T>> list, Consumer<T> work) {
        var group = new ArrayList<T>(ABREAST);
        list.accept(one -> {
            group.add(one);
            if (group.size() < ABREAST) return;
            Parallel.each(group, work);
            group.clear();
        });
        Parallel.each(group, work);
    }

    /** A loss of the queues does not count against a stray. */
    private void queueAgain(Agenda.Entry entry, Instant now) {
        if (!entry.id().destination().equals(Delivery.NOWHERE)) {
            queue(entry, now);
        } else if (!entry.due().isAfter(now.plus(Queues.LONGEST_DELAY))) {
            parts.queues.send(Wake.Dispatch.again(entry.id().event()), entry.priority(), Duration.ZERO);
            strays.incrementAndGet();
        }
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
        parts.agenda.postpone(entry, now.plus(wait).plus(grace(entry)));
        queued.incrementAndGet();
    }

    private static Duration grace(Agenda.Entry entry) {
        var overdue = Duration.between(entry.due(), entry.lookAt());
        if (overdue.compareTo(GRACE) < 0) return GRACE;
        return overdue.compareTo(LONGEST_GRACE) > 0 ? LONGEST_GRACE : overdue;
    }

    /** Deliveries parked for a paused destination go on when it is not paused any more. */
    private void release(Instant now) {
        for (var destination : parts.board.released()) {
            var found = new AtomicInteger();
            abreast(each -> found.set(parts.agenda.held(destination, ROUND, each)), (DeliveryId id) -> release(id));
            if (found.get() < ROUND) parts.board.emptied(destination, now);
        }
    }

    private void release(DeliveryId id) {
        var held = parts.deliveries.find(id);
        if (held == null || held.state() != State.PARKED) return;
        var waiting = held.standing(State.WAITING, "released", held.standing().at());
        if (!parts.deliveries.update(held, waiting)) return;
        parts.queues.send(
                new Wake.Attempt(id, waiting.nextAttempt()), waiting.about().priority(), Duration.ZERO);
        released.incrementAndGet();
    }

    private void findStrays(Instant now) {
        var checked = parts.agenda.checkedUntil();
        var from = checked == null ? now.minus(FIRST_LOOK) : checked;
        var until = now.minus(ROUTED_WITHIN);
        while (from.isBefore(until)) {
            var to = from.plus(STEP).isBefore(until) ? from.plus(STEP) : until;
            findStrays(from, to, now);
            parts.agenda.checkedUntil(to);
            from = to;
        }
    }

    private void findStrays(Instant from, Instant to, Instant now) {
        abreast(
                each -> parts.agenda.events(from, to, event -> {
                    if (!event.routed()) each.accept(event);
                }),
                (Agenda.Received event) -> firstSeen(event, now));
    }

    /** The index lags behind, so the deliveries themselves are asked. */
    private void firstSeen(Agenda.Received event, Instant now) {
        var recorded = deliveries(event.id(), event.at());
        if (recorded.isEmpty()) neverRouted(event, now);
        else if (!FanOut.recorded(recorded).missing().isEmpty()) {
            var watch = watch(event.id(), recorded.getFirst().about());
            parts.deliveries.begin(watch.standing(State.WAITING, HALF_ROUTED, now.plus(STRAY_AGAIN)));
        }
    }

    /**
     * A delivery to nowhere keeps the stray on the agenda until it is routed or given up. Here and in {@link #again} the message
     * goes first: one too many does no harm, while a round noted without one would count a queue's outage against the event.
     */
    private void neverRouted(Agenda.Received stray, Instant now) {
        var event = parts.events.find(stray.id());
        if (event == null) return;
        if (backlog(stray.priority()) <= BACKLOG) {
            parts.queues.send(Wake.Dispatch.again(stray.id()), stray.priority(), Duration.ZERO);
            strays.incrementAndGet();
        }
        var watch = watch(stray.id(), Delivery.About.of(event));
        parts.deliveries.begin(watch.standing(State.WAITING, STRAY, now.plus(STRAY_AGAIN)));
    }

    private static Delivery watch(EventId event, Delivery.About about) {
        return Delivery.fresh(new DeliveryId(event, Delivery.NOWHERE, 0), about, "", "");
    }

    private List<Delivery> deliveries(EventId event, Instant receivedAt) {
        return parts.deliveries.of(event).stream()
                .filter(one -> one.isOf(receivedAt))
                .toList();
    }

    private void stray(Agenda.Entry entry, Instant now) {
        var watch = parts.deliveries.find(entry.id());
        if (watch == null || watch.state() != State.WAITING) return;
        var fanOut =
                FanOut.recorded(deliveries(entry.id().event(), watch.about().receivedAt()));
        boolean half = !fanOut.missing().isEmpty();
        if (fanOut.destinations().isEmpty() && isQueued(watch, now)) {
            parts.queues.send(Wake.Dispatch.queuedAgain(entry.id().event()), entry.priority(), Duration.ZERO);
            parts.agenda.postpone(entry, now.plus(STRAY_AGAIN));
            queued.incrementAndGet();
        } else if (!half && !fanOut.destinations().isEmpty()) {
            parts.deliveries.update(watch, watch.standing(State.CANCELLED, "routed", now));
        } else if (half && !watch.standing().reason().equals(HALF_ROUTED)) {
            parts.deliveries.update(watch, watch.standing(State.WAITING, HALF_ROUTED, now.plus(STRAY_AGAIN)));
        } else if (backlog(entry.priority()) > BACKLOG) {
            parts.agenda.postpone(entry, now.plus(STRAY_AGAIN));
        } else if (watch.version() > STRAY_ROUNDS && !watch.standing().reason().equals(Turns.QUEUED)) {
            giveUp(watch, fanOut, now);
        } else {
            again(watch, now);
        }
    }

    /** Whether it waits for its turn at its source's limit. Past its turn by long it is a stray, and the limit is let be. */
    private static boolean isQueued(Delivery watch, Instant now) {
        var standing = watch.standing();
        return standing.reason().equals(Turns.QUEUED)
                && now.isBefore(standing.at().plus(LONGEST_GRACE));
    }

    /** What waited for its turn is a stray from now on, however often it was told to wait. */
    private void again(Delivery watch, Instant now) {
        parts.queues.send(Wake.Dispatch.again(watch.id().event()), watch.about().priority(), Duration.ZERO);
        var reason = watch.standing().reason().equals(Turns.QUEUED)
                ? STRAY
                : watch.standing().reason();
        var wait = STRAY_AGAIN.multipliedBy(1L << (Math.min(watch.version(), STRAY_ROUNDS) - 1));
        parts.deliveries.update(watch, watch.standing(State.WAITING, reason, now.plus(wait)));
        strays.incrementAndGet();
    }

    /**
     * Dead is what is missing: the deliveries themselves as far as they are known, else the one to nowhere. The letter goes first: nobody
     * comes back to what is dead, and a letter too many does no harm.
     */
    private void giveUp(Delivery watch, FanOut fanOut, Instant now) {
        for (var destination : fanOut.missing()) {
            var id = new DeliveryId(watch.id().event(), destination, 0);
            var given = Delivery.fresh(id, watch.about(), "", "")
                    .among(fanOut.told())
                    .standing(State.DEAD, "never-routed", now);
            parts.deadLetters.send(given);
            if (parts.deliveries.begin(given)) dead.incrementAndGet();
        }
        if (fanOut.missing().isEmpty()) {
            var given = watch.standing(State.DEAD, "never-routed", now);
            parts.deadLetters.send(given);
            if (parts.deliveries.update(watch, given)) dead.incrementAndGet();
        } else {
            parts.deliveries.update(watch, watch.standing(State.CANCELLED, "routed", now));
        }
    }

    private long backlog(Priority priority) {
        return backlog.computeIfAbsent(priority, parts.queues::waiting);
    }
}
