package dev.usher.health;

import dev.usher.breaker.Verdict.Side;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * How somebody was at the last round.
 *
 * @param subject {@code service:NAME}, or a part of Usher, {@code usher:PART}
 * @param since when the condition changed last
 * @param judgedAt when it was last judged
 * @param maintained whether a window of maintenance was under way
 * @param told the symptom that was told and is not over, {@code down}, {@code degraded} or {@code backlog}; empty for none
 * @param trials by the name of the probe
 * @param version of what is stored; 0 when nothing is
 */
public record Standing(
        String subject,
        Judgement judgement,
        Instant since,
        Instant judgedAt,
        boolean maintained,
        String told,
        Map<String, Trial> trials,
        Traffic traffic,
        Page page,
        long version) {
    public Standing {
        trials = Map.copyOf(trials);
    }

    /** Of somebody who was never judged. */
    public static Standing fresh(String subject) {
        return new Standing(
                subject,
                new Judgement(Condition.UNKNOWN, "", Side.UNCLEAR),
                Instant.EPOCH,
                Instant.EPOCH,
                false,
                "",
                Map.of(),
                Traffic.NONE,
                Page.NONE,
                0);
    }

    public Condition condition() {
        return judgement.condition();
    }

    /** The next one: how it is now. */
    Standing judged(Judgement now, boolean maintainedNow, Traffic heard, Page read, Instant at) {
        return new Standing(
                subject,
                now,
                now.condition() == judgement.condition() ? since : at,
                at,
                maintainedNow,
                told,
                trials,
                heard,
                read,
                version);
    }

    Standing with(Map<String, Trial> newTrials) {
        return new Standing(subject, judgement, since, judgedAt, maintained, told, newTrials, traffic, page, version);
    }

    Standing told(String kind) {
        return new Standing(subject, judgement, since, judgedAt, maintained, kind, trials, traffic, page, version);
    }

    public Trial trial(String probe) {
        return trials.getOrDefault(probe, Trial.NONE);
    }

    /** Whether anything about it was not good lately, so that it is worth to look at the service's own status page. */
    boolean isSuspect() {
        return condition() == Condition.DOWN
                || condition() == Condition.DEGRADED
                || trials.values().stream().anyMatch(trial -> trial.streak().notGood() > 0);
    }

    /** The trials in the order of their names. */
    public Map<String, Trial> inOrder() {
        return new TreeMap<>(trials);
    }
}
