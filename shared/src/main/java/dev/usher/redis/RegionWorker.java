package dev.usher.redis;

import dev.usher.config.LimitPolicy;
import dev.usher.config.Regions;
import dev.usher.limit.RegionStore;
import dev.usher.region.RegionSync;
import dev.usher.region.RegionView;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** Runs a {@link RegionSync} over the Redis of every region until it is closed. */
public final class RegionWorker implements AutoCloseable {
    /** Between two batches. Half of it is the mean wait of a count; shorter ones cost more calls and win little. */
    public static final Duration BATCH = Duration.ofMillis(15);

    /** How long a peer may take to answer: several round trips around the world. */
    static final Duration PEER_TIMEOUT = Duration.ofSeconds(1);

    /** How long the own Redis may take: a step of a walk is the most that it does. */
    private static final Duration HOME_TIMEOUT = Duration.ofMillis(250);

    private static final long VIEW_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration JOIN = Duration.ofSeconds(5);

    private final RedisLink homeLink;
    private final Map<String, RedisLink> peerLinks = new HashMap<>();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final RegionViews views;
    private final RegionSync sync;
    private final JsonLog log;
    private final Duration batch;
    private final Thread thread;
    private volatile boolean closing;

    /**
     * What a worker reaches. Keys begin with the same name in every region.
     *
     * @param home the own region's Redis
     * @param peers of the others, by region
     */
    public record Reach(RedisLink.Access home, Map<String, RedisLink.Access> peers) {
        public Reach {
            peers = Map.copyOf(peers);
        }
    }

    private RegionWorker(Regions regions, List<LimitPolicy> policies, Reach reach, Duration batch, JsonLog log) {
        this.homeLink = RedisLink.to(reach.home(), HOME_TIMEOUT);
        var stores = new HashMap<String, RegionStore>();
        reach.peers().forEach((region, access) -> {
            var link = RedisLink.to(access, PEER_TIMEOUT);
            peerLinks.put(region, link);
            stores.put(region, new RedisRegion(link, regions.as(region)));
        });
        this.views = new RegionViews(homeLink);
        this.sync = new RegionSync(
                regions,
                policies,
                new RedisRegion(homeLink, regions),
                stores,
                (region, task) -> executor.execute(task),
                System::nanoTime);
        this.log = log;
        this.batch = batch;
        this.thread = Thread.ofPlatform().name("region-sync").unstarted(this::loop);
    }

    /**
     * Starts one.
     *
     * @param policies those of them that regions share are carried
     * @param batch between two batches, 1 ms or more
     */
    public static RegionWorker start(
            Regions regions, List<LimitPolicy> policies, Reach reach, Duration batch, JsonLog log) {
        var worker = new RegionWorker(regions, policies, reach, batch, log);
        worker.thread.start();
        return worker;
    }

    private void loop() {
        long next = System.nanoTime();
        long shown = next;
        while (!closing) {
            try {
                sync.tick();
                if (System.nanoTime() - shown > VIEW_NANOS) {
                    shown = System.nanoTime();
                    show();
                }
            } catch (RuntimeException bug) {
                log.error("region sync", bug); // the next batch may not meet it
            }
            next += batch.toNanos();
            long wait = next - System.nanoTime();
            if (wait > 0) LockSupport.parkNanos(wait);
            else next = System.nanoTime();
        }
    }

    /** Every region keeps what every other sees, so that each can show it all. */
    private void show() {
        var view = sync.view();
        executor.execute(() -> views.write(view));
        for (var link : peerLinks.values()) executor.execute(() -> new RegionViews(link).write(view));
    }

    /** How it all stands. */
    public RegionView view() {
        return sync.view();
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(JOIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
        homeLink.close();
        peerLinks.values().forEach(RedisLink::close);
    }
}
