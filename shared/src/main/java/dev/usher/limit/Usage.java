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
 */
public record Usage(
        long atMs,
        List<Cells> cells,
        @Nullable Quota quota,
        @Nullable Scale scale,
        Line line) {
    static final Usage NONE = new Usage(0, List.of(), null, null, Line.EMPTY);

    public Usage {
        cells = List.copyOf(cells);
    }

    /** Without anybody waiting. */
    public static Usage of(long atMs, List<Cells> cells, @Nullable Quota quota, @Nullable Scale scale) {
        return new Usage(atMs, cells, quota, scale, Line.EMPTY);
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
                line.at(nowMs));
    }

    Usage charge(long units) {
        var after = quota == null ? null : new Quota(Math.max(0, quota.left() - units), quota.until());
        return new Usage(atMs, cells.stream().map(cell -> cell.plus(units)).toList(), after, scale, line);
    }

    /** @param chargedMs a moment that has not come yet counts as now: who says so may not reach cells that are not there */
    Usage refund(long units, long chargedMs) {
        long charged = Math.min(chargedMs, atMs);
        return new Usage(
                atMs,
                cells.stream().map(cell -> cell.minus(units, charged, atMs)).toList(),
                quota,
                scale,
                line);
    }

    /** The stricter of what held and what is heard now: less left wins, and so does the later end of a closed budget. */
    Usage heed(Quota heard) {
        var before = quota;
        var after = before == null || (before.left() > heard.left())
                ? heard
                : before.left() == heard.left() && before.until().isBefore(heard.until()) ? heard : before;
        return new Usage(atMs, cells, after, scale, line);
    }

    Usage scale(Scale other) {
        return new Usage(atMs, cells, quota, other, line);
    }

    Usage line(Line other) {
        return new Usage(atMs, cells, quota, scale, other);
    }

    long limit(Scope scope, int window) {
        long limit = scope.windows().get(window).limit();
        long scaled = scale == null ? limit : Math.clamp(limit * scale.thousandths() / 1000, 1, Scope.MOST);
        return Math.max(1, scaled - scope.held().get(window));
    }

    /** Until this many units fit the window; 0 when they do now. */
    long waitFor(long units, Scope scope, int window) {
        return cells.get(window).waitFor(units, limit(scope, window), atMs);
    }

    /** Until this many units fit what a third party left; 0 when they do now. */
    long quotaWait(long units) {
        return quota == null || units <= quota.left() ? 0 : quota.until().toEpochMilli() - atMs;
    }

    /** Whole units that fit every window and the quota now. */
    long room(Scope scope) {
        long room = quota == null ? Long.MAX_VALUE : quota.left();
        for (int window = 0; window < cells.size(); window++)
            room = Math.min(room, cells.get(window).remaining(limit(scope, window), atMs));
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
