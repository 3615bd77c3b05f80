package dev.usher.config;

import java.time.Duration;
import java.util.List;

/**
 * What counts as abuse of limits, each within ten minutes, and what follows.
 *
 * @param subjects from one address
 * @param operations of one subject
 * @param denials of one subject
 * @param response steps, taken one after another by whoever goes on; empty to look on only
 */
public record AbusePolicy(int subjects, int operations, int denials, List<Step> response) {
    /** What an installation that says nothing watches for. A wedding's guests share one address, so it takes many of them. */
    public static final AbusePolicy USUAL = new AbusePolicy(200, 200, 300, List.of());

    /** @param thousandths what is left of the subject's limits */
    public record Step(int thousandths, Duration length) {}

    public AbusePolicy {
        response = List.copyOf(response);
    }
}
