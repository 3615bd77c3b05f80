package dev.usher.abuse;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one party did in one slice of ten minutes, as all environments saw it.
 *
 * @param calls by ten seconds, 0 to 59; without those that had none
 * @param operations how many different ones, to about one percent
 * @param range of the numbers that operations ended in; null when none did
 * @param denied calls that were not admitted
 */
public record Trail(
        Map<Integer, Long> calls, long operations, @Nullable Range range, long denied) {
    /** Parts of ten seconds in a slice. */
    public static final int PARTS = 60;

    public record Range(long lowest, long highest) {
        Range with(long number) {
            return new Range(Math.min(lowest, number), Math.max(highest, number));
        }

        /** Whole numbers in it. */
        long size() {
            return highest - lowest + 1;
        }
    }

    public Trail {
        calls = Map.copyOf(calls);
    }
}
