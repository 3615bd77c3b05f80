package dev.usher.limit;

import dev.usher.config.LimitPolicy.Consistency;
import dev.usher.config.Regions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a policy's limits are shared between regions at one moment, as one of them sees it.
 *
 * @param there the regions that were heard of lately, this one too
 * @param complete every other region has told this one everything since its memory began
 * @param eraMs when that was; negative when nobody was heard of yet
 */
record Pool(Consistency consistency, Regions regions, Set<String> there, boolean complete, long eraMs) {
    /** A policy that every region counts for itself. */
    static final Pool ALONE = new Pool(Consistency.REGIONAL, Regions.ALONE, Set.of(), true, -1);

    Pool {
        there = Set.copyOf(there);
    }

    static Pool of(
            Consistency consistency, Regions regions, Map<String, RegionStore.Peer> peers, long eraMs, long nowMs) {
        var there = new HashSet<String>(List.of(regions.own()));
        boolean complete = true;
        for (var region : regions.peers()) {
            var peer = peers.get(region.name());
            if (peer == null || !peer.complete()) complete = false;
            else if (nowMs - peer.heardMs() < Block.SILENCE.toMillis()) there.add(region.name());
        }
        return new Pool(consistency, regions, there, complete, eraMs);
    }

    boolean shared() {
        return consistency != Consistency.REGIONAL && !regions.alone();
    }

    boolean escrow() {
        return consistency == Consistency.ESCROW;
    }

    String own() {
        return regions.own();
    }

    /** The others that are there. */
    List<Regions.Region> heard() {
        return regions.peers().stream()
                .filter(region -> there.contains(region.name()))
                .toList();
    }

    /** What another region is due, by the weights, while this one has so many units; rounded down. */
    long alike(long units, Regions.Region other) {
        return units
                * other.weight()
                / regions.all().get(regions.indexOf(own())).weight();
    }

    /** This region's own part of every limit, in millionths. */
    long part() {
        return regions.part(regions.indexOf(regions.own()));
    }

    /** The weight of those who are not there. */
    long away() {
        long away = 0;
        for (var region : regions.all()) if (!there.contains(region.name())) away += region.weight();
        return away;
    }

    /**
     * An escrow region that has lost its memory, or is new, admits nothing until every other has told what it knew of this
     * region's use and loans, or until nothing of that could count any more.
     *
     * @param memoryMs the longest time that a count can matter
     */
    boolean closed(long nowMs, long memoryMs) {
        return !complete
                && (eraMs < 0
                        || nowMs - eraMs
                                < memoryMs + Block.LEASE.plus(Block.SKEW).toMillis());
    }

    /** What of a limit those may use who are there. */
    long reachable(long limit) {
        return regions.units(there, limit);
    }

    /** The grants to this region that count now. */
    List<Block.Grant> borrowed(List<Block> blocks, long nowMs) {
        return blocks.stream()
                .filter(block -> !block.region().equals(own()))
                .flatMap(block -> block.given().stream())
                .filter(grant -> grant.taker().equals(own()) && grant.untilMs() > nowMs)
                .toList();
    }
}
