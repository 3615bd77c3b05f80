package dev.usher.limit;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy.Consistency;
import dev.usher.config.Regions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One region's limiter within one process: what the scripts do for policies that regions share, readable. The simulator runs
 * many of them in virtual time, and the scripts are compared with it over random histories.
 */
public final class MemoryRegion implements Limiter, RegionStore {
    private final Regions regions;
    private final InstantSource clock;
    private final LocalLimiter limiter;
    private final Map<String, Known> known = new HashMap<>();
    private final Map<String, Map<String, Parcel>> outboxes = new HashMap<>();

    /** What a policy's peers have let know. */
    private static final class Known {
        private long eraMs = -1;
        private long passed;
        private final Map<String, Peer> peers = new HashMap<>();
    }

    public MemoryRegion(Regions regions, InstantSource clock, Calendar calendar) {
        this.regions = regions;
        this.clock = clock;
        this.limiter = new LocalLimiter(
                clock, calendar, false, (policy, nowMs) -> pool(policy.name(), policy.consistency(), nowMs));
    }

    private Pool pool(String policy, Consistency consistency, long nowMs) {
        var heard = known(policy);
        return Pool.of(consistency, regions, heard.peers, heard.eraMs, nowMs);
    }

    private Known known(String policy) {
        return known.computeIfAbsent(policy, name -> new Known());
    }

    @Override
    public Admission check(Ask ask) {
        var scopes = limiter.scopes(ask);
        var admission = limiter.check(ask);
        if (ask.policy().consistency() == Consistency.REGIONAL || regions.alone()) return admission;
        switch (admission) {
            case Admission.Admitted admitted -> {
                for (var scope : scopes) publish(ask, scope);
            }
            case Admission.Queued queued -> want(ask, scopes, queued.tightest());
            case Admission.Refused refused -> want(ask, scopes, refused.tightest());
            case Admission.Impossible impossible -> {}
            case Admission.Shadowed shadowed -> {}
        }
        return admission;
    }

    private void publish(Ask ask, Scope scope) {
        var key = scope.key(ask.policy());
        var usage = limiter.usage(key);
        var pool = pool(ask.policy().name(), ask.policy().consistency(), usage.atMs());
        boolean keep = pool.escrow() && usage.shared().runningOut(pool, usage.atMs());
        publish(ask.policy().name(), key, keep ? 1 : 0, usage);
    }

    /** Others may have what this region lacks. */
    private void want(Ask ask, List<Scope> scopes, Reading tightest) {
        if (ask.policy().consistency() != Consistency.ESCROW) return;
        for (var scope : scopes) {
            if (!scope.rule().equals(tightest.rule()) || !scope.values().equals(tightest.scope())) continue;
            var key = scope.key(ask.policy());
            var known = limiter.usage(key);
            var usage = known.at(Math.max(clock.millis(), known.atMs()), scope);
            for (int i = 0; i < scope.windows().size(); i++) {
                if (!scope.windows().get(i).name().equals(tightest.window())) continue;
                long full = usage.full(scope, i);
                if (tightest.limit() < full)
                    publish(
                            ask.policy().name(),
                            key,
                            Math.max(2, Math.ceilDiv(ask.cost() * Regions.WHOLE, full)),
                            usage);
            }
        }
    }

    private void publish(String policy, String key, long want, Usage usage) {
        var block = usage.shared().own(regions.own(), usage.cells(), usage.atMs());
        outboxes.computeIfAbsent(policy, name -> new LinkedHashMap<>()).put(key, new Parcel(key, want, block));
    }

    @Override
    public Admission peek(Ask ask) {
        return limiter.peek(ask);
    }

    @Override
    public boolean refund(Charge charge) {
        if (!limiter.refund(charge)) return false;
        if (charge.policy().consistency() == Consistency.REGIONAL || regions.alone()) return true;
        for (var scope : charge.scopes()) {
            var key = scope.key(charge.policy());
            var usage = limiter.usage(key);
            if (usage.shared().revision() > 0) publish(charge.policy().name(), key, 0, usage);
        }
        return true;
    }

    @Override
    public void heed(Ask ask, long left, Duration until) {
        limiter.heed(ask, left, until);
    }

    @Override
    public void scale(Ask ask, int thousandths, Duration until) {
        limiter.scale(ask, thousandths, until);
    }

    @Override
    public List<Explanation> explain(Ask ask) {
        return limiter.explain(ask);
    }

    @Override
    public Drained drain(String policy) {
        var outbox = outboxes.remove(policy);
        var heard = known(policy);
        return new Drained(
                outbox == null ? List.of() : List.copyOf(outbox.values()),
                false,
                heard.passed,
                List.copyOf(heard.peers.values()),
                clock.millis());
    }

    @Override
    public Merged merge(Message message) {
        long now = clock.millis();
        var heard = known(message.policy());
        if (heard.eraMs < 0) heard.eraMs = now;
        var before = heard.peers.get(message.from());
        boolean complete = message.toldMs() == heard.eraMs || (before != null && before.complete());
        long heardMs = before == null ? now : Math.max(before.heardMs(), now);
        heard.peers.put(message.from(), new Peer(message.from(), heardMs, complete));
        for (var parcel : message.parcels()) merge(message, parcel, heard, now);
        return new Merged(complete, heard.eraMs, now);
    }

    private void merge(Message message, Parcel parcel, Known heard, long nowMs) {
        var known = limiter.usage(parcel.key());
        long now = Math.max(nowMs, known.atMs());
        var usage = known.at(now);
        var consistency = message.escrow() ? Consistency.ESCROW : Consistency.EVENTUAL;
        var pool = pool(message.policy(), consistency, now);
        var block = parcel.block();
        var before = pool.escrow() ? usage.shared() : usage.shared().frozen(usage.cells(), pool, now);
        boolean ours = block.region().equals(regions.own()) && block.bornMs() == before.bornMs();
        boolean lifted = ours && block.bornMs() > 0 && block.revision() > before.revision() && block.endsMs() > now;
        var cells = lifted
                ? usage.cells().stream()
                        .map(own -> own.max(block.seen(own, now)))
                        .toList()
                : usage.cells();
        var taken = lifted ? before.lift(block) : ours ? before : before.take(block, now);
        boolean asks = pool.escrow() && parcel.want() > 0 && block.region().equals(message.from());
        var after = asks ? taken.lend(parcel, cells, pool, now) : taken;
        if (after.equals(before)) return;
        if (!pool.escrow()) {
            long over = after.excess(cells, now);
            heard.passed += Math.max(0, over - after.over());
            after = after.over(over);
        }
        boolean said = lifted || (pool.escrow() && !after.equals(taken));
        var merged = usage.merged(cells, said ? after.counted(after.limits(), now) : after.living(now));
        limiter.replace(parcel.key(), merged);
        if (said) publish(message.policy(), parcel.key(), 0, merged);
    }

    @Override
    public Swept sweep(String policy, String cursor) {
        var parcels = new ArrayList<Parcel>();
        for (var key : limiter.keys()) {
            if (!key.startsWith("rl:{" + policy + "}")) continue;
            var known = limiter.usage(key);
            var usage = known.at(Math.max(clock.millis(), known.atMs()));
            if (usage.shared().bornMs() > 0)
                parcels.add(new Parcel(key, 0, usage.shared().own(regions.own(), usage.cells(), usage.atMs())));
            for (var block : usage.shared().blocks()) parcels.add(new Parcel(key, 0, block));
        }
        return new Swept("0", parcels);
    }
}
