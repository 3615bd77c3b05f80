package dev.usher.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Priority;
import dev.usher.http.Json;
import dev.usher.http.Response;
import dev.usher.limit.Ask;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of the limiter, read and found possible under the policy.
 *
 * @param peek it is only a question, and changes nothing
 */
record Wanted(Ask ask, boolean peek) {
    /** The longest wait that can be worth a place in a queue. */
    static final Duration MOST_PATIENCE = Duration.ofDays(31);

    private static final Set<String> CHECK = Set.of(
            "subject",
            "operation",
            "tier",
            "client",
            "address",
            "cost",
            "priority",
            "reserve",
            "ticket",
            "patienceMs",
            "part",
            "peek");
    private static final Set<String> EXPLAIN =
            Set.of("subject", "operation", "tier", "client", "address", "cost", "priority");
    private static final List<String> PRIORITIES = List.of("high", "normal", "low");

    /** What was read, or why it can't be asked. */
    sealed interface Read {
        record Well(Wanted wanted) implements Read {}

        record Ill(Response answer) implements Read {}
    }

    /** @param body null when it could not be read as JSON */
    static Read check(LimitPolicy policy, @Nullable JsonNode body) {
        var members = Members.of(body, CHECK);
        boolean reserve = members.truth("reserve");
        var ticket = members.text("ticket");
        long patienceMs = members.whole("patienceMs", 1, MOST_PATIENCE.toMillis());
        boolean peek = members.truth("peek");
        if (peek && reserve) members.mistaken("reserve", "left out of a peek, which keeps no place");
        var ask = new Ask(
                policy,
                who(policy, members),
                cost(members),
                priority(policy, members),
                ticket == null && reserve ? UUID.randomUUID().toString() : ticket,
                patienceMs == 0 ? null : Duration.ofMillis(patienceMs),
                members.truth("part"));
        return read(new Wanted(ask, peek), members);
    }

    static Read explain(LimitPolicy policy, @Nullable JsonNode members) {
        var read = Members.of(members, EXPLAIN);
        var ask = new Ask(policy, who(policy, read), cost(read), priority(policy, read), null, null, false);
        return read(new Wanted(ask, true), read);
    }

    /** Of whose calls something is told. */
    static Read about(LimitPolicy policy, Members members) {
        return read(
                new Wanted(new Ask(policy, who(policy, members), 1, policy.priority(), null, null, false), true),
                members);
    }

    private static Read read(Wanted wanted, Members members) {
        var mistake = members.mistake();
        if (mistake == null) mistake = misfit(wanted.ask);
        return mistake == null ? new Read.Well(wanted) : new Read.Ill(mistake);
    }

    private static Map<Dimension, String> who(LimitPolicy policy, Members members) {
        var who = new EnumMap<Dimension, String>(Dimension.class);
        for (var dimension : Dimension.values()) {
            var value = members.text(dimension.label());
            if (value != null) who.put(dimension, value);
        }
        who.putIfAbsent(Dimension.SUBJECT, policy.name());
        return who;
    }

    private static long cost(Members members) {
        return Math.max(1, members.whole("cost", 1, Ask.MOST_UNITS));
    }

    private static Priority priority(LimitPolicy policy, Members members) {
        var label = members.text("priority");
        if (label == null) return policy.priority();
        if (PRIORITIES.contains(label)) return Priority.of(label);
        members.mistaken("priority", "one of " + String.join(", ", PRIORITIES));
        return policy.priority();
    }

    /**
     * Why the policy can't count this request; null when it can. What no rule concerns would pass without limit, so it is
     * a mistake too.
     */
    static @Nullable Response misfit(Ask ask) {
        var policy = ask.policy();
        var tier = ask.who().get(Dimension.TIER);
        if (tier != null && !policy.tiers().isEmpty() && !policy.tiers().containsKey(tier))
            return Members.wrong(
                    "tier",
                    "one of " + String.join(", ", new TreeSet<>(policy.tiers().keySet())));
        var operation = ask.who().getOrDefault(Dimension.OPERATION, "");
        var limited = new TreeSet<String>();
        boolean concerned = false;
        for (var rule : policy.rules()) {
            limited.addAll(rule.operations());
            if (!rule.operations().isEmpty() && !rule.operations().contains(operation)) continue;
            concerned = true;
            for (var dimension : rule.per()) if (!ask.who().containsKey(dimension)) return missing(dimension.label());
        }
        return concerned ? null : Members.wrong("operation", "one of " + String.join(", ", limited));
    }

    private static Response missing(String dimension) {
        return Response.problem(
                400,
                "invalid-parameter",
                "A parameter is not valid",
                dimension + " is missing: the policy counts by it",
                Json.object().put("parameter", dimension));
    }
}
