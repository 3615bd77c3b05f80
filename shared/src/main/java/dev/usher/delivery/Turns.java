package dev.usher.delivery;

import dev.usher.config.UsherConfig;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.Limiter;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.DeliveryStore;
import dev.usher.message.Event;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.Queues;
import dev.usher.message.State;
import dev.usher.message.StoreUnavailable;
import dev.usher.message.Wake;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The limits of sources. An event that is over its source's limit has a place in line; it is woken when its turn should come,
 * asks again, and may be told to wait longer, because what has priority passed it.
 */
public final class Turns {
    /** Why a delivery to nowhere waits: the event is over the limit of its source. */
    static final String QUEUED = "queued";

    /** The sweeper looks for events without deliveries from this age on; a wait longer than this must be known to it. */
    private static final Duration SWEEPER_SEES_AFTER = Duration.ofSeconds(60);

    private final DeliveryStore deliveries;
    private final Queues queues;
    private final Limiter limiter;
    private final UsherConfig config;

    public Turns(DeliveryStore deliveries, Queues queues, Limiter limiter, UsherConfig config) {
        this.deliveries = deliveries;
        this.queues = queues;
        this.limiter = limiter;
        this.config = config;
    }

    /** Whether it may go on now, as the limiter decides, without a place in line if it may not; null when its source has no limit. */
    public @Nullable Admission knock(Event event) {
        var ask = asked(event);
        return ask == null ? null : limiter.check(ask.quietly());
    }

    /** The same for an event that wants a place in line, or has one. */
    public @Nullable Admission ask(Event event) {
        var ask = asked(event);
        return ask == null ? null : limiter.check(ask.ticket(event.id().text()));
    }

    private @Nullable Ask asked(Event event) {
        var source = config.sources().get(event.source());
        var policy = source == null ? null : source.limit();
        return policy == null ? null : Ask.of(policy, event.source()).priority(event.priority());
    }

    /** Gives back what was taken for an event that did not need it. */
    public void giveBack(@Nullable Admission admission) {
        if (admission instanceof Admission.Admitted admitted) limiter.refund(admitted.charge());
    }

    /** Wakes an event at once. What the queue does not take, the sweeper does: it is stored. */
    public void now(Event event, Instant now) {
        send(Wake.Dispatch.of(event), event, Duration.ZERO, now);
    }

    /**
     * Wakes an event when its turn should come.
     *
     * @param watch what keeps it on the agenda already; null when nothing does
     */
    public void later(Event event, Duration delay, @Nullable Delivery watch, Instant now) {
        if (watch != null || delay.compareTo(SWEEPER_SEES_AFTER) > 0) watch(event, watch, now.plus(delay));
        if (delay.compareTo(Queues.LONGEST_DELAY) <= 0) send(Wake.Dispatch.queued(event), event, delay, now);
    }

    private void send(Wake.Dispatch wake, Event event, Duration delay, Instant now) {
        try {
            queues.send(wake, event.priority(), delay);
        } catch (QueueUnavailable outage) {
            if (delay.compareTo(SWEEPER_SEES_AFTER) <= 0) watch(event, null, now);
        }
    }

    private void watch(Event event, @Nullable Delivery before, Instant due) {
        var id = new DeliveryId(event.id(), Delivery.NOWHERE, 0);
        try {
            if (before != null) deliveries.update(before, before.standing(State.WAITING, QUEUED, due));
            else deliveries.begin(Delivery.fresh(id, event, "", "").standing(State.WAITING, QUEUED, due));
        } catch (StoreUnavailable outage) {
            // The event is stored; without this entry the sweeper queues it earlier than its turn, but does queue it.
            return;
        }
    }
}
