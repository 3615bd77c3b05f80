package dev.usher.abuse;

import dev.usher.config.AbusePolicy.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A party's limits, narrowed for a while.
 *
 * @param level which step of the response, from 1
 * @param thousandths what is left of its limits; whatever is left, one unit a window is
 * @param why the pattern and its figures
 */
public record Penalty(int level, int thousandths, Instant since, Instant until, String why) {
    /** How long a penalty is remembered after it began: another offence within this time takes the next step. */
    public static final Duration REMEMBERED = Duration.ofHours(24);

    /** The penalty for an offence. Null when the response has no steps. */
    static @Nullable Penalty next(@Nullable Penalty last, List<Step> steps, String why, Instant now) {
        if (steps.isEmpty()) return null;
        boolean again = last != null && last.since.plus(REMEMBERED).isAfter(now);
        int level = last != null && again ? Math.min(last.level + 1, steps.size()) : 1;
        var step = steps.get(level - 1);
        return new Penalty(level, step.thousandths(), now, now.plus(step.length()), why);
    }

    public boolean holds(Instant now) {
        return until.isAfter(now);
    }
}
