package dev.usher.bench.load;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/** When each event was due, sent, answered and delivered, in nanoseconds of {@link System#nanoTime}; 0: not yet. */
public final class Ledger {
    private static final long MICROSECOND = 1_000;

    /** Values over a minute are no latencies any more but a standstill; they count as a minute. */
    private static final long LONGEST_MICROS = 60_000_000;

    private final AtomicLongArray due;
    private final AtomicLongArray answered;
    private final AtomicLongArray arrived;
    private final Map<Integer, Integer> statuses = new ConcurrentSkipListMap<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger arrivals = new AtomicInteger();
    private final AtomicInteger duplicates = new AtomicInteger();

    public Ledger(int size) {
        due = new AtomicLongArray(size);
        answered = new AtomicLongArray(size);
        arrived = new AtomicLongArray(size);
    }

    void due(int n, long nanos) {
        due.setPlain(n, nanos);
    }

    /** Notes an answer; 200 and 202 are promises that the event will arrive, anything else counts as refused. */
    void answered(int n, int status, long nanos) {
        statuses.merge(status, 1, Integer::sum);
        if (status == 200 || status == 202) answered.setPlain(n, nanos);
        else refusals.incrementAndGet();
        answers.incrementAndGet();
    }

    /** Notes an arrival; only the first counts for times. */
    void arrived(int n, long nanos) {
        if (arrived.compareAndSet(n, 0, nanos)) arrivals.incrementAndGet();
        else duplicates.incrementAndGet();
    }

    /** Requests that got any answer. */
    int answers() {
        return answers.get();
    }

    /** Answers by status. */
    Map<Integer, Integer> statuses() {
        return Map.copyOf(statuses);
    }

    /** Answers other than 200 and 202. */
    int refusals() {
        return refusals.get();
    }

    /** Events that arrived at least once. */
    int arrivals() {
        return arrivals.get();
    }

    /** Arrivals beyond the first of an event. */
    int duplicates() {
        return duplicates.get();
    }

    /** Due time to answer, of the accepted events from {@code from} to before {@code to}, in microseconds. */
    Histogram untilAnswered(int from, int to) {
        return differences(due, answered, from, to);
    }

    /** Answer to arrival, in microseconds; 0 when the delivery overtook the answer. */
    Histogram fromAnswerToArrival(int from, int to) {
        return differences(answered, arrived, from, to);
    }

    /** Due time to arrival, in microseconds. */
    Histogram untilArrived(int from, int to) {
        return differences(due, arrived, from, to);
    }

    /** Accepted events that never arrived. */
    int lost(int from, int to) {
        int lost = 0;
        for (int n = from; n < to; n++) if (answered.get(n) != 0 && arrived.get(n) == 0) lost++;
        return lost;
    }

    /** The time from the first due event to the last arrival, in seconds. */
    double secondsUntilLastArrival(int from, int to) {
        return seconds(due, arrived, from, to);
    }

    /** The time from the first due event to the last answer, in seconds. */
    double secondsUntilLastAnswer(int from, int to) {
        return seconds(due, answered, from, to);
    }

    private static double seconds(AtomicLongArray start, AtomicLongArray end, int from, int to) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int n = from; n < to; n++) {
            if (start.get(n) != 0) first = Math.min(first, start.get(n));
            if (end.get(n) != 0) last = Math.max(last, end.get(n));
        }
        return last <= first ? 0 : (last - first) / 1e9;
    }

    private static Histogram differences(AtomicLongArray start, AtomicLongArray end, int from, int to) {
        var histogram = new Histogram(LONGEST_MICROS, 3);
        for (int n = from; n < to; n++) {
            if (start.get(n) == 0 || end.get(n) == 0) continue;
            histogram.recordValue(Math.clamp((end.get(n) - start.get(n)) / MICROSECOND, 0, LONGEST_MICROS));
        }
        return histogram;
    }
}
