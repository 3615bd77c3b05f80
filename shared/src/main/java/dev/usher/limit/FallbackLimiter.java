package dev.usher.limit;

import dev.usher.config.LimitPolicy.Consistency;
import dev.usher.config.LimitPolicy.Outage;
import dev.usher.config.LimitRule;
import dev.usher.config.Regions;
import dev.usher.config.Window;
import dev.usher.limit.Admission.Admitted;
import dev.usher.limit.Admission.Impossible;
import dev.usher.limit.Admission.Queued;
import dev.usher.limit.Admission.Refused;
import dev.usher.limit.Admission.Shadowed;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Decides by a share of each limit while the shared store is away, and promises little: much may have been used that this
 * environment does not know of, and the store may be back at any moment.
 */
public final class FallbackLimiter implements Limiter {
    /**
     * The part of every limit that an environment decides by alone. How many of them decide so is unknown to each; four is the
     * divider of PostHog's egress limiter (see docs/adr/0004-limiter-fallback.md).
     */
    static final int DIVIDER = 4;

    /** The most that is told to remain. */
    static final long MOST_REMAINING = 50;

    /** The longest that anybody is told to wait for more. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    /** How long whoever is refused by a closed policy is told to wait. */
    static final Duration CLOSED_FOR = Duration.ofSeconds(5);

    private final Limiter local;
    private final Regions regions;

    /** @param local counts in memory, and marks its decisions */
    public FallbackLimiter(Limiter local) {
        this(local, Regions.ALONE);
    }

    /** @param regions that share the policies that are not regional: of those a share of the region's own part is decided by */
    public FallbackLimiter(Limiter local, Regions regions) {
        this.local = local;
        this.regions = regions;
    }

    @Override
    public Admission check(Ask ask) {
        return ask.policy().outage() == Outage.CLOSED ? closed(ask) : modest(local.check(shared(ask)), ask);
    }

    @Override
    public Admission peek(Ask ask) {
        return ask.policy().outage() == Outage.CLOSED ? closed(ask) : modest(local.peek(shared(ask)), ask);
    }

    @Override
    public boolean refund(Charge charge) {
        return local.refund(charge);
    }

    @Override
    public void heed(Ask ask, long left, Duration until) {
        local.heed(ask, left, until);
    }

    @Override
    public void scale(Ask ask, int thousandths, Duration until) {
        local.scale(ask, thousandths, until);
    }

    @Override
    public List<Explanation> explain(Ask ask) {
        return local.explain(shared(ask));
    }

    /** Nothing passes; what no rule concerns is nobody's to refuse. */
    private Admission closed(Ask ask) {
        var now = local.peek(ask);
        if (now instanceof Impossible || now.readings().isEmpty()) return now;
        var readings = now.readings().stream()
                .map(reading -> reading.standing(0, CLOSED_FOR))
                .toList();
        return new Refused(CLOSED_FOR, readings.getFirst(), readings, true);
    }

    private Admission modest(Admission admission, Ask ask) {
        var readings =
                admission.readings().stream().map(FallbackLimiter::modest).toList();
        return switch (admission) {
            case Admitted admitted -> new Admitted(admitted.charge(), readings, true);
            case Shadowed shadowed -> new Shadowed(modest(shadowed.denial(), ask));
            case Queued queued ->
                new Queued(shorter(queued.delay()), queued.position(), modest(queued.tightest()), readings, true);
            case Refused refused ->
                new Refused(shorter(refused.retryAfter()), modest(refused.tightest()), readings, true);
            // What a share never holds the whole limit may.
            case Impossible impossible ->
                local.peek(ask) instanceof Impossible whole
                        ? whole
                        : new Refused(LONGEST, modest(impossible.tightest()), readings, true);
        };
    }

    private static Reading modest(Reading reading) {
        return reading.standing(Math.min(reading.remaining(), MOST_REMAINING), shorter(reading.reset()));
    }

    private static Duration shorter(Duration wait) {
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }

    private Ask shared(Ask ask) {
        boolean alone = regions.alone() || ask.policy().consistency() == Consistency.REGIONAL;
        return ask.with(ask.policy()
                .with(ask.policy().rules().stream()
                        .map(rule -> share(rule, alone))
                        .toList()));
    }

    private LimitRule share(LimitRule rule, boolean alone) {
        var windows = rule.windows().stream()
                .map(window -> {
                    long part = alone ? window.limit() : regions.units(Set.of(regions.own()), window.limit());
                    return new Window(window.name(), Math.max(1, part / DIVIDER), window.length());
                })
                .toList();
        return new LimitRule(rule.name(), rule.per(), rule.operations(), windows, rule.fixed());
    }
}
