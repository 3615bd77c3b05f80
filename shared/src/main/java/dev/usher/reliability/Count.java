package dev.usher.reliability;

import dev.usher.message.Attempt;
import dev.usher.message.Delivery;
import dev.usher.message.Outcome;
import dev.usher.message.Outcome.Failure;
import dev.usher.message.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Figures while they grow. Not thread-safe: {@link Counters} holds a lock. */
final class Count {
    private long succeeded;
    private final Map<String, Long> errors = new HashMap<>();
    private long firstTime;
    private long afterRetry;
    private long dead;
    private long sumOfTimesNanos;
    private final long[] times = new long[Histogram.BUCKETS];
    private long sentBytes;

    void add(Delivery after, Attempt attempt) {
        add(attempt);
        if (after.state() == State.DEAD) dead++;
        else if (after.state() == State.DELIVERED) {
            if (attempt.number() == 1 && after.id().replay() == 0) firstTime++;
            else afterRetry++;
        }
    }

    void add(Attempt attempt) {
        if (attempt.outcome().success()) succeeded++;
        else errors.merge(attempt.outcome().error(), 1L, Long::sum);
        if (!wasSent(attempt.outcome())) return;
        sumOfTimesNanos += attempt.took().toNanos();
        times[Histogram.bucket(attempt.took())]++;
        sentBytes += attempt.sentBytes();
    }

    Figures figures() {
        return new Figures(
                succeeded,
                errors,
                new Figures.Deliveries(firstTime, afterRetry, dead),
                Duration.ofNanos(sumOfTimesNanos),
                Histogram.of(times),
                sentBytes);
    }

    private static boolean wasSent(Outcome outcome) {
        return !(outcome instanceof Outcome.Failed(var failure))
                || (failure != Failure.BLOCKED && failure != Failure.SECRET);
    }
}
