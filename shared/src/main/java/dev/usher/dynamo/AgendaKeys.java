package dev.usher.dynamo;

import dev.usher.message.Delivery;
import dev.usher.message.DeliveryId;
import dev.usher.message.Queues;
import java.time.Duration;
import java.time.Instant;

/**
 * Keys of the sparse {@code agenda} index: what is not finished, by when somebody should look at it. Partitions are
 * {@code WAITING#{shard}}, {@code PARKED#{shard}} and {@code DEAD#{shard}}; sorted by time.
 */
final class AgendaKeys {
    /** A message for a wait within the queues' reach is trusted to arrive until this long after it was due. */
    static final Duration GRACE = Duration.ofSeconds(60);

    /** How long before a far attempt is due the sweeper should queue it: it comes by once a minute. */
    static final Duration LEAD = Duration.ofSeconds(90);

    private AgendaKeys() {}

    /** The partition a delivery belongs to; empty when it needs nobody's attention. */
    static String partition(Delivery delivery) {
        return switch (delivery.state()) {
            case WAITING -> "WAITING#" + shard(delivery.id());
            case PARKED -> "PARKED#" + shard(delivery.id());
            case DEAD -> delivery.replayed() ? "" : "DEAD#" + shard(delivery.id());
            case PENDING, DELIVERED, CANCELLED -> "";
        };
    }

    static String at(Delivery delivery) {
        return Timeline.millis(lookAt(delivery)) + "#" + delivery.id();
    }

    static int shard(DeliveryId id) {
        return Timeline.shard(id.event());
    }

    /**
     * When the sweeper should look at a waiting delivery: for a near one after its message should have come, for a far one,
     * which has no message yet, shortly before it is due. For others, since when they stand there.
     */
    private static Instant lookAt(Delivery delivery) {
        var due = delivery.dueAt();
        if (due == null) return delivery.standing().at();
        var since = delivery.attempts().isEmpty()
                ? delivery.standing().at()
                : delivery.attempts()
                        .getLast()
                        .at()
                        .plus(delivery.attempts().getLast().took());
        boolean near = !Duration.between(since, due).minus(Queues.LONGEST_DELAY).isPositive();
        return near ? due.plus(GRACE) : due.minus(LEAD);
    }
}
