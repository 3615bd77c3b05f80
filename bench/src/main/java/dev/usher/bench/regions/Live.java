package dev.usher.bench.regions;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Consistency;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.Regions;
import dev.usher.config.Regions.Region;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.LocalLimiter;
import dev.usher.local.parts.EmbeddedRedis;
import dev.usher.redis.RedisLimiter;
import dev.usher.redis.RedisLink;
import dev.usher.redis.RegionWorker;
import dev.usher.region.RegionView;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** Three Redis servers with the distances of three AWS regions between them, their workers, and a flood in each. */
final class Live {
    private static final List<String> NAMES = List.of("us-east-1", "us-west-1", "eu-west-1");
    private static final Setting PLACES = Setting.of(3, 1, 1, 15, Setting.Sharing.EVENTUAL);

    private final Map<String, EmbeddedRedis> servers = new LinkedHashMap<>();
    private final List<AutoCloseable> others = new ArrayList<>();
    private final Map<String, RegionWorker> workers = new LinkedHashMap<>();
    private final Map<String, RedisLimiter> limiters = new LinkedHashMap<>();

    private record Case(long limit, int rate) {
        LimitPolicy policy() {
            var plain = LimitPolicy.of(
                    "live-" + limit, Mode.SMOOTH, List.of(new Window("minute", limit, Duration.ofMinutes(1))));
            return new LimitPolicy(
                    plain.name(),
                    plain.rules(),
                    Mode.SMOOTH,
                    plain.priority(),
                    Map.of(),
                    0,
                    Duration.ZERO,
                    plain.outage(),
                    Consistency.EVENTUAL,
                    false,
                    Map.of(),
                    Map.of());
        }
    }

    /** @param quick one small case instead of four */
    static void run(boolean quick) throws Exception {
        var cases = quick
                ? List.of(new Case(100, 50))
                : List.of(new Case(100, 50), new Case(600, 200), new Case(6_000, 1_000), new Case(60_000, 2_000));
        System.out.println(
                "batches of " + RegionWorker.BATCH.toMillis() + " ms; a minute's flood in each of three regions");
        for (var one : cases) new Live().measure(one);
    }

    private void measure(Case one) throws Exception {
        try {
            start(one.policy());
            awaitTold();
            awaitMinute();
            long admitted = flood(one);
            Thread.sleep(1_000); // what was on its way arrives
            System.out.printf(
                    "limit %,d, %,d/s in each region: admitted %.3f of it; counted as over: %s%n",
                    one.limit(), one.rate(), (double) admitted / one.limit(), passed());
            for (var worker : workers.values()) print(worker.view());
        } finally {
            stop();
        }
    }

    private void start(LimitPolicy policy) throws Exception {
        for (var name : NAMES) servers.put(name, EmbeddedRedis.start(null));
        for (var name : NAMES) {
            var urls = new HashMap<String, RedisLink.Access>();
            for (var peer : NAMES) {
                if (peer.equals(name)) continue;
                var trip = Duration.ofMillis(PLACES.oneWayMs(NAMES.indexOf(name), NAMES.indexOf(peer)));
                var way = new Way(server(peer).url().getPort(), trip);
                others.add(way);
                urls.put(peer, RedisLink.Access.of(way.url(), "bench"));
            }
            var all = NAMES.stream().map(each -> new Region(each, 1, null)).toList();
            var regions = new Regions(name, all);
            var link = RedisLink.to(server(name).url().toString(), "bench");
            others.add(link);
            limiters.put(
                    name,
                    new RedisLimiter(
                            link,
                            new LocalLimiter(InstantSource.system(), Calendar.PLAIN, true),
                            Calendar.PLAIN,
                            regions));
            var home = RedisLink.Access.of(server(name).url().toString(), "bench");
            var reach = new RegionWorker.Reach(home, urls);
            workers.put(name, RegionWorker.start(regions, List.of(policy), reach, RegionWorker.BATCH, JsonLog.off()));
        }
    }

    private EmbeddedRedis server(String name) {
        var server = servers.get(name);
        if (server == null) throw new IllegalStateException("no server for " + name);
        return server;
    }

    private void awaitTold() throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!workers.values().stream()
                .allMatch(worker -> worker.view().peers().stream().allMatch(RegionView.OfPeer::told))) {
            if (System.nanoTime() > deadline) throw new IllegalStateException("the regions do not hear each other");
            Thread.sleep(20);
        }
    }

    /** So that the flood fills one window, and nothing of it weighs from the one before. */
    private static void awaitMinute() throws InterruptedException {
        Thread.sleep(60_000 - System.currentTimeMillis() % 60_000 + 5);
    }

    private long flood(Case one) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(55).toNanos();
        long sum = 0;
        try (var threads = Executors.newFixedThreadPool(NAMES.size())) {
            List<Callable<Long>> floods = limiters.values().stream()
                    .<Callable<Long>>map(limiter -> () -> flood(limiter, one, end))
                    .toList();
            for (var admitted : threads.invokeAll(floods)) sum += admitted.get();
        }
        return sum;
    }

    private static long flood(RedisLimiter limiter, Case one, long end) {
        var ask = Ask.of(one.policy(), "all");
        long every = 1_000_000_000L / one.rate();
        long next = System.nanoTime();
        long admitted = 0;
        while (next < end) {
            for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime())
                LockSupport.parkNanos(wait);
            var admission = limiter.check(ask);
            if (admission instanceof Admission.Admitted && !admission.fallback()) admitted++;
            next += every;
        }
        return admitted;
    }

    private List<Long> passed() {
        return workers.values().stream()
                .map(worker -> worker.view().policies().getFirst().passed())
                .toList();
    }

    private static void print(RegionView view) {
        for (var peer : view.peers())
            System.out.printf(
                    "  %s to %s: one way %d ms, lag p50 %d ms, p95 %d ms, beyond one way p95 %d ms, %d messages%n",
                    view.region(),
                    peer.region(),
                    peer.oneWayMs(),
                    peer.lag50Ms(),
                    peer.lag95Ms(),
                    peer.lag95Ms() - peer.oneWayMs(),
                    peer.samples());
    }

    private void stop() throws Exception {
        workers.values().forEach(RegionWorker::close);
        for (var other : others) other.close();
        for (var server : servers.values()) server.stop();
    }
}
