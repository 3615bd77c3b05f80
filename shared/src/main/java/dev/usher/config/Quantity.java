package dev.usher.config;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations and sizes as {@code usher.yaml} writes them. */
final class Quantity {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|KiB|MiB)");

    private Quantity() {}

    /** A parser for {@code 500ms}, {@code 2s}, {@code 5m}, {@code 1h}, {@code 7d} within bounds, both included. */
    static Place.Parser<Duration> duration(Duration least, Duration most) {
        return text -> {
            var found = DURATION.matcher(text);
            if (found.matches()) {
                var duration = duration(Long.parseLong(found.group(1)), found.group(2));
                if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) return duration;
            }
            throw new IllegalArgumentException(
                    "must be a duration like 500ms, 2s, 5m, 1h or 7d, from " + written(least) + " to " + written(most));
        };
    }

    private static Duration duration(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> throw new IllegalStateException(unit);
        };
    }

    /** A parser for {@code 512B}, {@code 64KiB}, {@code 1MiB}: 1 to {@code most} bytes. */
    static Place.Parser<Integer> size(int most) {
        return text -> {
            var found = SIZE.matcher(text);
            if (found.matches()) {
                long unit =
                        switch (found.group(2)) {
                            case "KiB" -> 1024;
                            case "MiB" -> 1024 * 1024;
                            default -> 1;
                        };
                long bytes = Long.parseLong(found.group(1)) * unit;
                if (bytes >= 1 && bytes <= most) return (int) bytes;
            }
            throw new IllegalArgumentException(
                    "must be a size like 512B, 64KiB or 1MiB, from 1B to " + most / (1024 * 1024) + "MiB");
        };
    }

    /** The duration in the largest unit that divides it. */
    static String written(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 86_400_000 == 0) return millis / 86_400_000 + "d";
        if (millis % 3_600_000 == 0) return millis / 3_600_000 + "h";
        if (millis % 60_000 == 0) return millis / 60_000 + "m";
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
