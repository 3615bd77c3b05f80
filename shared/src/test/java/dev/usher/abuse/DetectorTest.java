package dev.usher.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.AbusePolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DetectorTest {
    private final Detector detector = new Detector(new AbusePolicy(50, 100, 300, List.of()));

    private List<Pattern> found(Trail trail) {
        return detector.look(trail).stream().map(Detector.Finding::pattern).toList();
    }

    private static Map<Integer, Long> steady(int from, int until, long calls) {
        var parts = new HashMap<Integer, Long>();
        for (int part = from; part < until; part++) parts.put(part, calls);
        return parts;
    }

    /** Calls that come independently of each other, so many on average in ten seconds. */
    private static Map<Integer, Long> poisson(Random random, double mean) {
        var parts = new HashMap<Integer, Long>();
        for (int part = 0; part < Trail.PARTS; part++) {
            long calls = 0;
            for (double product = random.nextDouble(); product > Math.exp(-mean); product *= random.nextDouble())
                calls++;
            if (calls > 0) parts.put(part, calls);
        }
        return parts;
    }

    @Test
    void findsWhoAsksOnAlthoughDenied() {
        assertThat(found(new Trail(steady(0, 5, 100), 1, null, 299))).isEmpty();
        assertThat(found(new Trail(steady(0, 5, 100), 1, null, 300))).containsExactly(Pattern.DENIALS);
    }

    @Test
    void findsOneWhoAsksForEverything() {
        var random = new Random(7);
        assertThat(found(new Trail(poisson(random, 3), 99, null, 0))).isEmpty();
        assertThat(found(new Trail(poisson(random, 3), 100, null, 0))).containsExactly(Pattern.OPERATIONS);
    }

    @Test
    void findsManySubjectsFromOneAddress() {
        assertThat(detector.look(49)).isEmpty();
        assertThat(detector.look(50)).extracting(Detector.Finding::pattern).containsExactly(Pattern.SUBJECTS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 5, 40})
    void findsAScraperByItsSteadyPace(long calls) {
        var jittered = steady(0, 45, calls);
        if (calls > 2) for (int part = 0; part < 45; part += 9) jittered.put(part, calls + 1);
        assertThat(found(new Trail(jittered, 60, null, 0))).containsExactly(Pattern.ENUMERATION);
        assertThat(found(new Trail(steady(0, 20, calls), 60, null, 0)))
                .as("too short")
                .isEmpty();
        assertThat(found(new Trail(jittered, 3, null, 0))).as("a timer").isEmpty();
    }

    @Test
    void findsAScraperByOneNumberAfterAnother() {
        var random = new Random(8);
        var parts = poisson(random, 2);
        assertThat(found(new Trail(parts, 80, new Trail.Range(1001, 1080), 0))).containsExactly(Pattern.ENUMERATION);
        assertThat(found(new Trail(parts, 70, new Trail.Range(1001, 1080), 0)))
                .as("with gaps")
                .containsExactly(Pattern.ENUMERATION);
        assertThat(found(new Trail(parts, 80, new Trail.Range(17, 90_000), 0)))
                .as("here and there")
                .isEmpty();
        assertThat(found(new Trail(parts, 40, new Trail.Range(1, 40), 0)))
                .as("few")
                .isEmpty();
    }

    @Test
    void takesNobodyForAScraperWhoseCallsComeByChance() {
        var random = new Random(20261121);
        for (int i = 0; i < 5000; i++)
            assertThat(found(new Trail(poisson(random, 1 + random.nextInt(20)), 90, null, 0)))
                    .isEmpty();
    }

    @Test
    void takesAnAlbumOfPhotographsForUse() {
        var burst = new HashMap<Integer, Long>();
        burst.put(10, 400L);
        burst.put(11, 350L);
        burst.put(40, 500L);
        assertThat(found(new Trail(burst, 2, null, 250))).isEmpty();
    }
}
