package dev.usher.abuse;

import dev.usher.abuse.Recording.Minute;
import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.LocalLimiter;
import dev.usher.limit.Reading;
import dev.usher.limit.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What another limit would have done to what was asked: recorded minutes, played again in virtual time against two policies.
 * Pure.
 *
 * <p>Of a recorded request it is known in which ten seconds it came, not when; those of one asker are spread evenly over them. So
 * windows shorter than that are judged too kindly, and windows longer than what is played begin empty. Above {@link #MOST_STEPS}
 * requests several of one asker are played as one, of which a part may be denied.
 */
public final class WhatIf {
    /** Requests played one by one; of more, several are played as one. */
    static final int MOST_STEPS = 100_000;

    /** Entries of whom would be denied. */
    static final int MOST_DENIED = 20;

    private final LimitPolicy policy;
    private final Calendar calendar;
    private final long together;
    private final LocalLimiter limiter;
    private Instant now = Instant.EPOCH;
    private long deniedCalls;
    private long unjudged;
    private final Map<Whom, Double> denied = new HashMap<>();

    /** Who was denied by which window. */
    private record Whom(String rule, String scope, String window) {}

    private WhatIf(LimitPolicy policy, Calendar calendar, long together) {
        this.policy = policy;
        this.calendar = calendar;
        this.together = together;
        this.limiter = new LocalLimiter(() -> now, calendar, false);
    }

    /**
     * @param calls recorded
     * @param denied of them, at the time, by whatever limits held then
     * @param together how many requests were played as one
     * @param current what the policy as it is would do
     * @param proposed what the other one would do
     */
    public record Answer(int minutes, long calls, long denied, long together, Outcome current, Outcome proposed) {}

    /**
     * @param denied requests that would not have been admitted at once
     * @param unjudged requests without a value that the policy counts by; they count as admitted
     * @param whom those who would be denied most, at most {@link #MOST_DENIED}
     */
    public record Outcome(long denied, long unjudged, List<Denied> whom) {}

    /**
     * @param rule by whose window
     * @param scope whom that rule counts; empty for everybody
     */
    public record Denied(String rule, String scope, String window, long calls) {}

    public static Answer play(List<Minute> recorded, LimitPolicy current, LimitPolicy proposed, Calendar calendar) {
        long calls = 0;
        long denied = 0;
        for (var minute : recorded) {
            calls += minute.sketch().calls();
            denied += minute.sketch().denied();
        }
        long together = Math.max(1, (calls + MOST_STEPS - 1) / MOST_STEPS);
        return new Answer(
                recorded.size(),
                calls,
                denied,
                together,
                new WhatIf(current, calendar, together).play(recorded),
                new WhatIf(proposed, calendar, together).play(recorded));
    }

    private Outcome play(List<Minute> recorded) {
        for (var minute : recorded)
            for (var step : steps(minute)) {
                now = step.at;
                take(step);
            }
        var whom = denied.entrySet().stream()
                .map(entry -> new Denied(
                        entry.getKey().rule, entry.getKey().scope, entry.getKey().window, Math.round(entry.getValue())))
                .sorted(Comparator.comparingLong(Denied::calls)
                        .reversed()
                        .thenComparing(Denied::scope)
                        .thenComparing(Denied::rule)
                        .thenComparing(Denied::window))
                .limit(MOST_DENIED)
                .toList();
        return new Outcome(deniedCalls, unjudged, whom);
    }

    /** Some requests of one asker, at one moment. */
    private record Step(Instant at, Ask ask, long calls) {}

    private List<Step> steps(Minute minute) {
        var steps = new ArrayList<Step>();
        minute.sketch().askers().forEach((asker, counts) -> steps(minute.start(), asker, counts, steps));
        var sketch = minute.sketch();
        int others = (int) Math.min(
                Math.max(1, sketch.otherAskers()), Math.max(1, sketch.others().total()));
        if (sketch.others().total() > 0)
            for (int i = 0; i < others; i++)
                steps(minute.start(), Asker.other(i), share(sketch.others(), i, others), steps);
        steps.sort(Comparator.comparing(Step::at));
        return steps;
    }

    /** What falls to one of several; together they are the whole. Each part begins with another, so that none has the most of all. */
    private static Counts share(Counts whole, int which, int of) {
        return new Counts(shares(whole.calls(), which, of), shares(whole.units(), which, of));
    }

    private static List<Long> shares(List<Long> whole, int which, int of) {
        var shares = new ArrayList<Long>(whole.size());
        for (int part = 0; part < whole.size(); part++) {
            int turn = (which + part) % of;
            shares.add(whole.get(part) * (turn + 1) / of - whole.get(part) * turn / of);
        }
        return shares;
    }

    private void steps(Instant start, Asker asker, Counts counts, List<Step> steps) {
        var ask = judged(asker.ask(policy), start);
        if (ask == null) {
            unjudged += counts.total();
            return;
        }
        for (int part = 0; part < Counts.PARTS; part++) {
            long calls = counts.calls().get(part);
            long units = Math.max(calls, counts.units().get(part));
            long played = (calls + together - 1) / together;
            for (long i = 0; i < played; i++) {
                long cost = Math.min(Ask.MOST_UNITS, units * (i + 1) / played - units * i / played);
                var at = start.plusMillis(part * Counts.PART_MS + i * Counts.PART_MS / played);
                long its = calls * (i + 1) / played - calls * i / played;
                steps.add(new Step(at, its > 1 ? ask.cost(cost).inPart() : ask.cost(cost), its));
            }
        }
    }

    /** The request, or null when the policy can't count it, or counts nothing of the kind. */
    private @Nullable Ask judged(Ask ask, Instant at) {
        try {
            return Scope.of(ask, calendar, at).isEmpty() ? null : ask;
        } catch (IllegalArgumentException lacks) {
            return null;
        }
    }

    private void take(Step step) {
        var admission = limiter.check(step.ask);
        Reading by = admission.deniedBy();
        double share = 1;
        if (admission instanceof Admission.Admitted admitted) {
            long missing = step.ask.cost() - admitted.charge().units();
            if (missing == 0) return;
            share = (double) missing / step.ask.cost();
            by = admission.readings().stream()
                    .min(Comparator.comparingLong(Reading::remaining))
                    .orElseThrow();
        }
        if (by == null) return;
        long calls = Math.round(share * step.calls);
        deniedCalls += calls;
        denied.merge(new Whom(by.rule(), by.scope(), by.window()), share * step.calls, Double::sum);
    }
}
