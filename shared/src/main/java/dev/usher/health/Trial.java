package dev.usher.health;

import dev.usher.config.HealthPolicy;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one probe has gone so far.
 *
 * @param last the last sample for which somebody was asked; null when none was
 * @param triedAt when it was last due and looked after; the epoch for never
 * @param skipped why nobody was asked then, one word; empty when somebody was
 * @param restUntil the service asked to be left alone until then
 */
public record Trial(Streak streak, @Nullable Sample last, Instant triedAt, String skipped, Instant restUntil) {
    /** Of a probe that was never made. */
    public static final Trial NONE = new Trial(Streak.NONE, null, Instant.EPOCH, "", Instant.EPOCH);

    /** A schedule is not that exact: a probe is due when this part of its interval is over. */
    private static final int DUE_PERCENT = 90;

    /** A sample says something for so many intervals, */
    private static final int FRESH_INTERVALS = 3;

    /** and for no less than this. */
    static final Duration FRESH = Duration.ofMinutes(3);

    boolean isDue(Duration interval, Instant now) {
        var wait = interval.multipliedBy(DUE_PERCENT).dividedBy(100);
        return !now.isBefore(triedAt.plus(wait));
    }

    Trial after(Sample sample, HealthPolicy policy) {
        boolean asked = sample.grade() != Sample.Grade.NONE;
        return new Trial(
                streak.after(sample.grade(), policy),
                asked ? sample : last,
                sample.at(),
                asked ? "" : sample.why(),
                restUntil);
    }

    Trial resting(Instant until) {
        return new Trial(streak, last, triedAt, skipped, until);
    }

    /** What it says now; unknown when it is too long ago, or when the breaker kept it from finding out. */
    public Condition says(Duration interval, Instant now) {
        if (last == null || skipped.equals(Sample.BREAKER_OPEN)) return Condition.UNKNOWN;
        var fresh = interval.multipliedBy(FRESH_INTERVALS);
        boolean old = now.isAfter(last.at().plus(fresh.compareTo(FRESH) < 0 ? FRESH : fresh));
        return old ? Condition.UNKNOWN : streak.condition();
    }
}
