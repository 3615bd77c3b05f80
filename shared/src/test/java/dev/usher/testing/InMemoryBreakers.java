package dev.usher.testing;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.BreakerStore;
import dev.usher.breaker.BreakersUnavailable;
import dev.usher.breaker.Change;
import dev.usher.breaker.Machine;
import dev.usher.breaker.Phase;
import dev.usher.breaker.Report;
import dev.usher.breaker.Result;
import dev.usher.breaker.View;
import dev.usher.config.BreakerPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Shared breakers in memory, run by {@link Machine}: the oracle of those in Redis. Open times are not shortened, unless told so. */
public final class InMemoryBreakers implements BreakerStore {
    private final InstantSource clock;
    private final Map<BreakerId, Machine> machines = new HashMap<>();
    private final Map<BreakerId, View> board = new HashMap<>();
    private final Map<BreakerId, Long> refused = new HashMap<>();

    /** How often the board was read. */
    public int reads;

    /** How often anything was written. */
    public int writes;

    /** It does not answer. */
    public boolean away;

    /** It does not answer when something is to be shown. */
    public boolean mute;

    /** Nothing comes onto the board. */
    public boolean blind;

    /** Thousandths that the next open time is shorter by. */
    public int jitter;

    public InMemoryBreakers(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Board board(Map<BreakerId, Integer> more) {
        reach();
        reads++;
        more.forEach((id, calls) -> refused.merge(id, (long) calls, Long::sum));
        var views = new HashMap<>(board);
        views.values().removeIf(view -> view.keptMs() <= clock.millis());
        return new Board(clock.millis(), views);
    }

    @Override
    public synchronized void show(BreakerId id, View view) {
        reach();
        writes++;
        if (mute) throw new BreakersUnavailable("as the test asked");
        if (blind) return;
        if (view.equals(View.USUAL)) board.remove(id);
        else board.merge(id, view, (old, now) -> old.generation() > now.generation() ? old : now);
    }

    @Override
    public synchronized Change permit(BreakerId id, Duration lease) {
        return step(id, read(id).permit(clock.millis(), lease.toMillis()), "");
    }

    @Override
    public synchronized Change report(BreakerId id, BreakerPolicy policy, Report report) {
        return step(id, read(id).report(report, policy, clock.millis(), jitter), "");
    }

    @Override
    public synchronized Change settle(BreakerId id, BreakerPolicy policy, Probe probe) {
        var machine = read(id);
        long now = clock.millis();
        var step =
                switch (probe.result()) {
                    case Result.Good good -> machine.good(probe.generation(), policy, now);
                    case Result.Bad(var error) ->
                        machine.bad(probe.generation(), probe.environment(), error, policy, now, jitter);
                    case Result.Mute mute -> machine.mute(probe.generation(), now);
                };
        return step(id, step, "");
    }

    @Override
    public synchronized Change force(BreakerId id, Phase wanted, Machine.Force by) {
        return step(id, read(id).force(wanted, by, clock.millis()), by.by());
    }

    @Override
    public synchronized Change reset(BreakerId id, String by) {
        return step(id, read(id).reset(clock.millis()), by);
    }

    private Change step(BreakerId id, Machine.Step step, String by) {
        var before = read(id);
        writes++;
        if (!step.machine().equals(Machine.FRESH)) machines.put(id, step.machine());
        return Change.of(id, before, step, clock.millis(), by);
    }

    @Override
    public synchronized Machine read(BreakerId id) {
        reach();
        return machines.getOrDefault(id, Machine.FRESH).at(clock.millis());
    }

    @Override
    public synchronized Map<BreakerId, Long> refused(int hours) {
        reach();
        return Map.copyOf(refused);
    }

    /** All is lost. */
    public synchronized void forget() {
        machines.clear();
        board.clear();
    }

    private void reach() {
        if (away) throw new BreakersUnavailable("as the test asked");
    }
}
