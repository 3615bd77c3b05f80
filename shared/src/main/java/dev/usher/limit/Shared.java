package dev.usher.limit;

import dev.usher.limit.Block.Grant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one region keeps of a scope that it shares with others, besides its own counts. Pure: with {@link Usage} this is the
 * specification of {@code lua/regions.lua}.
 *
 * <p>Theory of the freeze. When others fall silent, their part of what was left then is kept for them: with V their part of the
 * limits, L the limit and P what all had counted when the silence began, those who are there may use L - V (L - P) together.
 * As P leaves the window their limit falls to their own part, (1 - V) L. With K all that is known to be counted, the condition
 * K + u <= (1 - V) L + V P is K - V P + u <= (1 - V) L: an ordinary window whose cells are K - V P. Both sides of a cut keep
 * to it, so they pass the limit together by no more than what was on its way, or was admitted before the silence was noticed.
 *
 * @param bornMs when this region began to count the scope; 0 before
 * @param revision of its own counts
 * @param over units above the limit at the last look
 * @param limits of its own windows, at the last count
 * @param given what it has lent
 * @param frozen how all stood when the first of those who are silent fell silent; null while all are there
 * @param unheard what this region admitted of late
 * @param blocks what other regions counted, and what this one did before it lost its memory
 */
record Shared(
        long bornMs,
        long revision,
        long over,
        List<Long> limits,
        List<Grant> given,
        @Nullable Frozen frozen,
        Unheard unheard,
        List<Block> blocks) {
    static final Shared NONE = new Shared(0, 0, 0, List.of(), List.of(), null, Unheard.NONE, List.of());

    /** Blocks of one scope; so many lives in the memory of one window do not come honestly. */
    static final int MOST_BLOCKS = 255;

    record Frozen(long sinceMs, long atMs, List<Cells> before) {
        Frozen {
            before = List.copyOf(before);
        }

        Cells seen(Cells shape, long nowMs) {
            return new Block("", 0, 0, atMs, List.of(), before).seen(shape, nowMs);
        }

        /** What was counted before and is given back now was not used after all. */
        Frozen refund(long units, long chargedMs, long nowMs) {
            if (chargedMs >= sinceMs) return this;
            var after = before.stream()
                    .map(cells -> cells.at(atMs, nowMs).minus(units, chargedMs, nowMs))
                    .toList();
            return new Frozen(sinceMs, nowMs, after);
        }
    }

    Shared {
        limits = List.copyOf(limits);
        given = List.copyOf(given);
        blocks = List.copyOf(blocks);
    }

    /** Own counts with those of the blocks. */
    Cells together(Cells own, long nowMs) {
        var sum = own;
        for (var block : blocks) sum = sum.plus(block.seen(own, nowMs));
        return sum;
    }

    /** Own counts with those that the blocks say of a region; of the own one, from before it lost its memory. */
    Cells ours(Cells own, String region, long nowMs) {
        var sum = own;
        for (var block : blocks) if (block.region().equals(region)) sum = sum.plus(block.seen(own, nowMs));
        return sum;
    }

    /** Notes how all stands when somebody is silent, and forgets it when nobody is. */
    Shared frozen(List<Cells> own, Pool pool, long nowMs) {
        if (pool.away() == 0) return with(null);
        if (frozen != null) return this;
        var before = new ArrayList<Cells>();
        for (var cells : own) before.add(together(cells, nowMs));
        for (var block : blocks)
            for (var cells : block.windows())
                if (before.stream().noneMatch(cells::isLike))
                    before.add(together(Cells.empty(cells.length(), cells instanceof Cells.Strict), nowMs));
        return with(new Frozen(nowMs, nowMs, before));
    }

    /** A window as this region may decide on it, frozen or not. */
    Cells seen(Cells own, Pool pool, long nowMs) {
        if (pool.escrow()) return ours(own, pool.own(), nowMs);
        var all = together(own, nowMs);
        var before = frozen;
        return before == null || pool.away() == 0
                ? all
                : all.less(before.seen(own, nowMs), pool.away(), pool.regions().weight());
    }

    /** What of a limit this region may use. */
    long right(long limit, Pool pool, long memoryMs, long nowMs) {
        if (!pool.escrow()) return pool.away() == 0 ? limit : pool.reachable(limit);
        if (pool.closed(nowMs, memoryMs)) return 0;
        long units = pool.regions().units(java.util.Set.of(pool.own()), limit);
        for (var grant : pool.borrowed(blocks, nowMs)) units += limit * grant.part() / 1_000_000;
        return Math.max(0, units - ceil(limit * lent(pool.own(), nowMs), 1_000_000));
    }

    /** The part of the limits that this region has lent, now or before it lost its memory. */
    private long lent(String region, long nowMs) {
        long sum = 0;
        for (var grant : given) if (grant.backMs() > nowMs) sum += grant.part();
        for (var block : blocks)
            if (block.region().equals(region))
                for (var grant : block.given()) if (grant.backMs() > nowMs) sum += grant.part();
        return sum;
    }

    /**
     * What the others are presumed to have admitted that is not known here: each as much as this region has that they may not
     * have heard of, by their weights, but no more than all that is known of it in the window. Whoever is not there has its part
     * kept, and under escrow nobody can use what is another's.
     *
     * @return now, and at each moment when less is presumed, down to nothing
     */
    List<Unheard.Step> presumed(Cells shape, Pool pool, long nowMs) {
        if (!pool.shared() || pool.escrow()) return Unheard.NOTHING;
        var nothing = Cells.empty(shape.length(), shape instanceof Cells.Strict);
        var steps = new ArrayList<Unheard.Step>();
        for (var step : unheard.steps(nowMs)) {
            long sum = 0;
            for (var other : pool.heard()) {
                long known = ours(nothing, other.name(), nowMs).sum();
                sum += Math.min(known, pool.alike(step.units(), other));
            }
            steps.add(new Unheard.Step(step.inMs(), sum));
        }
        return steps;
    }

    /** After this region admitted so many. */
    Shared admitted(long units, long nowMs) {
        return new Shared(bornMs, revision, over, limits, given, frozen, unheard.plus(units, nowMs), blocks);
    }

    /** After a change of this region's own counts. */
    Shared counted(List<Long> newLimits, long nowMs) {
        var left = living(nowMs);
        return new Shared(
                bornMs == 0 ? nowMs : bornMs, revision + 1, over, newLimits, left.given, frozen, unheard, left.blocks);
    }

    /** Without what can't matter any more. */
    Shared living(long nowMs) {
        return new Shared(
                bornMs,
                revision,
                over,
                limits,
                given.stream().filter(grant -> grant.backMs() > nowMs).toList(),
                frozen,
                unheard,
                blocks.stream().filter(block -> block.endsMs() > nowMs).toList());
    }

    Block own(String region, List<Cells> own, long nowMs) {
        return new Block(region, bornMs, revision, nowMs, given, own);
    }

    /** With what another region says; the same object when that is nothing new. */
    Shared take(Block block, long nowMs) {
        if (block.bornMs() == 0 || block.endsMs() <= nowMs) return this;
        var more = new ArrayList<>(blocks);
        for (int i = 0; i < more.size(); i++) {
            if (!more.get(i).sameLife(block)) continue;
            if (block.revision() <= more.get(i).revision()) return this;
            more.set(i, block);
            return blocks(more);
        }
        if (more.size() == MOST_BLOCKS) more.removeFirst();
        more.add(block);
        return blocks(more);
    }

    /** With what this region had said of its own before it fell back to an older memory. */
    Shared lift(Block block) {
        var more = new ArrayList<>(given);
        for (var grant : block.given()) {
            int at = indexOf(more, grant.taker());
            if (at < 0) more.add(grant);
            else {
                var own = more.get(at);
                more.set(
                        at,
                        new Grant(
                                own.taker(),
                                Math.max(own.part(), grant.part()),
                                Math.max(own.untilMs(), grant.untilMs()),
                                Math.max(own.backMs(), grant.backMs())));
            }
        }
        return new Shared(bornMs, block.revision() + 1, over, limits, more, frozen, unheard, blocks);
    }

    private static int indexOf(List<Grant> grants, String taker) {
        for (int i = 0; i < grants.size(); i++) if (grants.get(i).taker().equals(taker)) return i;
        return -1;
    }

    /**
     * Lends of this region's own part, as far as it is neither used nor lent: what is wanted, and half of it when less would
     * do, so that whoever needs much asks seldom. The same object when there is nothing to lend.
     */
    Shared lend(Parcel parcel, List<Cells> own, Pool pool, long nowMs) {
        long memory = Math.max(
                parcel.block().memory(),
                own.stream().mapToLong(Cells::memory).max().orElse(0));
        if (memory == 0 || pool.closed(nowMs, memory)) return this;
        long spare = spare(own, pool, nowMs);
        if (spare == Long.MIN_VALUE) return this;
        var taker = parcel.block().region();
        long more = parcel.want() > 1 && spare > 0 ? Math.min(spare, Math.max(parcel.want(), spare / 2)) : 0;
        var grants = new ArrayList<>(
                given.stream().filter(grant -> grant.backMs() > nowMs).toList());
        int at = indexOf(grants, taker);
        if (at < 0 && more == 0) return this;
        if (at >= 0 && more == 0 && grants.get(at).untilMs() - nowMs > Block.LEASE.toMillis() / 2) return this;
        if (at < 0) grants.add(new Grant(taker, 0, 0, 0));
        int which = at < 0 ? grants.size() - 1 : at;
        var before = grants.get(which);
        long until = Math.max(before.untilMs(), nowMs + Block.LEASE.toMillis());
        long back = Math.max(before.backMs(), until + memory + Block.SKEW.toMillis());
        grants.set(which, new Grant(taker, before.part() + more, until, back));
        return new Shared(bornMs, revision, over, limits, grants, frozen, unheard, blocks);
    }

    /** The part of every limit that is neither used nor lent; the least number when it can't be known. */
    private long spare(List<Cells> own, Pool pool, long nowMs) {
        long free = pool.part() - lent(pool.own(), nowMs);
        long spare = free;
        boolean before = blocks.stream()
                .anyMatch(block ->
                        block.region().equals(pool.own()) && !block.windows().isEmpty());
        if (before && own.isEmpty()) return Long.MIN_VALUE;
        for (int i = 0; i < own.size(); i++) {
            long used = ours(own.get(i), pool.own(), nowMs).sum();
            if (used > 0 && i >= limits.size()) return Long.MIN_VALUE;
            if (used > 0) spare = Math.min(spare, free - ceil(used * 1_000_000, limits.get(i)));
        }
        return spare;
    }

    /** Units that all regions together stand above the limits of this region's windows. */
    long excess(List<Cells> own, long nowMs) {
        long most = 0;
        for (int i = 0; i < Math.min(own.size(), limits.size()); i++)
            most = Math.max(most, together(own.get(i), nowMs).used(nowMs) - limits.get(i));
        return most;
    }

    Shared over(long units) {
        return new Shared(bornMs, revision, units, limits, given, frozen, unheard, blocks);
    }

    /** Something borrowed has to be asked for again soon. */
    boolean runningOut(Pool pool, long nowMs) {
        return pool.borrowed(blocks, nowMs).stream()
                .anyMatch(grant -> grant.untilMs() - nowMs < Block.LEASE.toMillis() / 2);
    }

    Shared refund(long units, long chargedMs, long nowMs) {
        return frozen == null ? this : with(frozen.refund(units, chargedMs, nowMs));
    }

    private Shared with(@Nullable Frozen other) {
        return new Shared(bornMs, revision, over, limits, given, other, unheard, blocks);
    }

    private Shared blocks(List<Block> others) {
        return new Shared(bornMs, revision, over, limits, given, frozen, unheard, others);
    }

    private static long ceil(long dividend, long divisor) {
        return Math.ceilDiv(dividend, divisor);
    }
}
