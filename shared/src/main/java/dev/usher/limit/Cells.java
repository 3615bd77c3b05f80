package dev.usher.limit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one window has counted, standing at one moment. Pure; all times are epoch milliseconds, all lengths milliseconds.
 *
 * <p>Theory, for a limit L, a window w and u units:
 *
 * <p>A smooth window holds the counts of its current and its previous fixed cell of length w. The previous one weighs as much
 * as the window still overlaps it: used = cur + prev * (w - e) / w, with e the time into the current cell. Everything is
 * multiplied by w, so there are only whole numbers. At most L pass at once, at most L * (1 + d) in a stretch of d windows.
 *
 * <p>A strict window holds eleven cells of a tenth of w and counts them all, the oldest in full although it overlaps the
 * window in part only. So never more than L pass in any stretch of w, and after a burst the last unit comes back up to w / 10
 * late.
 *
 * <p>A wait for more units than L goes by whole rounds: L units a window, as a saturated window passes them.
 */
public sealed interface Cells {
    /** Cells in a strict window besides the current one. */
    int PARTS = 10;

    long length();

    /** The counts, the oldest cell first and the current one last. */
    List<Long> counts();

    /** Other counts of a window like this. */
    Cells with(List<Long> counts);

    /** The same counts, seen at another moment; what would lie ahead of it counts as current. */
    Cells at(long fromMs, long toMs);

    /** How long one cell is. */
    long part();

    /** All counts in full. */
    default long sum() {
        return counts().stream().mapToLong(Long::longValue).sum();
    }

    default boolean isLike(Cells other) {
        return length() == other.length() && counts().size() == other.counts().size();
    }

    /** Cell by cell; both stand at the same moment. */
    default Cells plus(Cells other) {
        var sums = new ArrayList<Long>();
        for (int i = 0; i < counts().size(); i++)
            sums.add(counts().get(i) + other.counts().get(i));
        return with(sums);
    }

    /** Cell by cell less a part of another's, rounded down; never below 0. */
    default Cells less(Cells other, long part, long whole) {
        var rest = new ArrayList<Long>();
        for (int i = 0; i < counts().size(); i++)
            rest.add(Math.max(0, counts().get(i) - other.counts().get(i) * part / whole));
        return with(rest);
    }

    /** The larger of two, cell by cell; both stand at the same moment. */
    default Cells max(Cells other) {
        var most = new ArrayList<Long>();
        for (int i = 0; i < counts().size(); i++)
            most.add(Math.max(counts().get(i), other.counts().get(i)));
        return with(most);
    }

    /** Counts moved to the cells that they are in at another moment. */
    private static List<Long> moved(List<Long> counts, long rolled) {
        int last = counts.size() - 1;
        var moved = new ArrayList<>(Collections.nCopies(counts.size(), 0L));
        for (int i = 0; i <= last; i++) {
            long place = Math.min(last, i - rolled);
            if (place >= 0) moved.set((int) place, moved.get((int) place) + counts.get(i));
        }
        return moved;
    }

    Cells plus(long units);

    /** Less what was counted at a moment, if that still counts; what has left stays so, and nothing falls below 0. */
    Cells minus(long units, long chargedMs, long nowMs);

    /** Until this many units fit together; 0 when they do now. */
    long waitFor(long units, long limit, long nowMs);

    /** Whole units that fit now. */
    long remaining(long limit, long nowMs);

    /** Whole units that count now, rounded up. */
    default long used(long nowMs) {
        return Scope.MOST - remaining(Scope.MOST, nowMs);
    }

    /** The longest time that what was counted now can matter. */
    long memory();

    static Cells empty(long lengthMs, boolean strict) {
        return strict ? new Strict(lengthMs, Collections.nCopies(PARTS + 1, 0L)) : new Smooth(lengthMs, 0, 0);
    }

    /** Two cells: the current fixed one and the one before it. */
    record Smooth(long length, long cur, long prev) implements Cells {
        @Override
        public List<Long> counts() {
            return List.of(prev, cur);
        }

        @Override
        public Smooth with(List<Long> counts) {
            return new Smooth(length, counts.get(1), counts.get(0));
        }

        @Override
        public long part() {
            return length;
        }

        @Override
        public Smooth at(long fromMs, long toMs) {
            long rolled = toMs / length - fromMs / length;
            return rolled == 0 ? this : with(moved(counts(), rolled));
        }

        @Override
        public Smooth plus(long units) {
            return new Smooth(length, cur + units, prev);
        }

        @Override
        public Smooth minus(long units, long chargedMs, long nowMs) {
            long rolled = nowMs / length - chargedMs / length;
            if (rolled == 0) return new Smooth(length, Math.max(0, cur - units), prev);
            return rolled == 1 ? new Smooth(length, cur, Math.max(0, prev - units)) : this;
        }

        @Override
        public long waitFor(long units, long limit, long nowMs) {
            long rounds = (units - 1) / limit;
            long u = units - rounds * limit;
            return rounds * length + waitForOneRound(u, limit, nowMs);
        }

        private long waitForOneRound(long u, long limit, long nowMs) {
            long w = length;
            long left = w - nowMs % w;
            if (cur * w + prev * left + u * w <= limit * w) return 0;
            if (cur + u <= limit) return left - (limit - cur - u) * w / prev;
            // The full current cell still weighs after it has become the previous one.
            return left + w - (limit - u) * w / cur;
        }

        @Override
        public long remaining(long limit, long nowMs) {
            long w = length;
            return Math.max(0, (limit * w - cur * w - prev * (w - nowMs % w)) / w);
        }

        @Override
        public long memory() {
            return 2 * length;
        }
    }

    /**
     * Eleven cells.
     *
     * @param counts the oldest first, the current one last
     */
    record Strict(long length, List<Long> counts) implements Cells {
        public Strict {
            counts = List.copyOf(counts);
        }

        @Override
        public Strict with(List<Long> others) {
            return new Strict(length, others);
        }

        @Override
        public long part() {
            return (length + PARTS - 1) / PARTS;
        }

        @Override
        public Strict at(long fromMs, long toMs) {
            long rolled = toMs / part() - fromMs / part();
            return rolled == 0 ? this : with(moved(counts, rolled));
        }

        @Override
        public Strict plus(long units) {
            return changed(PARTS, units);
        }

        @Override
        public Strict minus(long units, long chargedMs, long nowMs) {
            long rolled = nowMs / part() - chargedMs / part();
            return rolled > PARTS ? this : changed(PARTS - (int) rolled, -units);
        }

        private Strict changed(int cell, long units) {
            var more = new ArrayList<>(counts);
            more.set(cell, Math.max(0, more.get(cell) + units));
            return new Strict(length, more);
        }

        @Override
        public long waitFor(long units, long limit, long nowMs) {
            long rounds = (units - 1) / limit;
            long u = units - rounds * limit;
            long over = sum() + u - limit;
            long wait = 0;
            for (int cell = 0; over > 0 && cell <= PARTS; cell++) {
                over -= counts.get(cell);
                wait = (nowMs / part() + cell + 1) * part() - nowMs;
            }
            return rounds * memory() + wait;
        }

        @Override
        public long remaining(long limit, long nowMs) {
            return Math.max(0, limit - sum());
        }

        @Override
        public long memory() {
            return (PARTS + 1) * part();
        }
    }
}
