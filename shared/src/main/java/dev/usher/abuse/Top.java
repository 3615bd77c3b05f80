package dev.usher.abuse;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who has the highest counts within about an hour, from sketches of bounded size.
 *
 * @param total of everybody, exact for denials
 * @param error no count is too high by more than this, and none too low; 0 while few enough were counted
 * @param entries the highest first
 */
public record Top(long total, long error, List<Entry> entries) {
    /** How long one sketch counts. */
    public static final Duration SLICE = Duration.ofMinutes(5);

    /** Sketches read for the last hour: this one, and those that began within the hour before. */
    public static final int SLICES = 12;

    /** Members of one sketch; {@code lua/watch.lua} has the same number. */
    public static final int MOST = 200;

    /** One in so many admitted requests is counted, for all of them; {@code lua/watch.lua} has the same number. */
    public static final int SAMPLED = 16;

    public record Entry(Party party, long count) {}

    public Top {
        entries = List.copyOf(entries);
    }

    /**
     * Several sketches, of different times, as one.
     *
     * @param most entries
     */
    public static Top of(List<Map<Party, Long>> sketches, int most) {
        var sums = new HashMap<Party, Long>();
        long total = 0;
        long error = 0;
        for (var sketch : sketches) {
            sketch.forEach((party, count) -> sums.merge(party, count, Long::sum));
            for (long count : sketch.values()) total += count;
            if (sketch.size() >= MOST)
                error += sketch.values().stream()
                        .mapToLong(Long::longValue)
                        .min()
                        .orElse(0);
        }
        var entries = sums.entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(Entry::count).reversed().thenComparing(entry -> entry.party()
                        .text()))
                .limit(most)
                .toList();
        return new Top(total, error, entries);
    }
}
