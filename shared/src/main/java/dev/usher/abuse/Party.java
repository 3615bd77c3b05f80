package dev.usher.abuse;

import dev.usher.limit.Scope;

/**
 * Whom a request is put down to: what its first rule counts it under, so that what is held against a party can also be done to
 * it alone.
 *
 * @param rule the name of the rule
 * @param values of the rule's dimensions, with commas between, as {@code dev.usher.limit.Scope} has them; a digest after
 *     {@code #} when they are longer than 64 characters; empty when the rule counts everything together
 */
public record Party(String rule, String values) {
    private static final String USUAL = "subject";

    public static Party of(Scope first) {
        return read(first.label());
    }

    /** The reverse of {@link #text}. */
    public static Party read(String text) {
        if (text.startsWith(":")) return new Party(USUAL, text.substring(1));
        int colon = text.indexOf(':');
        if (!text.startsWith("/") || colon < 0) throw new IllegalArgumentException("no party: " + text);
        return new Party(text.substring(1, colon), text.substring(colon + 1));
    }

    /** As keys have it: {@code :values}, or {@code /rule:values}. */
    public String text() {
        return (rule.equals(USUAL) ? ":" : "/" + rule + ":") + values;
    }

    /** Everybody under the policy at once: nobody to hold anything against. */
    public boolean isEverybody() {
        return values.isEmpty();
    }
}
