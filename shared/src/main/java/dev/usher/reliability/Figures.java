package dev.usher.reliability;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was counted of a number of attempts.
 *
 * @param succeeded attempts answered 2xx
 * @param errors failed attempts by error word ({@code http_503}, {@code timeout}); 1 or more each
 * @param deliveries what became of deliveries
 * @param sumOfTimes of all attempts in {@code times}
 * @param times response times of the attempts that were sent; one that was blocked, or had no secret, has none
 * @param sentBytes bodies sent, in bytes
 */
public record Figures(
        long succeeded,
        Map<String, Long> errors,
        Deliveries deliveries,
        Duration sumOfTimes,
        Histogram times,
        long sentBytes) {

    /** Nothing was counted. */
    public static final Figures NONE =
            new Figures(0, Map.of(), new Deliveries(0, 0, 0), Duration.ZERO, Histogram.NONE, 0);

    public Figures {
        errors = Map.copyOf(errors);
    }

    /**
     * Deliveries that came to an end with an attempt.
     *
     * @param firstTime delivered by the first attempt of all
     * @param afterRetry delivered by a later attempt, or by a replay
     * @param dead out of attempts
     */
    public record Deliveries(long firstTime, long afterRetry, long dead) {
        public long delivered() {
            return firstTime + afterRetry;
        }

        /** Delivered among delivered and dead, 0 to 1; null when there are neither. */
        public @Nullable Double successRate() {
            return share(delivered(), delivered() + dead);
        }

        Deliveries plus(Deliveries other) {
            return new Deliveries(firstTime + other.firstTime, afterRetry + other.afterRetry, dead + other.dead);
        }
    }

    public long failed() {
        long failed = 0;
        for (long count : errors.values()) failed += count;
        return failed;
    }

    public long attempts() {
        return succeeded + failed();
    }

    /** Succeeded among all attempts, 0 to 1; null when there are none. */
    public @Nullable Double successRate() {
        return share(succeeded, attempts());
    }

    /** The mean response time, exact; null when nothing was sent. */
    public @Nullable Duration averageTime() {
        long sent = times.total();
        return sent == 0 ? null : sumOfTimes.dividedBy(sent);
    }

    /** Both together. Commutative and associative, so the order in which parts arrive does not matter. */
    public Figures plus(Figures other) {
        if (other.equals(NONE)) return this;
        var bothErrors = new HashMap<>(errors);
        other.errors.forEach((word, count) -> bothErrors.merge(word, count, Long::sum));
        return new Figures(
                succeeded + other.succeeded,
                bothErrors,
                deliveries.plus(other.deliveries),
                sumOfTimes.plus(other.sumOfTimes),
                times.plus(other.times),
                sentBytes + other.sentBytes);
    }

    /** With at most so many error words, and one more, {@link Subject#OTHER}, for all that are not among them. */
    Figures withErrors(int most) {
        if (errors.size() <= most) return this;
        var fewer = new TreeMap<String, Long>();
        for (var entry : new TreeMap<>(errors).entrySet())
            fewer.merge(fewer.size() < most ? entry.getKey() : Subject.OTHER, entry.getValue(), Long::sum);
        return new Figures(succeeded, fewer, deliveries, sumOfTimes, times, sentBytes);
    }

    private static @Nullable Double share(long part, long whole) {
        return whole == 0 ? null : (double) part / whole;
    }
}
