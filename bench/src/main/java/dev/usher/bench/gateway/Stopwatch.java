package dev.usher.bench.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How long something takes, many times, by one caller or several. */
final class Stopwatch {
    /** What is measured; throws when it did not do what it should. */
    @FunctionalInterface
    interface Act {
        void run() throws Exception;
    }

    private final long[] nanos;

    private Stopwatch(long[] nanos) {
        Arrays.sort(nanos);
        this.nanos = nanos;
    }

    /** The times of several things, each caller doing one after the other in turn, so that all see the same machine. */
    static List<Stopwatch> each(int callers, int times, List<Act> acts) throws InterruptedException {
        var parts = new ArrayList<Future<long[][]>>();
        try (var pool = Executors.newFixedThreadPool(callers)) {
            for (int i = 0; i < callers; i++) parts.add(pool.submit(() -> timed(times / callers, acts)));
        }
        var watches = new ArrayList<Stopwatch>();
        for (int act = 0; act < acts.size(); act++) {
            var all = new ArrayList<long[]>();
            for (var part : parts) all.add(get(part)[act]);
            watches.add(new Stopwatch(all.stream().flatMapToLong(Arrays::stream).toArray()));
        }
        return watches;
    }

    private static long[][] get(Future<long[][]> part) throws InterruptedException {
        try {
            return part.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static long[][] timed(int times, List<Act> acts) throws Exception {
        var nanos = new long[acts.size()][times];
        for (int i = 0; i < times; i++)
            for (int act = 0; act < acts.size(); act++) {
                long began = System.nanoTime();
                acts.get(act).run();
                nanos[act][i] = System.nanoTime() - began;
            }
        return nanos;
    }

    /** In milliseconds. */
    double at(double percent) {
        return nanos[(int) Math.min(nanos.length - 1L, (long) (nanos.length * percent / 100))] / 1e6;
    }

    /** 50th, 95th and 99th percentile as cells of a table. */
    String cells() {
        return String.format(Locale.ROOT, "%.2f | %.2f | %.2f", at(50), at(95), at(99));
    }
}
