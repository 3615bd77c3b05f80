package dev.usher.health;

import dev.usher.config.HealthPolicy;
import dev.usher.health.Sample.Grade;

/**
 * How somebody is by the samples so far, as far as the next one needs to know of them. So many bad ones in a row are down, so many not
 * good ones degraded, and so many others end either. Pure.
 *
 * @param bad how many of the last samples are bad, in a row
 * @param notGood how many are not good
 * @param good how many are good
 * @param notBad how many are not bad
 */
public record Streak(Condition condition, int bad, int notGood, int good, int notBad) {
    /** Of somebody who was never looked at. */
    public static final Streak NONE = new Streak(Condition.UNKNOWN, 0, 0, 0, 0);

    /** Longer rows are not told apart. */
    private static final int MOST = 1000;

    /** With one more sample; one that says nothing changes nothing. */
    public Streak after(Grade grade, HealthPolicy policy) {
        return switch (grade) {
            case GOOD -> judged(0, 0, more(good), more(notBad), policy);
            case POOR -> judged(0, more(notGood), 0, more(notBad), policy);
            case BAD -> judged(more(bad), more(notGood), 0, 0, policy);
            case NONE -> this;
        };
    }

    private static int more(int row) {
        return Math.min(row + 1, MOST);
    }

    private Streak judged(int bads, int notGoods, int goods, int notBads, HealthPolicy policy) {
        return new Streak(next(bads, notGoods, goods, notBads, policy), bads, notGoods, goods, notBads);
    }

    private Condition next(int bads, int notGoods, int goods, int notBads, HealthPolicy policy) {
        if (bads >= policy.failures()) return Condition.DOWN;
        boolean poorly = notGoods >= policy.failures();
        return switch (condition) {
            // The first that is not bad is believed: there is nothing to be well again from.
            case UNKNOWN -> notBads == 0 ? Condition.UNKNOWN : poorly ? Condition.DEGRADED : Condition.HEALTHY;
            case HEALTHY -> poorly ? Condition.DEGRADED : Condition.HEALTHY;
            case DEGRADED -> goods >= policy.successes() ? Condition.HEALTHY : Condition.DEGRADED;
            case DOWN -> {
                if (notBads < policy.successes()) yield Condition.DOWN;
                yield goods >= policy.successes() ? Condition.HEALTHY : Condition.DEGRADED;
            }
        };
    }
}
