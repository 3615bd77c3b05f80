package dev.usher.breaker;

import dev.usher.config.BreakerPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Breakers that all environments share. Who calls goes by a board of those that are not as usual, read every half second; the
 * store itself is asked when a breaker is not closed, and told when something failed. While it is away, this environment decides
 * alone, and what it sees is told later.
 */
public final class SharedBreakers implements Breakers {
    /** How old what the board said may be. With the time of a call to the store, everybody knows within a second. */
    static final Duration FRESH = Duration.ofMillis(500);

    /** What the board said longer ago is nothing to go by, as after an environment was frozen. */
    private static final Duration STALE = Duration.ofSeconds(1);

    /** How soon a store that did not answer is asked again: who is not connected yet goes by nothing meanwhile. */
    static final Duration AWAY = Duration.ofMillis(50);

    /** A store that is away for less may have had a hiccup: nobody decides alone to probe meanwhile, as another may have the lease. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** A probe may be on its way for this much longer than its call may take; then whoever made it is taken for dead. */
    static final Duration GRACE = Duration.ofSeconds(2);

    /** While a probe is on its way, it is asked again at the latest after this. */
    private static final Duration PROBING = Duration.ofSeconds(1);

    private final BreakerStore store;
    private final LocalBreakers local;
    private final TransitionLog transitions;
    private final String environment;
    private final InstantSource clock;

    private final Map<BreakerId, Unreported> unreported = new ConcurrentHashMap<>();
    private final Map<BreakerId, View> heard = new ConcurrentHashMap<>();
    private final Map<BreakerId, Integer> refused = new ConcurrentHashMap<>();
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Seen seen = new Seen(Instant.MIN, Map.of(), null);

    /** @param awaySince since when the store does not answer, the views being those before; null when it does */
    private record Seen(
            Instant at,
            Map<BreakerId, View> views,
            @Nullable Instant awaySince) {
        boolean away() {
            return awaySince != null;
        }

        Seen unanswered(Instant now) {
            return new Seen(now, views, awaySince == null ? now : awaySince);
        }
    }

    /** @param environment a name that no other environment has, of at most 16 characters */
    public SharedBreakers(
            BreakerStore store,
            LocalBreakers local,
            TransitionLog transitions,
            String environment,
            InstantSource clock) {
        this.store = store;
        this.local = local;
        this.transitions = transitions;
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public boolean look(BreakerId id) {
        var known = seen;
        if (isFresh(known)) return false;
        Thread.ofVirtual().name("breakers").start(this::seen);
        return !known.away() && view(id, known).phase() == Phase.CLOSED;
    }

    @Override
    public Passage ask(BreakerId id, BreakerPolicy policy, Duration timeout) {
        var now = seen();
        var view = view(id, now);
        if (now.away()) return alone(id, policy, view);
        if (view.phase() == Phase.CLOSED) return new Passage.Permit(id, policy, view.generation(), Passage.Way.CLOSED);
        if (view.refuses(clock.instant())) return refused(id, view);
        var change = reach(id, () -> store.permit(id, timeout.plus(GRACE)));
        if (change == null) return alone(id, policy, view);
        var after = change.view();
        return switch (change.word()) {
            case PASS -> new Passage.Permit(id, policy, after.generation(), Passage.Way.CLOSED);
            case PROBE -> new Passage.Permit(id, policy, after.generation(), Passage.Way.PROBE);
            case REFUSED, COUNTED, IGNORED -> refused(id, view(id, now));
        };
    }

    private Passage alone(BreakerId id, BreakerPolicy policy, View last) {
        var now = clock.instant();
        var since = seen.awaySince;
        boolean hiccup = since != null && Duration.between(since, now).compareTo(PATIENCE) < 0;
        if (hiccup && last.phase() != Phase.CLOSED && !last.refuses(now)) return new Passage.Refused(now.plus(PROBING));
        return local.ask(id, policy, last);
    }

    private Passage refused(BreakerId id, View view) {
        refused.merge(id, 1, Integer::sum);
        var soon = clock.instant().plus(PROBING);
        if (view.phase() == Phase.OPEN) return new Passage.Refused(Instant.ofEpochMilli(view.untilMs()));
        var probed = Instant.ofEpochMilli(view.probeUntilMs());
        return new Passage.Refused(probed.isBefore(soon) ? probed : soon);
    }

    @Override
    public void tell(Passage.Permit permit, Result result) {
        if (permit.way() == Passage.Way.ALONE) local.tell(permit, result);
        else local.hear(permit, result);
        if (permit.way() == Passage.Way.PROBE) {
            var probe = new BreakerStore.Probe(permit.generation(), environment, result);
            reach(permit.id(), () -> store.settle(permit.id(), permit.policy(), probe));
            return;
        }
        var unsaid = unreported.computeIfAbsent(permit.id(), id -> new Unreported());
        switch (result) {
            case Result.Good good -> {
                unsaid.good(clock.millis(), permit.policy().window());
                boolean asked = view(permit.id(), seen).suspect();
                if (asked && unsaid.isDue(clock.millis(), FRESH)) report(permit, unsaid);
            }
            case Result.Bad(var error) -> {
                unsaid.bad(error, clock.millis(), permit.policy().window());
                report(permit, unsaid);
            }
            case Result.Mute mute -> {}
        }
    }

    /** A store that is away is not asked for this; what could not be told is told with the next failure. */
    private void report(Passage.Permit permit, Unreported unsaid) {
        if (seen.away()) return;
        var report = unsaid.take(environment, permit.generation(), clock.millis());
        var change = reach(permit.id(), () -> store.report(permit.id(), permit.policy(), report));
        if (change == null) unsaid.giveBack(report, clock.millis());
    }

    /** Acts on a breaker, and lets what follows from it happen; null when the store is away. */
    private @Nullable Change reach(BreakerId id, Supplier<Change> act) {
        Change change;
        try {
            change = act.get();
        } catch (BreakersUnavailable outage) {
            seen = seen.unanswered(clock.instant());
            return null;
        }
        var view = change.view().by(clock.millis() - change.nowMs());
        // Nobody's memory is better than the store's, not even when it has forgotten everything.
        heard.merge(id, view, (old, now) -> now.generation() == 0 || now.generation() >= old.generation() ? now : old);
        if (change.transition() != null) transitions.add(change.transition());
        if (!isOnBoard(id, view)) show(id, change.view());
        return new Change(change.word(), clock.millis(), view, change.transition());
    }

    /** What is not shown now is shown by whoever finds out next. */
    private void show(BreakerId id, View view) {
        try {
            store.show(id, view);
        } catch (BreakersUnavailable outage) {
            seen = seen.unanswered(clock.instant());
        }
    }

    /** Times apart, which are those of a generation. */
    private boolean isOnBoard(BreakerId id, View view) {
        var shown = seen.views.getOrDefault(id, View.USUAL);
        return shown.generation() == view.generation() && shown.suspect() == view.suspect();
    }

    /** The newest that is known: on the board, or by what this environment did itself. */
    private View view(BreakerId id, Seen now) {
        var shown = now.views.getOrDefault(id, View.USUAL);
        var own = heard.get(id);
        var newest = own != null && own.generation() > shown.generation() ? own : shown;
        return newest.holds(clock.instant()) ? newest : View.USUAL;
    }

    /** Calls are made side by side; one of them reads for all, and who has something to go by does not wait. */
    private Seen seen() {
        var known = seen;
        if (isFresh(known)) return known;
        if (known.at.isBefore(clock.instant().minus(STALE))) reading.lock();
        else if (!reading.tryLock()) return known;
        try {
            if (!isFresh(seen)) seen = read();
            return seen;
        } finally {
            reading.unlock();
        }
    }

    private boolean isFresh(Seen known) {
        return !known.at.isBefore(clock.instant().minus(known.away() ? AWAY : FRESH));
    }

    private Seen read() {
        var counts = new HashMap<BreakerId, Integer>();
        for (var id : List.copyOf(refused.keySet())) {
            var count = refused.remove(id);
            if (count != null) counts.put(id, count);
        }
        try {
            var board = store.board(counts);
            long ahead = clock.millis() - board.nowMs();
            var views = new HashMap<BreakerId, View>();
            board.views().forEach((id, view) -> views.put(id, view.by(ahead)));
            return new Seen(clock.instant(), views, null);
        } catch (BreakersUnavailable outage) {
            counts.forEach((id, count) -> refused.merge(id, count, Integer::sum));
            return seen.unanswered(clock.instant());
        }
    }
}
