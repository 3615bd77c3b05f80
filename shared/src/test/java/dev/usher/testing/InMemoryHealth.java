package dev.usher.testing;

import dev.usher.config.Maintenance;
import dev.usher.health.HealthStore;
import dev.usher.health.QueueDepth;
import dev.usher.health.Standing;
import dev.usher.health.Uptime;
import dev.usher.message.StoreUnavailable;
import dev.usher.reliability.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Health in memory. */
public final class InMemoryHealth implements HealthStore {
    private record Counted(Instant last, Uptime uptime) {}

    private final Map<String, Standing> standings = new TreeMap<>();
    private final Map<String, TreeMap<Instant, Counted>> counted = new HashMap<>();
    private final Map<String, Maintenance> windows = new TreeMap<>();
    private final Map<String, QueueDepth> depths = new TreeMap<>();
    private String runner = "";
    private Instant until = Instant.EPOCH;
    private @Nullable Heartbeat beat;
    private boolean out;
    private boolean full;

    /** From now on it can't be reached, or can again. */
    public synchronized void out(boolean now) {
        out = now;
    }

    /** From now on it keeps no standing, or does again. */
    public synchronized void full(boolean now) {
        full = now;
    }

    private void reach() {
        if (out) throw new StoreUnavailable("as the test asked", new IllegalStateException());
    }

    @Override
    public synchronized boolean begin(String who, Instant now, Duration lease) {
        reach();
        if (beat == null) beat = new Heartbeat(now, Instant.EPOCH, null);
        if (until.isAfter(now)) return false;
        runner = who;
        until = now.plus(lease);
        return true;
    }

    @Override
    public synchronized void end(String who, Instant now) {
        reach();
        var known = beat;
        if (!runner.equals(who) || known == null) return;
        until = Instant.EPOCH;
        beat = new Heartbeat(known.expectedSince(), known.watchedAt(), now);
    }

    @Override
    public synchronized @Nullable Heartbeat heartbeat() {
        reach();
        return beat;
    }

    @Override
    public synchronized void expect(Instant since, Instant now) {
        reach();
        beat = new Heartbeat(since, now, beat == null ? null : beat.endedAt());
    }

    @Override
    public synchronized List<Standing> standings() {
        reach();
        return List.copyOf(standings.values());
    }

    @Override
    public synchronized boolean put(Standing standing) {
        reach();
        if (full) throw new StoreUnavailable("as the test asked", new IllegalStateException());
        var stored = standings.get(standing.subject());
        if ((stored == null ? 0 : stored.version()) != standing.version()) return false;
        standings.put(
                standing.subject(),
                new Standing(
                        standing.subject(),
                        standing.judgement(),
                        standing.since(),
                        standing.judgedAt(),
                        standing.maintained(),
                        standing.told(),
                        standing.trials(),
                        standing.traffic(),
                        standing.page(),
                        standing.version() + 1));
        return true;
    }

    @Override
    public synchronized void count(String subject, Instant minute, Uptime uptime) {
        reach();
        for (var span : Span.values()) {
            var parts = counted.computeIfAbsent(span + subject, absent -> new TreeMap<>());
            var start = span.start(minute);
            var known = parts.getOrDefault(start, new Counted(Instant.MIN, Uptime.NONE));
            if (known.last.isBefore(minute)) parts.put(start, new Counted(minute, known.uptime.plus(uptime)));
        }
    }

    @Override
    public synchronized List<Part> read(String subject, Span span, Instant from, Instant to) {
        reach();
        var parts = new ArrayList<Part>();
        counted.getOrDefault(span + subject, new TreeMap<>())
                .subMap(from, true, to, true)
                .forEach((start, one) -> parts.add(new Part(start, one.uptime)));
        return parts;
    }

    @Override
    public synchronized List<Maintenance> maintenance() {
        reach();
        return List.copyOf(windows.values());
    }

    @Override
    public synchronized void add(Maintenance window) {
        reach();
        windows.put(window.id(), window);
    }

    @Override
    public synchronized boolean remove(String id) {
        reach();
        return windows.remove(id) != null;
    }

    @Override
    public synchronized void keep(QueueDepth depth) {
        reach();
        depths.put(depth.name(), depth);
    }

    @Override
    public synchronized Map<String, QueueDepth> queues() {
        reach();
        return new TreeMap<>(depths);
    }
}
