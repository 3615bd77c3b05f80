package dev.usher.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What may happen how often, over several windows and for several scopes at once. Under escrow an outage is always closed: nobody
 * but Redis knows what is left of a region's rights.
 *
 * @param name as in {@code usher.yaml}; {@code source:NAME} for the limit of a source
 * @param rules at least one; a request passes only when it fits every rule that concerns it
 * @param mode how windows slide
 * @param priority of a request that names none
 * @param reserve per cent of each limit that a priority leaves for higher ones; absent means 0
 * @param queue how many requests over the limit may wait ahead of one before it is refused; 0 refuses at once
 * @param retryAfter the least wait told to a sender that is queued or refused
 * @param outage what happens while Redis is away
 * @param consistency what holds between regions
 * @param shadow decide and record, but let everything pass
 * @param tiers multiplier of the limits by tier, in thousandths; empty when tiers don't count
 * @param seasons multiplier of the limits by season, in thousandths; an unnamed season multiplies by one
 */
public record LimitPolicy(
        String name,
        List<LimitRule> rules,
        Mode mode,
        Priority priority,
        Map<Priority, Integer> reserve,
        int queue,
        Duration retryAfter,
        Outage outage,
        Consistency consistency,
        boolean shadow,
        Map<String, Integer> tiers,
        Map<String, Integer> seasons) {
    /** How a window slides; the bounds are in docs/reference/limiter.md. */
    public enum Mode {
        /** Two cells a window: at most the limit at once, at most twice the limit in one unlucky stretch. For what comes in. */
        SMOOTH,
        /** Eleven cells a window: never more than the limit in any stretch. For the quotas of third parties. */
        STRICT
    }

    /** What is decided while Redis is away. */
    public enum Outage {
        /** By a share of the limit, from the environment's own memory. */
        OPEN,
        /** Nothing passes. */
        CLOSED
    }

    /** What holds between regions. */
    public enum Consistency {
        /** Every region counts alone. */
        REGIONAL,
        /** Counts flow between regions; the limit may be passed by what is on its way. */
        EVENTUAL,
        /** Each region spends its own rights only; the limit is never passed. */
        ESCROW
    }

    public LimitPolicy {
        if (consistency == Consistency.ESCROW) outage = Outage.CLOSED;
        rules = List.copyOf(rules);
        reserve = Map.copyOf(reserve);
        tiers = Map.copyOf(tiers);
        seasons = Map.copyOf(seasons);
    }

    /** One rule for the subject, and everything else at its default: refuses at once, open in an outage, regional. */
    public static LimitPolicy of(String name, Mode mode, List<Window> windows) {
        return new LimitPolicy(
                name,
                List.of(new LimitRule(
                        LimitRule.SUBJECT, List.of(LimitRule.Dimension.SUBJECT), List.of(), windows, false)),
                mode,
                Priority.HIGH,
                Map.of(),
                0,
                Duration.ZERO,
                Outage.OPEN,
                Consistency.REGIONAL,
                false,
                Map.of(),
                Map.of());
    }

    /** The same with a queue of this length. */
    public LimitPolicy queueing(int tickets) {
        return new LimitPolicy(
                name, rules, mode, priority, reserve, tickets, retryAfter, outage, consistency, shadow, tiers, seasons);
    }

    /** The same, deciding without enforcing. */
    public LimitPolicy shadowed() {
        return new LimitPolicy(
                name, rules, mode, priority, reserve, queue, retryAfter, outage, consistency, true, tiers, seasons);
    }

    /** The same with other rules. */
    public LimitPolicy with(List<LimitRule> others) {
        return new LimitPolicy(
                name, others, mode, priority, reserve, queue, retryAfter, outage, consistency, shadow, tiers, seasons);
    }
}
