package dev.usher.config;

import java.time.Duration;
import java.util.List;

/**
 * When a delivery that failed is tried again.
 *
 * @param attempts how many attempts in all, the first included; 1 to 20
 * @param schedule the longest wait before attempt 2, 3, ...; the actual wait is drawn from it with full jitter. When shorter
 *     than {@code attempts - 1} its last entry repeats. Each 1 ms to 24 h
 */
public record RetryPolicy(int attempts, List<Duration> schedule) {
    /** 0 s, 5 s, 30 s, 2 m, 10 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h: about 76 h, the window of the Standard Webhooks example. */
    public static final RetryPolicy STANDARD = new RetryPolicy(
            12,
            List.of(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(30),
                    Duration.ofHours(2),
                    Duration.ofHours(5),
                    Duration.ofHours(10),
                    Duration.ofHours(14),
                    Duration.ofHours(20),
                    Duration.ofHours(24)));

    public RetryPolicy {
        schedule = List.copyOf(schedule);
    }

    /** The longest wait before the attempt after {@code made} attempts. */
    public Duration ceilingAfter(int made) {
        return schedule.isEmpty() ? Duration.ZERO : schedule.get(Math.min(made, schedule.size()) - 1);
    }

    /** The same waits, and no more attempts than this. */
    public RetryPolicy atMost(int cap) {
        return attempts <= cap ? this : new RetryPolicy(cap, schedule);
    }
}
