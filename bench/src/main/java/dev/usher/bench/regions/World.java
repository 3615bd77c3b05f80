package dev.usher.bench.regions;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: things happen one after another when they are due, and take none of it. */
final class World {
    /** Where windows of a minute, an hour and a day begin. */
    private static final long START_MS = 1_800_000_000_000L - 1_800_000_000_000L % 86_400_000L;

    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::micros).thenComparingLong(Due::number));
    private long nowMicros;
    private long number;

    private record Due(long micros, long number, Runnable what) {}

    /** @param nowMicros may be negative: time before the windows begin */
    World(long nowMicros) {
        this.nowMicros = nowMicros;
    }

    /** A clock that is ahead by this, or late when it is negative. */
    InstantSource clock(long skewMs) {
        return () -> Instant.ofEpochMilli(START_MS + Math.floorDiv(nowMicros, 1000) + skewMs);
    }

    long nanos() {
        return nowMicros * 1000;
    }

    void in(long micros, Runnable what) {
        due.add(new Due(nowMicros + micros, number++, what));
    }

    void runUntil(long endMicros) {
        while (!due.isEmpty() && due.peek().micros <= endMicros) {
            var next = due.remove();
            nowMicros = next.micros;
            next.what.run();
        }
        nowMicros = endMicros;
    }
}
