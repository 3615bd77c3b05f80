package dev.usher.config;

import java.time.Duration;

/**
 * When whoever fails is left alone for a while, and how it is tried again.
 *
 * @param failures so many in a row open the breaker; 1 to 100
 * @param ratePercent so many of a hundred calls within the window do too; 1 to 100
 * @param minimumCalls of the window, for the rate to count; 1 to 10000
 * @param window 1 s to 1 h
 * @param successes so many good probes in a row close it; 1 to 20
 * @param open for how long nobody calls at first; twice as long after each probe that fails. 1 s to 1 h
 * @param longestOpen the most of that; no less than {@code open}, at most 1 d
 */
public record BreakerPolicy(
        int failures,
        int ratePercent,
        int minimumCalls,
        Duration window,
        int successes,
        Duration open,
        Duration longestOpen) {
    /**
     * The figures of requirement B1. A rate of fewer than ten calls says little; five minutes is how long a service that came
     * back may go unnoticed at worst.
     */
    public static final BreakerPolicy USUAL =
            new BreakerPolicy(5, 50, 10, Duration.ofSeconds(60), 2, Duration.ofSeconds(30), Duration.ofMinutes(5));

    /**
     * How long it stays open.
     *
     * @param opens how often it opened since it was last closed, not counting this time; 0 or more
     */
    public Duration openFor(int opens) {
        var wait = open;
        for (int i = 0; i < opens && wait.compareTo(longestOpen) < 0; i++) wait = wait.multipliedBy(2);
        return wait.compareTo(longestOpen) > 0 ? longestOpen : wait;
    }
}
