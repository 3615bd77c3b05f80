package dev.usher.limit;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitRule;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Window;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a request is counted under: a rule, the values it tells requests apart by, and the limits that hold for this
 * request.
 *
 * @param rule the rule's name
 * @param values of the rule's dimensions, with commas between; empty when the rule counts everything together
 * @param strict how its windows slide
 * @param windows with the limits after tier and season
 * @param held units of each window that the request must leave for higher priorities, in the order of the windows
 */
public record Scope(String rule, String values, boolean strict, List<Window> windows, List<Long> held) {
    /**
     * The largest limit after all multipliers: what the 24 bits hold that a count has in Redis. So products of a limit and a
     * window's milliseconds stay exact in the doubles that scripts count with, three of 2^24 * 86.4 * 10^6 below 2^53.
     */
    public static final long MOST = 16_777_215;

    private static final int MOST_VALUE_CHARS = 64;

    public Scope {
        windows = List.copyOf(windows);
        held = List.copyOf(held);
    }

    /**
     * What a request is counted under, in the order of the policy's rules.
     *
     * @throws IllegalArgumentException when the request lacks what the policy counts by, saying what
     */
    public static List<Scope> of(Ask ask, Calendar calendar, Instant now) {
        var policy = ask.policy();
        int season = policy.seasons().isEmpty() ? 1000 : policy.seasons().getOrDefault(calendar.seasonAt(now), 1000);
        var tier = ask.who().get(Dimension.TIER);
        long multiplier = (long) season * tier(policy, tier);
        var scopes = new ArrayList<Scope>(policy.rules().size());
        for (var rule : policy.rules()) {
            if (!rule.operations().isEmpty()
                    && !rule.operations().contains(ask.who().getOrDefault(Dimension.OPERATION, ""))) continue;
            scopes.add(of(ask, rule, rule.fixed() ? 1_000_000 : multiplier));
        }
        return scopes;
    }

    private static Scope of(Ask ask, LimitRule rule, long millionths) {
        var windows = new ArrayList<Window>(rule.windows().size());
        var held = new ArrayList<Long>(rule.windows().size());
        int reserve = ask.policy().reserve().getOrDefault(ask.priority(), 0);
        for (var window : rule.windows()) {
            long limit = Math.clamp(window.limit() * millionths / 1_000_000, 1, MOST);
            windows.add(new Window(window.name(), limit, window.length()));
            held.add(limit * reserve / 100);
        }
        return new Scope(rule.name(), values(ask, rule), ask.policy().mode() == LimitPolicy.Mode.STRICT, windows, held);
    }

    private static int tier(LimitPolicy policy, @Nullable String tier) {
        if (policy.tiers().isEmpty() || tier == null) return 1000;
        var multiplier = policy.tiers().get(tier);
        if (multiplier == null)
            throw new IllegalArgumentException("no such tier: one of "
                    + String.join(
                            ", ", policy.tiers().keySet().stream().sorted().toList()) + " is needed");
        return multiplier;
    }

    private static String values(Ask ask, LimitRule rule) {
        var text = new StringBuilder();
        for (var dimension : rule.per()) {
            var value = ask.who().get(dimension);
            if (value == null)
                throw new IllegalArgumentException("the policy " + ask.policy().name() + " counts by "
                        + dimension.label() + ", so the request needs one");
            if (!text.isEmpty()) text.append(',');
            text.append(value.replace("%", "%25").replace(",", "%2C"));
        }
        return text.toString();
    }

    /** The key it is counted under. All keys of a policy share a hash tag, so one script may touch them in a cluster. */
    public String key(LimitPolicy policy) {
        return "rl:{" + policy.name() + "}" + label();
    }

    /** The part of its key that tells it from the other scopes of the policy. */
    public String label() {
        // the usual one is kept short, as keys cost memory
        var own = rule.equals(LimitRule.SUBJECT) ? ":" : "/" + rule + ":";
        return own + brief(values);
    }

    /** The text itself up to 64 characters, else {@code #} and 32 hex digits of its SHA-256. */
    public static String brief(String text) {
        return text.length() <= MOST_VALUE_CHARS && !text.startsWith("#") ? text : "#" + digest(text);
    }

    private static String digest(String text) {
        try {
            var bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes, 0, 16);
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing); // every JDK has SHA-256
        }
    }
}
