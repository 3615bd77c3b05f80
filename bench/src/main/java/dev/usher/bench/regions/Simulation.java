package dev.usher.bench.regions;

import dev.usher.bench.regions.Setting.Sharing;
import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Consistency;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.Regions;
import dev.usher.config.Regions.Region;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.MemoryRegion;
import dev.usher.limit.RegionStore;
import dev.usher.region.RegionSync;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One minute of a setting in virtual time, with Usher's own classes: the readable limiter that the scripts are compared with, and
 * the worker as it runs in production.
 */
final class Simulation {
    private static final long WARM_UP_MICROS = 3_000_000;
    private static final long MINUTE_MICROS = 60_000_000;
    private static final long TIMEOUT_MICROS = 1_000_000;

    /** Where one was just refused, the next few would be too; they are left out. */
    private static final long REFUSED_MICROS = 5_000;

    /** Regions' clocks are apart by so much; AWS keeps them within a millisecond. */
    private static final long SKEW_MS = 1;

    private final Setting setting;
    private final Random random;
    private final World world = new World(-WARM_UP_MICROS);
    private final Ask ask;
    private final List<MemoryRegion> regions = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private long admitted;

    private Simulation(Setting setting, long seed) {
        this.setting = setting;
        this.random = new Random(seed);
        this.ask = Ask.of(policy(setting), "all");
        for (int i = 0; i < setting.regions(); i++) names.add("r" + i);
        var all = names.stream().map(name -> new Region(name, 1, null)).toList();
        for (int i = 0; i < setting.regions(); i++)
            regions.add(new MemoryRegion(
                    new Regions(names.get(i), all), world.clock(i % 2 == 0 ? 0 : SKEW_MS), Calendar.PLAIN));
        for (int i = 0; i < setting.regions(); i++) start(i, new Regions(names.get(i), all));
    }

    /** Units that all regions admitted within the minute, over the limit. */
    static double passed(Setting setting, long seed) {
        var simulation = new Simulation(setting, seed);
        simulation.world.runUntil(MINUTE_MICROS - 1);
        return (double) simulation.admitted / setting.limit();
    }

    private static LimitPolicy policy(Setting setting) {
        var plain = LimitPolicy.of(
                "shared", Mode.SMOOTH, List.of(new Window("minute", setting.limit(), Duration.ofMinutes(1))));
        return new LimitPolicy(
                plain.name(),
                plain.rules(),
                Mode.SMOOTH,
                plain.priority(),
                Map.of(),
                0,
                Duration.ZERO,
                plain.outage(),
                setting.sharing() == Sharing.ESCROW ? Consistency.ESCROW : Consistency.EVENTUAL,
                false,
                Map.of(),
                Map.of());
    }

    private void start(int index, Regions own) {
        var peers = new HashMap<String, RegionStore>();
        for (int to = 0; to < setting.regions(); to++) if (to != index) peers.put(names.get(to), new Way(index, to));
        var sync = new RegionSync(
                own,
                List.of(ask.policy()),
                regions.get(index),
                peers,
                (to, task) -> carry(index, to, task),
                world::nanos);
        long batch = setting.batchMs() * 1000L;
        repeat(random.nextLong(batch), batch, sync::tick);
        if (setting.rate(index) > 0) world.in(WARM_UP_MICROS + gap(index), () -> arrive(index));
    }

    private void repeat(long in, long every, Runnable what) {
        world.in(in, () -> {
            what.run();
            repeat(every, every, what);
        });
    }

    private void carry(int from, String to, Runnable task) {
        int index = names.indexOf(to);
        long micros = cut(from, index) ? TIMEOUT_MICROS : setting.oneWayMs(from, index) * 1000L;
        world.in(micros, task);
    }

    private boolean cut(int from, int to) {
        long ms = world.nanos() / 1_000_000;
        int last = setting.regions() - 1;
        return setting.cutAtMs() >= 0
                && ms >= setting.cutAtMs()
                && ms < setting.healAtMs()
                && (from == last || to == last);
    }

    /** Requests come independently of each other. */
    private long gap(int index) {
        return (long) (-Math.log(1 - random.nextDouble()) * 1_000_000 / setting.rate(index));
    }

    private void arrive(int index) {
        boolean passed = regions.get(index).check(ask) instanceof Admission.Admitted;
        if (passed) admitted++;
        world.in(passed ? gap(index) : Math.max(gap(index), REFUSED_MICROS), () -> arrive(index));
    }

    /** From one region to another. */
    private final class Way implements RegionStore {
        private final int from;
        private final int to;

        Way(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public @Nullable Merged merge(Message message) {
            if (cut(from, to)) {
                if (setting.sharing() == Sharing.PLAIN)
                    regions.get(to)
                            .merge(new Message(
                                    message.policy(), message.escrow(), message.from(), message.toldMs(), List.of()));
                return null;
            }
            if (random.nextInt(100) < setting.lost()) return null;
            var merged = regions.get(to).merge(message);
            return random.nextInt(100) < setting.lost() ? null : merged;
        }

        @Override
        public @Nullable Drained drain(String policy) {
            throw new IllegalStateException("only its own worker drains a region");
        }

        @Override
        public @Nullable Swept sweep(String policy, String cursor) {
            throw new IllegalStateException("only its own worker walks through a region");
        }
    }
}
