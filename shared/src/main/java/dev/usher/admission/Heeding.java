package dev.usher.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Dialect;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitRule;
import dev.usher.config.Priority;
import dev.usher.http.Json;
import dev.usher.limit.Ask;
import dev.usher.limit.Ceilings;
import dev.usher.limit.Ceilings.Ceiling;
import dev.usher.limit.Limiter;
import dev.usher.limit.Reading;
import dev.usher.limit.Scope;
import dev.usher.signal.Budget;
import dev.usher.signal.Signal;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Obeys what a third party said. A "slow down" closes the budget of all environments until then, less left than we think shrinks it,
 * and a limit other than ours is drift.
 */
public final class Heeding {
    private final Limiter limiter;
    private final Ceilings ceilings;
    private final JsonLog log;

    public Heeding(Limiter limiter, Ceilings ceilings, JsonLog log) {
        this.limiter = limiter;
        this.ceilings = ceilings;
        this.log = log;
    }

    /**
     * Obeys one answer.
     *
     * @param ask whose call was answered
     * @return declared limits that differ from the policy's own, as they are logged
     */
    public List<ObjectNode> heed(Ask ask, Signal signal, Instant now) {
        switch (signal) {
            case Signal.None none -> {
                return List.of();
            }
            case Signal.Budgets budgets -> shrink(ask, budgets.budgets(), now);
            case Signal.SlowDown slowDown -> close(ask, slowDown, now);
        }
        return learn(ask.policy(), signal.budgets(), now);
    }

    private void close(Ask ask, Signal.SlowDown slowDown, Instant now) {
        var wait = Duration.between(now, slowDown.until());
        limiter.heed(ask, 0, wait);
        log.info(
                "slow down",
                Json.object()
                        .put("policy", ask.policy().name())
                        .put("forMs", wait.toMillis())
                        .put("reason", slowDown.reason().name().toLowerCase(Locale.ROOT)));
    }

    /** Nothing is steered while we think that less is left than they do, whoever may have it. */
    private void shrink(Ask ask, List<Budget> budgets, Instant now) {
        var readings = limiter.peek(ask.priority(Priority.HIGH)).readings();
        long ours = readings.stream().mapToLong(Reading::remaining).min().orElse(0);
        for (var budget : budgets) {
            var left = budget.left();
            var until = until(budget, now);
            if (left == null || until == null || left >= ours || !budget.unit().equals(Budget.REQUESTS)) continue;
            limiter.heed(ask, left, until);
        }
    }

    /** How long it holds; a window that does not say when it ends does so after its length, as far as that can be believed. */
    private static @Nullable Duration until(Budget budget, Instant now) {
        var until = budget.until();
        if (until != null) return Duration.between(now, until);
        var window = budget.window();
        return window == null || window.compareTo(Dialect.MONTH) <= 0 ? window : Dialect.MONTH;
    }

    private List<ObjectNode> learn(LimitPolicy policy, List<Budget> budgets, Instant now) {
        var declared = new ArrayList<Ceiling>();
        for (var budget : budgets) {
            var ceiling = ceiling(budget, now);
            if (ceiling != null) declared.add(ceiling);
        }
        if (!declared.isEmpty()) ceilings.learn(policy, declared);
        var drifts = new ArrayList<ObjectNode>();
        for (var ceiling : declared) {
            var found = drift(policy, ceiling);
            if (found == null) continue;
            drifts.add(found);
            log.warn("limit drift", found.deepCopy().put("policy", policy.name()));
        }
        return drifts;
    }

    private static @Nullable Ceiling ceiling(Budget budget, Instant now) {
        var window = budget.window();
        var limit = budget.limit();
        if (window == null || limit == null || !budget.unit().equals(Budget.REQUESTS)) return null;
        boolean plausible = window.compareTo(Duration.ofSeconds(1)) >= 0 && limit > 0 && limit <= Scope.MOST;
        return plausible ? new Ceiling(window, limit, now) : null;
    }

    /** How what a third party declares differs from our policy, for people; empty when it does not. */
    public static String drifts(LimitPolicy policy, List<Ceiling> declared) {
        return declared.stream()
                .map(ceiling -> drift(policy, ceiling))
                .filter(Objects::nonNull)
                .map(found -> found.path("window").asText() + ": we allow "
                        + found.path("configured").asLong() + ", they declare "
                        + found.path("declared").asLong())
                .collect(Collectors.joining("; "));
    }

    /** How a declared limit differs from the policy's own of the same length; null when it does not, or there is none. */
    static @Nullable ObjectNode drift(LimitPolicy policy, Ceiling ceiling) {
        return policy.rules().stream()
                .filter(rule -> rule.name().equals(LimitRule.SUBJECT))
                .flatMap(rule -> rule.windows().stream())
                .filter(window -> window.length().equals(ceiling.window()) && window.limit() != ceiling.limit())
                .findFirst()
                .map(window -> Json.object()
                        .put("window", window.name())
                        .put("configured", window.limit())
                        .put("declared", ceiling.limit()))
                .orElse(null);
    }
}
