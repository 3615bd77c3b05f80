package dev.usher.limit;

import java.time.Duration;
import java.util.List;

/**
 * What a region admitted so lately that the others may not have heard of it. Pure.
 *
 * <p>Theory. Others hear of a unit after a batch and the way, D. Take S for what all had counted D ago, x for what one of n equal
 * regions admitted since, K for all that it knows. It knows at least S + x. If it admits only while K + (n - 1) x fits the limit
 * L, then n x fits L - S; and if all keep to that, S and every x together fit L: nobody has to know what the others do to leave
 * them room. Two things are left. What is admitted next is not in x yet, or the last units of a limit could never be used: one
 * request of each other region may be too much. And what regions that do not act at once take for S differs by what the others
 * did between.
 *
 * @param atMs the moment that the units stand at
 * @param units in cells of {@link #PART}: units are unheard for one to two of them
 */
record Unheard(long atMs, Cells units) {
    /** A batch and the way between most regions. */
    static final Duration PART = Duration.ofMillis(100);

    static final Unheard NONE = new Unheard(0, new Cells.Smooth(PART.toMillis(), 0, 0));

    /** So many units from a moment on. */
    record Step(long inMs, long units) {}

    /** Nothing at any moment. */
    static final List<Step> NOTHING = List.of(new Step(0, 0));

    Unheard plus(long more, long nowMs) {
        return new Unheard(nowMs, units.at(atMs, nowMs).plus(more));
    }

    /** How many are unheard now, and whenever that falls, when nothing is admitted any more. */
    List<Step> steps(long nowMs) {
        var counts = units.at(atMs, nowMs).counts();
        long part = PART.toMillis();
        long next = part - nowMs % part;
        return List.of(
                new Step(0, counts.get(0) + counts.get(1)), new Step(next, counts.get(1)), new Step(next + part, 0));
    }
}
