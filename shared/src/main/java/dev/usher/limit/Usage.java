package dev.usher.limit;

import dev.usher.limit.Explanation.Quota;
import dev.usher.limit.Explanation.Scale;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one scope: what {@code lua/check.lua} keeps in one Redis key, readable. Pure.
 *
 * @param atMs the moment that the cells stand at; it never goes back, whatever the clock does
 * @param cells by window, in the order in which the windows were first asked for
 * @param shared what is known of other regions
 * @param rights of each window the part of its limit that this region may use, when that is not its own to decide; null when
 *     the region is alone
 */
public record Usage(
        long atMs,
        List<Cells> cells,
        @Nullable Quota quota,
        @Nullable Scale scale,
        Line line,
        Shared shared,
        @Nullable List<Long> rights) {
    static final Usage NONE = new Usage(0, List.of(), null, null, Line.EMPTY, Shared.NONE, null);

    public Usage {
        cells = List.copyOf(cells);
        rights = rights == null ? null : List.copyOf(rights);
    }

    /** Without anybody waiting, and without what other regions counted. */
    public static Usage of(
            long atMs, List<Cells> cells, @Nullable Quota quota, @Nullable Scale scale, @Nullable List<Long> rights) {
        return new Usage(atMs, cells, quota, scale, Line.EMPTY, Shared.NONE, rights);
    }

    /** The same, seen later, with the windows of the scope; a window that was not counted before starts empty. */
    Usage at(long nowMs, Scope scope) {
        var standing = new ArrayList<Cells>(scope.windows().size());
        for (var window : scope.windows()) {
            long length = window.length().toMillis();
            var known = cells.stream()
                    .filter(cell -> cell.length() == length && cell instanceof Cells.Strict == scope.strict())
                    .findFirst();
            standing.add(known.map(cell -> cell.at(atMs, nowMs)).orElse(Cells.empty(length, scope.strict())));
        }
        return new Usage(
                nowMs,
                standing,
                quota != null && quota.until().toEpochMilli() > nowMs ? quota : null,
                scale != null && scale.until().toEpochMilli() > nowMs ? scale : null,
                line.at(nowMs),
                shared,
                null);
    }

    /** As a region may decide on it: with what others counted, and with its part of the limits. */
    Usage seenIn(Pool pool, Scope scope) {
        if (!pool.shared()) return this;
        var frozen = pool.escrow() ? shared : shared.frozen(cells, pool, atMs);
        var seen = new ArrayList<Cells>(cells.size());
        var right = new ArrayList<Long>(cells.size());
        long memory = cells.stream().mapToLong(Cells::memory).max().orElse(0);
        for (int i = 0; i < cells.size(); i++) {
            seen.add(frozen.seen(cells.get(i), pool, atMs));
            right.add(frozen.right(full(scope, i), pool, memory, atMs));
        }
        return new Usage(atMs, seen, quota, scale, line, shared, right);
    }

    Usage charge(long units, Pool pool, Scope scope) {
        var after = quota == null ? null : new Quota(Math.max(0, quota.left() - units), quota.until());
        var counted = cells.stream().map(cell -> cell.plus(units)).toList();
        var told = !pool.shared()
                ? shared
                : (pool.escrow() ? shared : shared.frozen(cells, pool, atMs).admitted(units, atMs))
                        .counted(limits(scope), atMs);
        return new Usage(atMs, counted, after, scale, line, told, rights);
    }

    private List<Long> limits(Scope scope) {
        var limits = new ArrayList<Long>();
        for (int i = 0; i < cells.size(); i++) limits.add(whole(scope, i));
        return limits;
    }

    /** @param chargedMs a moment that has not come yet counts as now: who says so may not reach cells that are not there */
    Usage refund(long units, long chargedMs) {
        long charged = Math.min(chargedMs, atMs);
        return new Usage(
                atMs,
                cells.stream().map(cell -> cell.minus(units, charged, atMs)).toList(),
                quota,
                scale,
                line,
                shared.revision() == 0
                        ? shared
                        : shared.refund(units, charged, atMs).counted(shared.limits(), atMs),
                rights);
    }

    /** The stricter of what held and what is heard now: less left wins, and so does the later end of a closed budget. */
    Usage heed(Quota heard) {
        var before = quota;
        var after = before == null || (before.left() > heard.left())
                ? heard
                : before.left() == heard.left() && before.until().isBefore(heard.until()) ? heard : before;
        return new Usage(atMs, cells, after, scale, line, shared, rights);
    }

    Usage scale(Scale other) {
        return new Usage(atMs, cells, quota, other, line, shared, rights);
    }

    Usage line(Line other) {
        return new Usage(atMs, cells, quota, scale, other, shared, rights);
    }

    private long whole(Scope scope, int window) {
        long limit = scope.windows().get(window).limit();
        return scale == null ? limit : Math.clamp(limit * scale.thousandths() / 1000, 1, Scope.MOST);
    }

    /** What a request may use of a window in all regions together. */
    long full(Scope scope, int window) {
        return Math.max(1, whole(scope, window) - scope.held().get(window));
    }

    /** What a request may use of a window here. */
    long limit(Scope scope, int window) {
        return rights == null ? full(scope, window) : rights.get(window);
    }

    /**
     * Until this many units fit the window together with those ahead, and with what others are presumed to have admitted; 0
     * when they do now. A region that has not the right to so many hopes that others come back, or lend, within the window's
     * length.
     */
    long waitFor(long units, long ahead, Scope scope, int window, Pool pool) {
        long limit = limit(scope, window);
        var own = cells.get(window);
        if (rights != null && units > limit) return own.length();
        long least = Long.MAX_VALUE;
        for (var step : shared.presumed(own, pool, atMs))
            least = Math.min(least, Math.max(step.inMs(), own.waitFor(ahead + units + step.units(), limit, atMs)));
        return least;
    }

    /** Until this many units fit what a third party left; 0 when they do now. */
    long quotaWait(long units) {
        return quota == null || units <= quota.left() ? 0 : quota.until().toEpochMilli() - atMs;
    }

    /** With other counts of this region, and other knowledge of others. */
    Usage merged(List<Cells> own, Shared other) {
        return new Usage(atMs, own, quota, scale, line, other, null);
    }

    /** The same, seen later, with the windows that it has. */
    Usage at(long nowMs) {
        var standing = cells.stream().map(cell -> cell.at(atMs, nowMs)).toList();
        return new Usage(
                nowMs,
                standing,
                quota != null && quota.until().toEpochMilli() > nowMs ? quota : null,
                scale != null && scale.until().toEpochMilli() > nowMs ? scale : null,
                line.at(nowMs),
                shared,
                null);
    }

    /** Whole units that fit every window and the quota now; may be negative. */
    long room(Scope scope, Pool pool) {
        long room = quota == null ? Long.MAX_VALUE : quota.left();
        for (int window = 0; window < cells.size(); window++) {
            var own = cells.get(window);
            long presumed = shared.presumed(own, pool, atMs).getFirst().units();
            room = Math.min(room, own.remaining(limit(scope, window), atMs) - presumed);
        }
        return room;
    }

    public List<Reading> readings(Scope scope) {
        var readings = new ArrayList<Reading>(cells.size());
        for (int i = 0; i < cells.size(); i++) {
            var window = scope.windows().get(i);
            long limit = limit(scope, i);
            long remaining = cells.get(i).remaining(limit, atMs);
            long reset = remaining >= limit ? 0 : cells.get(i).waitFor(remaining + 1, limit, atMs);
            if (quota != null && quota.left() < remaining) {
                remaining = quota.left();
                reset = quota.until().toEpochMilli() - atMs;
            }
            readings.add(new Reading(
                    scope.rule(),
                    scope.values(),
                    window.name(),
                    window.length(),
                    limit,
                    cells.get(i).used(atMs),
                    remaining,
                    java.time.Duration.ofMillis(reset)));
        }
        return readings;
    }
}
