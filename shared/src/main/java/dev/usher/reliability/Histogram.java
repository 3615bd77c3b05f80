package dev.usher.reliability;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How often which response time was seen, in {@value #BUCKETS} buckets that each reach a quarter further than the one
 * before. Immutable; the sum of two is exact, so histograms of minutes, instances and destinations add up.
 */
public final class Histogram {
    /*
     * Bucket 0 takes everything up to 1 ms, bucket i everything above 1.25^(i-1) ms up to 1.25^i ms, the last (50) all
     * above 56 s. A value somewhere between a and b = 1.25 a is told as 2ab / (a + b), which is wrong by the same share at
     * both ends: (b - a) / (a + b) = 0.25 / 2.25 = 11.1 %. The value of nearest rank lies in the bucket in which the count
     * reaches that rank, so this is also the bound of every percentile, from 1 ms to 70 s.
     */
    public static final int BUCKETS = 51;

    /** The largest share by which a percentile from 1 ms to 70 s is wrong: (1.25 - 1) / (1.25 + 1), rounded up. */
    public static final double RELATIVE_ERROR = 0.1112;

    /** No value yet. */
    public static final Histogram NONE = new Histogram(new long[BUCKETS]);

    private static final double GROWTH = 1.25;
    private static final double[] UPPER_MS = upperBounds();

    private final long[] counts;

    private Histogram(long[] counts) {
        this.counts = counts;
    }

    /**
     * A histogram of these counts by bucket.
     *
     * @throws IllegalArgumentException when there are not {@value #BUCKETS} of them
     */
    public static Histogram of(long[] counts) {
        if (counts.length != BUCKETS) throw new IllegalArgumentException("a histogram has " + BUCKETS + " buckets");
        return new Histogram(counts.clone());
    }

    /** The bucket, 0 to {@code BUCKETS - 1}, that takes a response time. */
    public static int bucket(Duration took) {
        int found = Arrays.binarySearch(UPPER_MS, took.toNanos() / 1e6);
        return Math.min(found >= 0 ? found : -found - 1, BUCKETS - 1);
    }

    /** How many values one bucket holds. */
    public long in(int bucket) {
        return counts[bucket];
    }

    /** How many values there are. */
    public long total() {
        long total = 0;
        for (long count : counts) total += count;
        return total;
    }

    public Histogram plus(Histogram other) {
        var sum = counts.clone();
        for (int i = 0; i < BUCKETS; i++) sum[i] += other.counts[i];
        return new Histogram(sum);
    }

    /**
     * The response time that so many percent of the values do not exceed (nearest rank), wrong by at most
     * {@link #RELATIVE_ERROR}; values under 1 ms are told as 1 ms.
     *
     * @param percent 1 to 100
     * @return null when there are no values
     */
    public @Nullable Duration percentile(int percent) {
        long total = total();
        if (total == 0) return null;
        long rank = Math.max(1, Math.ceilDiv(Math.multiplyExact(total, percent), 100));
        int bucket = 0;
        for (long seen = counts[0]; seen < rank; seen += counts[bucket]) bucket++;
        return middle(bucket);
    }

    private static Duration middle(int bucket) {
        double b = UPPER_MS[bucket];
        double a = b / GROWTH;
        double ms = bucket == 0 ? b : 2 * a * b / (a + b);
        return Duration.ofNanos(Math.round(ms * 1e6));
    }

    private static double[] upperBounds() {
        var bounds = new double[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) bounds[i] = Math.pow(GROWTH, i);
        return bounds;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Histogram histogram && Arrays.equals(counts, histogram.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return Arrays.toString(counts);
    }
}
