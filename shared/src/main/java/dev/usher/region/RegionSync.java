package dev.usher.region;

import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Consistency;
import dev.usher.config.Regions;
import dev.usher.limit.Block;
import dev.usher.limit.Parcel;
import dev.usher.limit.RegionStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries what one region counts to all others: takes what changed out of the own store at every batch and merges it into each
 * peer's, without waiting for one message before the next. Nothing depends on order, and nothing on a message arriving: what
 * fails is sent again, what was missed is found by a walk through everything, and the counts are absolute. So several of these
 * may run for one region at once, as they do while one execution environment takes over from the last.
 *
 * <p>A message is also the sign of life of the region's counts, so none is sent while the own store can't be read.
 */
public final class RegionSync {
    /** A peer hears at least so often of a region that is well. */
    public static final Duration HEARTBEAT = Duration.ofMillis(100);

    /** Everything is told again at this pace, whether or not it was missed. */
    public static final Duration REPAIR = Duration.ofSeconds(10);

    private final Regions regions;
    private final RegionStore home;
    private final Map<String, RegionStore> peers;
    private final BiConsumer<String, Runnable> carrier;
    private final LongSupplier nanos;
    private final List<Topic> topics = new ArrayList<>();
    private final Map<String, Lag> lags = new LinkedHashMap<>();
    private long repairedNanos;

    /** All that is said about one policy. */
    private static final class Topic {
        private final LimitPolicy policy;
        private final Map<String, Line> lines = new LinkedHashMap<>();
        private @Nullable Walk walk;
        private long drainedMs;
        private RegionStore.@Nullable Drained last;

        Topic(LimitPolicy policy) {
            this.policy = policy;
        }
    }

    /** A walk through the own store, for those peers that had wanted it when it began. */
    private record Walk(String cursor, Map<String, Line> lines) {}

    /**
     * @param policies those of them that are shared are carried
     * @param peers the stores of the others, by region
     * @param carrier runs what waits for a peer, given the peer's region; it may run it at once
     * @param nanos a clock that never goes back
     */
    public RegionSync(
            Regions regions,
            List<LimitPolicy> policies,
            RegionStore home,
            Map<String, RegionStore> peers,
            BiConsumer<String, Runnable> carrier,
            LongSupplier nanos) {
        this.regions = regions;
        this.home = home;
        this.peers = Map.copyOf(peers);
        this.carrier = carrier;
        this.nanos = nanos;
        this.repairedNanos = nanos.getAsLong();
        for (var region : regions.peers()) lags.put(region.name(), new Lag());
        for (var policy : policies) {
            if (policy.consistency() == Consistency.REGIONAL) continue;
            var topic = new Topic(policy);
            for (var region : regions.peers())
                topic.lines.put(
                        region.name(),
                        new Line(policy.name(), policy.consistency() == Consistency.ESCROW, regions.own()));
            topics.add(topic);
        }
    }

    /** One batch of every policy. To be called again and again by one thread. */
    public void tick() {
        boolean repair = nanos.getAsLong() - repairedNanos >= REPAIR.toNanos();
        if (repair) repairedNanos = nanos.getAsLong();
        for (var topic : topics) tick(topic, repair);
    }

    private void tick(Topic topic, boolean repair) {
        var drained = home.drain(topic.policy.name());
        if (drained == null) {
            topic.lines.values().forEach(Line::repair); // what was taken out may be lost with the answer
            return;
        }
        topic.last = drained;
        for (var line : topic.lines.values()) {
            line.add(drained.parcels());
            if (repair || drained.more()) line.repair();
        }
        walk(topic);
        long sinceMs = topic.drainedMs == 0 ? drained.nowMs() : topic.drainedMs;
        topic.drainedMs = drained.nowMs();
        topic.lines.forEach((region, line) -> {
            for (var next = line.next(nanos.getAsLong()); next != null; next = line.next(nanos.getAsLong()))
                send(region, line, next, sinceMs);
        });
    }

    private void send(String region, Line line, Line.Sending sending, long sinceMs) {
        long sent = nanos.getAsLong();
        carrier.accept(region, () -> {
            var merged = merge(region, line, sending);
            if (merged == null) return;
            line.answered(sending, merged);
            var lag = lags.get(region);
            if (lag != null) lag.note(merged.nowMs() - sinceMs, nanos.getAsLong() - sent);
        });
    }

    private RegionStore.@Nullable Merged merge(String region, Line line, Line.Sending sending) {
        RegionStore.Merged merged = null;
        try {
            var store = peers.get(region);
            if (store != null) merged = store.merge(sending.message());
        } finally {
            if (merged == null) line.failed(sending);
        }
        return merged;
    }

    /** One step of the walk that is under way, or the first of one that somebody wants. */
    private void walk(Topic topic) {
        var walk = topic.walk;
        if (walk == null) {
            var wanting = new LinkedHashMap<String, Line>();
            topic.lines.forEach((region, line) -> {
                if (line.wantsWalk()) wanting.put(region, line);
            });
            if (wanting.isEmpty()) return;
            wanting.values().forEach(Line::startWalk);
            walk = new Walk("0", wanting);
            topic.walk = walk;
        }
        var swept = home.sweep(topic.policy.name(), walk.cursor());
        boolean done = swept == null || swept.cursor().equals("0");
        for (var entry : walk.lines().entrySet()) {
            if (swept != null) entry.getValue().add(due(swept.parcels(), entry.getKey(), entry.getValue()));
            if (done) entry.getValue().endWalk(swept != null);
        }
        topic.walk = done || swept == null ? null : new Walk(swept.cursor(), walk.lines());
    }

    /** Own counts are for everybody; a peer that has lost its memory gets its own back; nobody gets what a third counted. */
    private List<Parcel> due(List<Parcel> parcels, String region, Line line) {
        return parcels.stream()
                .filter(parcel -> parcel.block().region().equals(regions.own())
                        || (line.givesBack() && parcel.block().region().equals(region)))
                .toList();
    }

    /** How it all stands, as far as this region can tell. */
    public RegionView view() {
        var policies = new ArrayList<RegionView.OfPolicy>();
        for (var topic : topics) {
            var last = topic.last;
            if (last == null) continue;
            var silent = new ArrayList<String>();
            for (var region : regions.peers())
                if (last.peers().stream()
                        .noneMatch(peer -> peer.region().equals(region.name())
                                && peer.complete()
                                && last.nowMs() - peer.heardMs() < Block.SILENCE.toMillis())) silent.add(region.name());
            policies.add(
                    new RegionView.OfPolicy(topic.policy.name(), topic.policy.consistency(), silent, last.passed()));
        }
        var others = new ArrayList<RegionView.OfPeer>();
        for (var region : regions.peers()) others.add(peer(region));
        return new RegionView(regions.own(), regions.part(regions.indexOf(regions.own())), policies, others);
    }

    private RegionView.OfPeer peer(Regions.Region region) {
        var lag = lags.getOrDefault(region.name(), new Lag());
        int backlog = 0;
        boolean complete = !topics.isEmpty();
        for (var topic : topics) {
            var line = topic.lines.get(region.name());
            if (line == null) continue;
            backlog += line.backlog();
            complete &= line.isComplete();
        }
        return new RegionView.OfPeer(
                region.name(),
                regions.part(regions.indexOf(region.name())),
                complete,
                lag.percentile(50),
                lag.percentile(95),
                lag.oneWayMs(),
                lag.samples(),
                backlog);
    }
}
