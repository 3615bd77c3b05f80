package dev.usher.limit;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.Priority;
import dev.usher.limit.Explanation.Quota;
import dev.usher.limit.Explanation.Scale;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A limiter within one process: what a policy means, readable, and what is left when the shared store is away. */
public final class LocalLimiter implements Limiter {
    /** Scopes remembered; the one that was used longest ago is forgotten first. */
    public static final int MOST_SCOPES = 20_000;

    private final InstantSource clock;
    private final Calendar calendar;
    private final boolean fallback;
    private final Pools pools;
    private final Map<String, Usage> usages = recent(MOST_SCOPES);
    private final Map<String, Boolean> refunded = recent(MOST_SCOPES);

    /** @param fallback marks the decisions as made without the shared store */
    public LocalLimiter(InstantSource clock, Calendar calendar, boolean fallback) {
        this(clock, calendar, fallback, (policy, nowMs) -> Pool.ALONE);
    }

    /** @param pools how policies are shared with other regions */
    LocalLimiter(InstantSource clock, Calendar calendar, boolean fallback, Pools pools) {
        this.clock = clock;
        this.calendar = calendar;
        this.fallback = fallback;
        this.pools = pools;
    }

    /** How a policy is shared with other regions at a moment. */
    interface Pools {
        Pool at(LimitPolicy policy, long nowMs);
    }

    /** All that is known of a scope. */
    Usage usage(String key) {
        return usages.getOrDefault(key, Usage.NONE);
    }

    void replace(String key, Usage usage) {
        usages.put(key, usage);
    }

    /** The keys of all scopes. */
    List<String> keys() {
        return List.copyOf(usages.keySet());
    }

    @Override
    public synchronized Admission check(Ask ask) {
        var decision = decide(ask, false);
        var scopes = scopes(ask);
        for (int i = 0; i < scopes.size(); i++)
            usages.put(scopes.get(i).key(ask.policy()), decision.after().get(i));
        return decision.admission();
    }

    @Override
    public synchronized Admission peek(Ask ask) {
        return decide(ask, true).admission();
    }

    @Override
    public synchronized boolean refund(Charge charge) {
        if (refunded.putIfAbsent(charge.policy().name() + charge.id(), true) != null) return false;
        long chargedMs = charge.at().toEpochMilli();
        for (var scope : charge.scopes())
            change(scope, scope.key(charge.policy()), usage -> usage.refund(charge.units(), chargedMs));
        return true;
    }

    @Override
    public synchronized void heed(Ask ask, long left, Duration until) {
        if (!until.isPositive()) return;
        var quota = new Quota(left, clock.instant().plus(until));
        first(ask, usage -> usage.heed(quota));
    }

    @Override
    public synchronized void scale(Ask ask, int thousandths, Duration until) {
        if (!until.isPositive()) return;
        var scale = new Scale(thousandths, clock.instant().plus(until));
        first(ask, usage -> usage.scale(scale));
    }

    @Override
    public synchronized List<Explanation> explain(Ask ask) {
        var explanations = new ArrayList<Explanation>();
        for (var scope : scopes(ask)) {
            var usage = standing(scope, scope.key(ask.policy()));
            var waiting = new EnumMap<Priority, Long>(Priority.class);
            for (var priority : Priority.values()) {
                long units = usage.line().unitsIn(priority.rank());
                if (units > 0) waiting.put(priority, units);
            }
            var readings =
                    usage.seenIn(pools.at(ask.policy(), usage.atMs()), scope).readings(scope);
            explanations.add(new Explanation(scope, readings, usage.quota(), usage.scale(), waiting));
        }
        return explanations;
    }

    private Decision decide(Ask ask, boolean peek) {
        var scopes = scopes(ask);
        var before = scopes.stream()
                .map(scope -> usages.getOrDefault(scope.key(ask.policy()), Usage.NONE))
                .toList();
        return Decision.of(
                new Decision.Case(ask, scopes, clock.millis(), peek, fallback, nowMs -> pools.at(ask.policy(), nowMs)),
                before);
    }

    List<Scope> scopes(Ask ask) {
        return Scope.of(ask, calendar, clock.instant());
    }

    private void first(Ask ask, UnaryOperator<Usage> change) {
        scopes(ask).stream().findFirst().ifPresent(scope -> change(scope, scope.key(ask.policy()), change));
    }

    private void change(Scope scope, String key, UnaryOperator<Usage> change) {
        usages.put(key, change.apply(standing(scope, key)));
    }

    private Usage standing(Scope scope, String key) {
        var usage = usages.getOrDefault(key, Usage.NONE);
        return usage.at(Math.max(clock.millis(), usage.atMs()), scope);
    }

    private static <T> Map<String, T> recent(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) { // in the order of use
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > most;
            }
        };
    }
}
