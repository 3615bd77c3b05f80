package dev.usher.limit;

import java.time.Duration;

/**
 * How one window of one scope stands after a decision.
 *
 * @param rule the name of the rule
 * @param scope whom it counts, such as {@code stripe}; empty for the whole policy
 * @param window the name of the window
 * @param length of the window
 * @param limit in units, after tier, season, override and the reserve for higher priorities
 * @param used whole units counted in the window, rounded up, whatever the limit is
 * @param remaining whole units that fit now, 0 or more
 * @param reset until one unit more fits than now; zero when nothing is used
 */
public record Reading(
        String rule,
        String scope,
        String window,
        Duration length,
        long limit,
        long used,
        long remaining,
        Duration reset) {
    /** The same window, told to stand otherwise. */
    Reading standing(long otherRemaining, Duration otherReset) {
        return new Reading(rule, scope, window, length, limit, used, otherRemaining, otherReset);
    }
}
