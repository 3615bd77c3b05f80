package dev.usher.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void percentilesOfRandomSamplesStayWithinTheDocumentedError() {
        for (long seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var nanos = samples(random, 1 + random.nextInt(2000));
            var histogram = of(nanos);
            Arrays.sort(nanos);

            for (int percent : new int[] {1, 50, 95, 99, 100, 1 + random.nextInt(100)}) {
                double exact = nanos[Math.ceilDiv(nanos.length * percent, 100) - 1];
                double told =
                        Objects.requireNonNull(histogram.percentile(percent)).toNanos();
                assertThat(told / exact)
                        .as("p%d of %d samples, seed %d", percent, nanos.length, seed)
                        .isCloseTo(1, within(Histogram.RELATIVE_ERROR));
            }
        }
    }

    @Test
    void mergedHistogramsAreTheHistogramOfAllSamples() {
        for (long seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var some = samples(random, random.nextInt(500));
            var others = samples(random, random.nextInt(500));
            var all = Arrays.copyOf(some, some.length + others.length);
            System.arraycopy(others, 0, all, some.length, others.length);

            assertThat(of(some).plus(of(others))).as("seed %d", seed).isEqualTo(of(all));
            assertThat(of(others).plus(of(some))).as("seed %d", seed).isEqualTo(of(all));
        }
    }

    @Test
    void everyDurationHasABucket() {
        assertThat(Histogram.bucket(Duration.ZERO)).isZero();
        assertThat(Histogram.bucket(Duration.ofMillis(1))).isZero();
        assertThat(Histogram.bucket(Duration.ofNanos(1_000_001))).isEqualTo(1);
        assertThat(Histogram.bucket(Duration.ofSeconds(60))).isEqualTo(50);
        assertThat(Histogram.bucket(Duration.ofDays(2))).isEqualTo(50);
    }

    @Test
    void anEmptyHistogramHasNoPercentiles() {
        assertThat(Histogram.NONE.percentile(50)).isNull();
        assertThat(Histogram.NONE.total()).isZero();
    }

    @Test
    void refusesAnotherNumberOfBuckets() {
        assertThatIllegalArgumentException().isThrownBy(() -> Histogram.of(new long[3]));
    }

    /** From 1 ms to 60 s, every order of magnitude as likely as any other. */
    private static long[] samples(Random random, int count) {
        var nanos = new long[count];
        for (int i = 0; i < count; i++) nanos[i] = Math.round(1e6 * Math.pow(60_000, random.nextDouble()));
        return nanos;
    }

    private static Histogram of(long[] nanos) {
        var counts = new long[Histogram.BUCKETS];
        for (long one : nanos) counts[Histogram.bucket(Duration.ofNanos(one))]++;
        return Histogram.of(counts);
    }
}
