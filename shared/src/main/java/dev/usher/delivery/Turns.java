package dev.usher.delivery;

import dev.usher.config.UsherConfig;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.Limiter;
import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.DeliveryStore;
import dev.usher.message.Event;
import dev.usher.message.EventId;
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
        return ask == null ? null : limiter.check(ask.ticket(ticket(event)));
    }

    /** Names its place by the first id of its kind: whether that is free again is known only when the event is stored. */
    private static String ticket(Event event) {
        return EventId.of(event.source(), event.providerId(), 0).text();
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
        if (!sent(Wake.Dispatch.of(event), event, Duration.ZERO)) watch(event, null, now);
    }

    /**
     * Wakes an event when its turn should come. It is on the agenda first: whoever finds it without a delivery meanwhile, be it the
     * sweeper or a sender who sends it again, must not take it for one that got lost and let it pass.
     *
     * @param watch what keeps it on the agenda already; null when nothing does
     */
    public void later(Event event, Duration delay, @Nullable Delivery watch, Instant now) {
        watch(event, watch, now.plus(delay));
        // What the queue does not take now, the sweeper queues when it is due.
        if (delay.compareTo(Queues.LONGEST_DELAY) <= 0) sent(Wake.Dispatch.queued(event), event, delay);
    }

    private boolean sent(Wake.Dispatch wake, Event event, Duration delay) {
        try {
            queues.send(wake, event.priority(), delay);
            return true;
        } catch (QueueUnavailable outage) {
            return false;
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
