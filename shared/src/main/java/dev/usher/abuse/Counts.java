package dev.usher.abuse;

import java.util.List;

/**
 * Requests of one minute, by its six parts of ten seconds.
 *
 * @param calls in each part
 * @param units that they asked for, in each part
 */
public record Counts(List<Long> calls, List<Long> units) {
    /** Parts of a minute. */
    public static final int PARTS = 6;

    /** The length of a part. */
    public static final long PART_MS = 10_000;

    public static final Counts NONE = new Counts(List.of(0L, 0L, 0L, 0L, 0L, 0L), List.of(0L, 0L, 0L, 0L, 0L, 0L));

    public Counts {
        calls = List.copyOf(calls);
        units = List.copyOf(units);
        if (calls.size() != PARTS || units.size() != PARTS)
            throw new IllegalArgumentException("a minute has " + PARTS + " parts");
    }

    /** While they grow. */
    static final class Growing {
        private final Long[] calls = {0L, 0L, 0L, 0L, 0L, 0L};
        private final Long[] units = {0L, 0L, 0L, 0L, 0L, 0L};

        void add(int part, long more) {
            calls[part]++;
            units[part] += more;
        }

        void add(Counts more) {
            for (int part = 0; part < PARTS; part++) {
                calls[part] += more.calls.get(part);
                units[part] += more.units.get(part);
            }
        }

        Counts counts() {
            return new Counts(List.of(calls), List.of(units));
        }
    }

    public long total() {
        return sum(calls);
    }

    public long totalUnits() {
        return sum(units);
    }

    private static long sum(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sum();
    }
}
