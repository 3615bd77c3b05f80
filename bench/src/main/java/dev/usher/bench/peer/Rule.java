package dev.usher.bench.peer;

import java.time.Duration;
import java.util.List;

/**
 * At most {@code limit} units in a window.
 *
 * @param limit 1 or more
 * @param length 1 s to 1 day, in whole seconds
 */
public record Rule(long limit, Duration length) {
    /** The three windows that everything is compared by. */
    public static List<Rule> minuteHourDay(long minute, long hour, long day) {
        return List.of(
                new Rule(minute, Duration.ofMinutes(1)),
                new Rule(hour, Duration.ofHours(1)),
                new Rule(day, Duration.ofDays(1)));
    }
}
