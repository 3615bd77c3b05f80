package dev.usher.limit;

import dev.usher.config.LimitPolicy;
import dev.usher.config.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * What one subject has used of each window of its policy, and the slots it has reserved. Pure: every method returns a new
 * value and reads no clock. {@code lua/admit.lua} does the same inside Redis; the two must agree.
 *
 * <p>Theory. A sliding-window counter: a window of length w holds the count of its current and its previous fixed cell, and
 * the previous one weighs as much as the window still overlaps it, so that used = cur + prev * (w - e) / w with e = time
 * into the current cell. Everything is multiplied by w, so there are only integers. A request over the limit may reserve
 * the first moment at which it fits; it is counted at that moment, and whoever comes before it has passed queues behind
 * it. So the state always stands at {@code max(now, last reserved slot)}, and slots fit every window exactly.
 *
 * @param cells one a window, in the policy's order
 * @param slotMs the last reserved slot, epoch milliseconds; 0 when none was ever reserved
 * @param headMs when the present queue began
 * @param queued how many slots the present queue has reserved
 */
record Windows(List<Cell> cells, long slotMs, long headMs, long queued) {
    /**
     * A window's counts.
     *
     * @param seq number of the current cell: epoch milliseconds / length
     */
    record Cell(long lengthMs, long seq, long cur, long prev) {
        Cell at(long ms) {
            long now = ms / lengthMs;
            if (now <= seq) return this;
            return new Cell(lengthMs, now, 0, now == seq + 1 ? cur : 0);
        }

        Cell plusOne() {
            return new Cell(lengthMs, seq, cur + 1, prev);
        }

        Cell minusOne() {
            if (cur > 0) return new Cell(lengthMs, seq, cur - 1, prev);
            return new Cell(lengthMs, seq, 0, Math.max(0, prev - 1));
        }

        /** Milliseconds until one more unit fits; 0 when it does now. The cell must stand at {@code ms}. */
        long waitFor(long limit, long ms) {
            long w = lengthMs;
            long left = w - ms % w;
            if (cur * w + prev * left + w <= limit * w) return 0;
            if (cur + 1 <= limit) return left - (limit - cur - 1) * w / prev;
            return left + w - (limit - 1) * w / cur;
        }

        long remaining(long limit, long ms) {
            long w = lengthMs;
            return Math.max(0, (limit * w - cur * w - prev * (w - ms % w)) / w);
        }
    }

    /** The answer and the state after it; the same state when the answer is a denial. */
    record Decided(Admission admission, Windows after) {}

    static final Windows UNUSED = new Windows(List.of(), 0, 0, 0);

    Decided admit(LimitPolicy policy, long nowMs, boolean fallback) {
        long at = Math.max(nowMs, slotMs);
        var standing = standingAt(policy, at);
        long slot = at + wait(policy, standing, at);
        if (slot == nowMs) {
            var used = standing.stream().map(Cell::plusOne).toList();
            long remaining = Long.MAX_VALUE;
            for (int i = 0; i < used.size(); i++)
                remaining = Math.min(
                        remaining, used.get(i).remaining(policy.windows().get(i).limit(), nowMs));
            return new Decided(new Admission.Admitted(remaining, fallback), new Windows(used, slotMs, headMs, queued));
        }
        boolean fresh = slotMs <= nowMs;
        long head = fresh ? nowMs : headMs;
        long count = fresh ? 1 : queued + 1;
        var delay = java.time.Duration.ofMillis(slot - nowMs);
        long position = Math.max(1, (count * (slot - nowMs) + (slot - head) - 1) / (slot - head));
        if (position > policy.queue()) return new Decided(new Admission.Refused(delay, fallback), this);
        var reserved = standingAt(policy, slot).stream().map(Cell::plusOne).toList();
        return new Decided(new Admission.Queued(delay, position, fallback), new Windows(reserved, slot, head, count));
    }

    Windows refund() {
        return new Windows(cells.stream().map(Cell::minusOne).toList(), slotMs, headMs, queued);
    }

    /** Until one more unit fits every window: a wait for one window may roll another, so look again from there. */
    private static long wait(LimitPolicy policy, List<Cell> standing, long from) {
        long at = from;
        while (true) {
            long longest = 0;
            for (int i = 0; i < standing.size(); i++)
                longest = Math.max(
                        longest,
                        standing.get(i).at(at).waitFor(policy.windows().get(i).limit(), at));
            if (longest == 0) return at - from;
            at += longest;
        }
    }

    /** The cells at a moment; a window that the policy did not have before starts empty. */
    private List<Cell> standingAt(LimitPolicy policy, long ms) {
        var standing = new ArrayList<Cell>(policy.windows().size());
        for (Window window : policy.windows()) {
            long length = window.length().toMillis();
            var known = cells.stream().filter(cell -> cell.lengthMs() == length).findFirst();
            standing.add(known.orElse(new Cell(length, ms / length, 0, 0)).at(ms));
        }
        return standing;
    }
}
