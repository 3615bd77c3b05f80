package dev.usher.outbound;

import dev.usher.config.Destination;
import dev.usher.config.Service;
import dev.usher.delivery.Sent;
import dev.usher.limit.Admission;
import dev.usher.limit.Limiter;
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
import dev.usher.outbound.GatewayAnswer.Broken;
import dev.usher.outbound.GatewayAnswer.Denied;
import dev.usher.outbound.GatewayAnswer.KeyTaken;
import dev.usher.outbound.GatewayAnswer.Limited;
import dev.usher.outbound.GatewayAnswer.Queued;
import dev.usher.outbound.GatewayAnswer.TooDear;
import dev.usher.outbound.GatewayAnswer.Unstored;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Queues calls as events of the log, each with a delivery that waits for its turn. From then on the delivery engine has them: it makes the
 * attempts, and what comes of them is told by {@link QueuedCalls}.
 */
public final class StoredCalls implements CallQueue {
    private static final Turn NOW = new Turn(Duration.ZERO, 0, Sent.LIMITED);

    private final Parts parts;
    private final String configVersion;
    private final InstantSource clock;

    /** What it works with. */
    public record Parts(EventStore events, DeliveryStore deliveries, Queues queues, Limiter limiter) {}

    public StoredCalls(Parts parts, String configVersion, InstantSource clock) {
        this.parts = parts;
        this.configVersion = configVersion;
        this.clock = clock;
    }

    /** When it may be made. */
    private record Turn(Duration delay, long position, String reason) {}

    @Override
    public GatewayAnswer put(Service service, Outgoing wanted, @Nullable Denied denied) {
        var later = wanted.later();
        if (later == null) return CallQueue.NONE.put(service, wanted, denied);
        try {
            var now = clock.instant();
            var call = QueuedCall.of(service, wanted, later);
            if (!later.key().isEmpty()) {
                var known = known(call, now);
                if (known != null) return known;
            }
            return admitted(service, call, denied, now);
        } catch (StoreUnavailable outage) {
            return CallQueue.NONE.put(service, wanted, denied);
        }
    }

    /** What was queued under its key before; null when nothing was. */
    private @Nullable GatewayAnswer known(QueuedCall call, Instant now) {
        var event = parts.events.find(call.id());
        if (event == null) return null;
        if (!call.sameAs(QueuedCall.read(event, now, Duration.ZERO))) return new KeyTaken();
        var delivery = parts.deliveries.find(deliveryOf(call));
        var due = delivery == null ? null : delivery.dueAt();
        return new Queued(call.id(), 0, due == null ? now : due);
    }

    private static DeliveryId deliveryOf(QueuedCall call) {
        return new DeliveryId(call.id(), Destination.nameOf(call.service()), 0);
    }

    /** Its place is asked for before it is stored, so that what would come too late is refused at once. */
    private GatewayAnswer admitted(Service service, QueuedCall call, @Nullable Denied denied, Instant now) {
        var patience = Duration.between(now, call.later().deadline());
        if (denied instanceof Broken(var wait)) {
            if (wait.compareTo(patience) > 0) return denied;
            return stored(service, call, new Turn(wait, 0, Sent.BROKEN), now);
        }
        var ask =
                Attempts.ask(service, call.outgoing()).ticket(call.id().text()).patience(patience);
        return switch (parts.limiter.check(ask)) {
            case Admission.Queued queued ->
                stored(service, call, new Turn(queued.delay(), queued.position(), Sent.LIMITED), now);
            // It asks again when it is made; until then nothing is taken for it.
            case Admission.Admitted admitted -> {
                parts.limiter.refund(admitted.charge());
                yield stored(service, call, NOW, now);
            }
            case Admission.Shadowed shadowed -> stored(service, call, NOW, now);
            case Admission.Refused refused
            when isWorthWaiting(service, refused, patience) ->
                stored(service, call, new Turn(refused.retryAfter(), 0, Sent.LIMITED), now);
            case Admission.Refused refused -> new Limited(refused.retryAfter(), true);
            case Admission.Impossible impossible -> new TooDear();
        };
    }

    /** Who decides without the shared store knows of no line: whether there is room in it is seen when the store is back. */
    private static boolean isWorthWaiting(Service service, Admission.Refused refused, Duration patience) {
        return refused.fallback()
                && service.limit().queue() > 0
                && refused.retryAfter().compareTo(patience) <= 0;
    }

    private GatewayAnswer stored(Service service, QueuedCall call, Turn turn, Instant now) {
        var event = call.event(service, now);
        var due = now.plus(turn.delay);
        if (parts.events.add(event, call.later().deadline()) instanceof EventStore.Stored.Seen) {
            var known = known(call, now);
            return known == null ? new Unstored() : known;
        }
        var delivery =
                Delivery.fresh(deliveryOf(call), event, "", configVersion).standing(State.WAITING, turn.reason, due);
        begin(event, delivery, turn.delay);
        return new Queued(call.id(), turn.position, due);
    }

    /** From here on the call is safe: what is not recorded or queued now, the sweeper finds. */
    private void begin(Event event, Delivery delivery, Duration wait) {
        try {
            if (!parts.deliveries.begin(delivery) || wait.compareTo(Queues.LONGEST_DELAY) > 0) return;
            parts.queues.send(new Wake.Attempt(delivery.id(), 1), event.priority(), wait);
        } catch (StoreUnavailable | QueueUnavailable outage) {
            return;
        }
    }
}
