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

    /** The same counts, seen at a later moment. */
    Cells at(long fromMs, long toMs);

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
        public Smooth at(long fromMs, long toMs) {
            long rolled = toMs / length - fromMs / length;
            if (rolled == 0) return this;
            return new Smooth(length, 0, rolled == 1 ? cur : 0);
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

        private long part() {
            return (length + PARTS - 1) / PARTS;
        }

        private long sum() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }

        @Override
        public Strict at(long fromMs, long toMs) {
            long rolled = Math.min(PARTS + 1, toMs / part() - fromMs / part());
            if (rolled == 0) return this;
            var shifted = new ArrayList<>(counts.subList((int) rolled, PARTS + 1));
            while (shifted.size() <= PARTS) shifted.add(0L);
            return new Strict(length, shifted);
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
