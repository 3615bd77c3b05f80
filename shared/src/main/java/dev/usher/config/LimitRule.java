package dev.usher.config;

import java.util.List;

/**
 * Windows for one kind of scope: each combination of values of its dimensions is counted on its own.
 *
 * @param name unique in its policy; part of the keys, so renaming it starts its counts anew
 * @param per the dimensions; empty counts everything under the policy together
 * @param operations the operations that it concerns; empty concerns all
 * @param windows at least one, none of the same length twice
 * @param fixed tiers and seasons do not multiply its limits
 */
public record LimitRule(
        String name, List<Dimension> per, List<String> operations, List<Window> windows, boolean fixed) {
    /** The name of the rule that a policy's own windows make. */
    public static final String SUBJECT = "subject";

    /** What a rule can tell requests apart by. */
    public enum Dimension {
        SUBJECT,
        OPERATION,
        TIER,
        CLIENT,
        ADDRESS;

        /** The lower-case name used in JSON and configuration. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public LimitRule {
        per = List.copyOf(per);
        operations = List.copyOf(operations);
        windows = List.copyOf(windows);
    }
}
