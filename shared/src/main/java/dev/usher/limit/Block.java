package dev.usher.limit;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * What one region has counted of one scope, as it tells the others: absolute counts, not changes.
 *
 * <p>Theory. A block is a register that only its region writes, and every change raises its revision. Merging keeps the block
 * of the highest revision for each (region, born), which is a maximum of totally ordered values: so it is commutative,
 * associative and idempotent, and blocks may come twice, late, in any order, or, as long as a later one comes, not at all. Each
 * cell in it is that region's own part of a grow-only counter; as blocks replace each other whole, a part that shrinks by a
 * refund converges too.
 *
 * @param region who counted
 * @param bornMs when that region's memory of the scope began; one that has lost it starts a new block beside the old
 * @param revision how often it has changed
 * @param atMs the moment that the windows stand at, on that region's clock
 * @param given rights that it has lent to others
 * @param windows its own counts
 */
public record Block(String region, long bornMs, long revision, long atMs, List<Grant> given, List<Cells> windows) {
    /**
     * Rights that one region has lent to another until a moment. They are gone from the lender before the taker can know of
     * them, and come back only when whatever was done with them has left every window; a grant that is lost on its way is lost
     * until then, and nothing is ever there twice.
     *
     * @param taker who may use them
     * @param part in millionths of every limit of the scope; within one grant it only grows
     * @param untilMs the taker may use them before this
     * @param backMs the lender has them again from here on
     */
    public record Grant(String taker, long part, long untilMs, long backMs) {}

    /** After so much silence a region is taken to be cut off: five heartbeats. */
    public static final Duration SILENCE = Duration.ofMillis(500);

    /** How long a region may use what it has borrowed; it asks again at half time. */
    public static final Duration LEASE = Duration.ofSeconds(10);

    /** How far the clocks of regions may be apart without two of them using the same rights. */
    public static final Duration SKEW = Duration.ofSeconds(1);

    public Block {
        given = List.copyOf(given);
        windows = List.copyOf(windows);
    }

    /** When nothing of it can matter any more. */
    public long endsMs() {
        long ends = atMs + memory();
        for (var grant : given) ends = Math.max(ends, grant.backMs());
        return ends;
    }

    long memory() {
        return windows.stream().mapToLong(Cells::memory).max().orElse(0);
    }

    boolean sameLife(Block other) {
        return region.equals(other.region) && bornMs == other.bornMs;
    }

    /** What of a window it has counted, seen at a moment; what is ahead of a clock that is late counts as now. */
    Cells seen(Cells shape, long nowMs) {
        return windows.stream()
                .filter(shape::isLike)
                .findFirst()
                .map(window -> window.at(atMs, nowMs))
                .orElse(shape.with(Collections.nCopies(shape.counts().size(), 0L)));
    }
}
