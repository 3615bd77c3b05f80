package dev.usher.outbound;

import dev.usher.config.OwnSources;
import dev.usher.message.Delivery;
import dev.usher.message.Event;
import dev.usher.message.EventStore;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keeps what came of queued calls, as events that their callers are told of. Every method throws what the store throws. */
public final class CallEnds {
    /** How long what came of a call is known again by its id alone; as long as events are kept it is found by it. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private final EventStore events;

    public CallEnds(EventStore events) {
        this.events = events;
    }

    /** Whether an answer is kept, whatever is recorded of the delivery that brought it. */
    boolean isAnswered(Event request) {
        return events.find(CallAnswer.id(request.id(), OwnSources.ANSWERED)) != null;
    }

    /**
     * Nobody makes the call any more. Nothing is said of what is no queued call, or has an answer.
     *
     * @param delivery as it stands now, with the reason
     * @return the event that tells of it; null when there is none, or it was kept before
     */
    public @Nullable Event failed(Delivery delivery, Event request, Instant now) {
        if (!QueuedCall.isOne(request) || isAnswered(request)) return null;
        var call = QueuedCall.read(request, now, Duration.ZERO);
        return kept(CallAnswer.failed(call, delivery.standing().reason(), request, now));
    }

    /** @return the event; null when it was kept before */
    @Nullable
    Event kept(Event end) {
        var stored = events.add(end, end.receivedAt().plus(REMEMBERED));
        return stored instanceof EventStore.Stored.Added ? end : null;
    }
}
