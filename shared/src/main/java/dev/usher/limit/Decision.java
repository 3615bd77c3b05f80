package dev.usher.limit;

import dev.usher.limit.Line.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request and what its scopes are after it. Pure: this is the specification of {@code lua/check.lua}, and
 * what decides when Redis is away.
 *
 * <p>A request passes when its units fit every window of every scope, with room left for everybody who waits before it. If not,
 * nothing is taken anywhere, and it may take a place in the line of the scope that makes it wait longest.
 *
 * @param after of each scope, the same objects when nothing changed
 */
record Decision(Admission admission, List<Usage> after) {
    /** The longest wait that is told, however much goes before. */
    static final Duration MOST_WAIT = Duration.ofDays(3650);

    /** What is asked, where, when, and how the answer is marked; a peek reads the windows without what it would take. */
    record Case(Ask ask, List<Scope> scopes, long nowMs, boolean peek, boolean fallback, LongFunction<Pool> pool) {
        /** Of a policy that no other region shares. */
        Case(Ask ask, List<Scope> scopes, long nowMs, boolean peek, boolean fallback) {
            this(ask, scopes, nowMs, peek, fallback, at -> Pool.ALONE);
        }
    }

    static Decision of(Case asked, List<Usage> before) {
        long now = asked.nowMs;
        for (var usage : before) now = Math.max(now, usage.atMs());
        var standing = new ArrayList<Usage>(before.size());
        var seen = new ArrayList<Usage>(before.size());
        var pool = asked.pool.apply(now);
        for (int i = 0; i < before.size(); i++) {
            var scope = asked.scopes.get(i);
            standing.add(before.get(i).at(now, scope));
            seen.add(standing.get(i).seenIn(pool, scope));
        }
        return new Deciding(asked, pool, before, standing, seen, now).decide();
    }

    /** How long one window of one scope makes a request wait. */
    private record Wait(int scope, int window, long ms) {}

    /**
     * One decision in the making.
     *
     * @param standing the scopes as they are now
     * @param seen as this region may decide on them
     */
    private record Deciding(
            Case asked, Pool pool, List<Usage> before, List<Usage> standing, List<Usage> seen, long now) {
        Decision decide() {
            var ask = asked.ask();
            for (int i = 0; i < seen.size(); i++)
                for (int w = 0; w < seen.get(i).cells().size(); w++)
                    if (ask.cost() > seen.get(i).full(asked.scopes().get(i), w) && !ask.part())
                        return unchanged(new Admission.Impossible(reading(i, w), readings(), asked.fallback()));
            var wait = longest(ask.cost());
            if (wait.ms == 0) return admit(ask.cost());
            if (!ask.part()) return deny(wait);
            long room = room();
            return room > 0 ? admit(Math.min(room, ask.cost())) : deny(longest(1));
        }

        /** Until so many units fit everywhere, and where they do so last; 0 when they fit now. */
        private Wait longest(long units) {
            var longest = new Wait(0, 0, 0);
            for (int i = 0; i < seen.size(); i++) {
                var usage = seen.get(i);
                long ahead = ahead(i);
                for (int w = 0; w < usage.cells().size(); w++) {
                    long ms = Math.max(
                            usage.waitFor(units, ahead, asked.scopes().get(i), w, pool),
                            usage.quotaWait(ahead + units));
                    ms = Math.min(ms, MOST_WAIT.toMillis());
                    if (ms > longest.ms) longest = new Wait(i, w, ms);
                }
            }
            return longest;
        }

        /** Units that fit everywhere now, behind those that go before; may be negative. */
        private long room() {
            long room = Long.MAX_VALUE;
            for (int i = 0; i < seen.size(); i++)
                room = Math.min(room, seen.get(i).room(asked.scopes().get(i), pool) - ahead(i));
            return room;
        }

        /** Units that go before this request in the line of a scope. */
        private long ahead(int scope) {
            var line = standing.get(scope).line();
            var own = own(scope);
            if (own == null) return line.unitsUpTo(asked.ask().priority().rank());
            return line.unitsBefore(own);
        }

        /** Its ticket in a scope's line, or the one it would get; null when it takes no place, or nobody waits. */
        private @Nullable Ticket own(int scope) {
            var ask = asked.ask();
            var line = standing.get(scope).line();
            if (ask.ticket() == null || line.tickets().isEmpty()) return null;
            var held = line.find(ask.ticket());
            return held != null ? held : line.next(ask.priority().rank(), ask.flow(), ask.cost(), ask.ticket());
        }

        private Decision admit(long units) {
            var ask = asked.ask();
            var after = new ArrayList<Usage>(standing.size());
            for (int i = 0; i < standing.size(); i++) {
                var usage = standing.get(i);
                var held = ask.ticket() == null ? null : usage.line().find(ask.ticket());
                var charged = usage.charge(units, pool, asked.scopes().get(i));
                after.add(held == null ? charged : charged.line(usage.line().serve(held)));
            }
            var charge = new Charge(
                    ask.policy(), Charge.newId(), asked.scopes(), units, Instant.ofEpochMilli(now), asked.fallback());
            return new Decision(
                    new Admission.Admitted(charge, asked.peek() ? readings() : readings(units), asked.fallback()),
                    after);
        }

        private Decision deny(Wait wait) {
            var ask = asked.ask();
            int scope = wait.scope;
            var delay = Duration.ofMillis(wait.ms);
            var tightest = reading(scope, wait.window);
            var refused = new Admission.Refused(delay, tightest, readings(), asked.fallback());
            if (ask.ticket() == null || ask.policy().queue() == 0) return unchanged(refused);
            if (ask.patience() != null && delay.compareTo(ask.patience()) > 0) return unchanged(refused);
            var line = standing.get(scope).line();
            var held = own(scope);
            var place = held != null ? held : line.next(ask.priority().rank(), ask.flow(), ask.cost(), ask.ticket());
            long position = line.positionOf(place);
            if (position > ask.policy().queue()) return unchanged(refused);
            var ticket = new Ticket(
                    place.lane(),
                    place.tag(),
                    place.number(),
                    place.id(),
                    place.units(),
                    now + wait.ms + Ask.GRACE.toMillis());
            var after = new ArrayList<Usage>(standing.size());
            for (int i = 0; i < standing.size(); i++) {
                var usage = standing.get(i);
                if (i == scope) after.add(usage.line(line.with(ticket, ask.flow())));
                else if (usage.line().find(ask.ticket()) == null) after.add(before.get(i));
                else after.add(usage.line(usage.line().leave(ask.ticket())));
            }
            return new Decision(new Admission.Queued(delay, position, tightest, readings(), asked.fallback()), after);
        }

        private Decision unchanged(Admission admission) {
            return new Decision(admission, before);
        }

        private Reading reading(int scope, int window) {
            return seen.get(scope).readings(asked.scopes().get(scope)).get(window);
        }

        private List<Reading> readings() {
            return readings(0);
        }

        /** How everything stands when these units are taken. */
        private List<Reading> readings(long units) {
            var readings = new ArrayList<Reading>();
            for (int i = 0; i < seen.size(); i++)
                readings.addAll(seen.get(i)
                        .charge(units, Pool.ALONE, asked.scopes().get(i))
                        .readings(asked.scopes().get(i)));
            return readings;
        }
    }
}
