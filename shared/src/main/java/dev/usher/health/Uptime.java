package dev.usher.health;

import dev.usher.reliability.Histogram;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Minutes, by how somebody was in them, and how quickly it answered. Minutes of which nothing was counted are in none.
 *
 * @param times of the probes that were answered
 * @param sumOfTimes of all in {@code times}
 */
public record Uptime(
        long healthy, long degraded, long down, long maintenance, long unknown, Histogram times, Duration sumOfTimes) {
    /** Nothing was counted. */
    public static final Uptime NONE = new Uptime(0, 0, 0, 0, 0, Histogram.NONE, Duration.ZERO);

    /** One minute. */
    static Uptime of(Condition condition, boolean maintained, Iterable<Duration> took) {
        var counts = new long[Histogram.BUCKETS];
        var sum = Duration.ZERO;
        for (var time : took) {
            counts[Histogram.bucket(time)]++;
            sum = sum.plus(time);
        }
        return new Uptime(
                is(condition == Condition.HEALTHY && !maintained),
                is(condition == Condition.DEGRADED && !maintained),
                is(condition == Condition.DOWN && !maintained),
                is(maintained),
                is(condition == Condition.UNKNOWN && !maintained),
                Histogram.of(counts),
                sum);
    }

    private static long is(boolean so) {
        return so ? 1 : 0;
    }

    public Uptime plus(Uptime other) {
        return new Uptime(
                healthy + other.healthy,
                degraded + other.degraded,
                down + other.down,
                maintenance + other.maintenance,
                unknown + other.unknown,
                times.plus(other.times),
                sumOfTimes.plus(other.sumOfTimes));
    }

    /** Minutes of which something is known, maintenance aside. */
    public long known() {
        return healthy + degraded + down;
    }

    /** Minutes in which it worked, degraded ones too, among those that are known, 0 to 1; null when none is. */
    public @Nullable Double share() {
        return known() == 0 ? null : (double) (healthy + degraded) / known();
    }

    /** The mean response time; null when nothing answered. */
    public @Nullable Duration averageTime() {
        long answers = times.total();
        return answers == 0 ? null : sumOfTimes.dividedBy(answers);
    }
}
