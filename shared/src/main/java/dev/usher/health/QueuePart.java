package dev.usher.health;

import dev.usher.message.QueueUnavailable;
import dev.usher.message.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;

/** A queue that is looked at: how long it is, and since when it has not been empty. */
public final class QueuePart implements OwnPart {
    /** So many waiting are a backlog, */
    static final long MANY = 1000;

    /** and so are these, */
    static final long SOME = 100;

    /** when it has not been empty for so long. */
    static final Duration LONG = Duration.ofMinutes(5);

    private final String queue;
    private final boolean judged;
    private final Depths depths;
    private final HealthStore store;

    /** Asks the queue. */
    @FunctionalInterface
    public interface Depths {
        /**
         * What the queue says now; {@code emptyAt} is of no account.
         *
         * @throws QueueUnavailable when it can't be asked
         */
        QueueDepth now(String queue, Instant at);
    }

    /** @param judged false for a queue in which messages lie until somebody acts */
    public QueuePart(String queue, boolean judged, Depths depths, HealthStore store) {
        this.queue = queue;
        this.judged = judged;
        this.depths = depths;
        this.store = store;
    }

    @Override
    public String name() {
        return "queue/" + queue;
    }

    @Override
    public String kind() {
        return "backlog";
    }

    @Override
    public Sample look(Instant now) {
        try {
            var seen = depths.now(queue, now);
            var before = store.queues().get(queue);
            var emptyAt = seen.waiting() == 0 || before == null ? now : before.emptyAt();
            var depth = new QueueDepth(queue, seen.waiting(), seen.inFlight(), seen.delayed(), now, emptyAt);
            store.keep(depth);
            return graded(depth, now);
        } catch (QueueUnavailable outage) {
            return Sample.bad(now, "unreachable", Duration.ZERO);
        } catch (StoreUnavailable outage) {
            return Sample.none(now, "store-unreachable");
        }
    }

    private Sample graded(QueueDepth depth, Instant now) {
        boolean old = Duration.between(depth.emptyAt(), now).compareTo(LONG) > 0;
        boolean backlog = depth.waiting() >= MANY || (depth.waiting() >= SOME && old);
        return judged && backlog
                ? Sample.poor(now, depth.waiting() + " waiting", Duration.ZERO)
                : Sample.good(now, Duration.ZERO);
    }
}
