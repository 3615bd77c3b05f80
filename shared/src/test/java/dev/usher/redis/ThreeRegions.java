package dev.usher.redis;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.Regions;
import dev.usher.config.Regions.Region;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.LocalLimiter;
import dev.usher.region.RegionView;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.DelayProxy;
import dev.usher.testing.TestRedis;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Three real Redis servers, each with its limiter and its worker, and the public round trip times of AWS between them. */
final class ThreeRegions implements AutoCloseable {
    static final List<String> NAMES = List.of("us-east-1", "us-west-1", "eu-west-1");

    /** Round trips in ms, by the names of the two joined. */
    private static final Map<String, Integer> TRIPS =
            Map.of("us-east-1us-west-1", 73, "us-east-1eu-west-1", 81, "us-west-1eu-west-1", 153);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Messages to one peer that no answer has come to: the longest trip in batches, and some. */
    private static final int ON_THEIR_WAY = 16;

    private final List<LimitPolicy> policies;
    private final Map<String, TestRedis> servers = new LinkedHashMap<>();
    private final Map<String, DelayProxy> ways = new HashMap<>();
    private final Map<String, RedisLink> links = new HashMap<>();
    private final Map<String, RedisLimiter> limiters = new HashMap<>();
    private final Map<String, RegionWorker> workers = new HashMap<>();

    private ThreeRegions(List<LimitPolicy> policies) {
        this.policies = policies;
    }

    static ThreeRegions start(LimitPolicy... policies) throws Exception {
        var three = new ThreeRegions(List.of(policies));
        for (var name : NAMES) three.servers.put(name, TestRedis.start());
        for (var from : NAMES) {
            for (var to : NAMES) if (!from.equals(to)) three.ways.put(from + to, three.way(from, to));
            var link = RedisLink.to(at(three.servers, from).url(), "it", Duration.ofSeconds(10));
            three.links.put(from, link);
            three.limiters.put(from, three.limiter(link, from));
        }
        for (var name : NAMES) three.startWorker(name);
        three.await("all know each other", () -> NAMES.stream().allMatch(three::hearsAll));
        return three;
    }

    private DelayProxy way(String from, String to) throws IOException {
        int trip = TRIPS.getOrDefault(from + to, TRIPS.getOrDefault(to + from, 0));
        return DelayProxy.before(at(servers, to).port(), Duration.ofMillis(trip / 2));
    }

    static Regions regions(String own) {
        var all = new ArrayList<Region>();
        for (var name : NAMES) all.add(new Region(name, 1, null));
        return new Regions(own, all);
    }

    private RedisLimiter limiter(RedisLink link, String own) {
        var alone = new LocalLimiter(InstantSource.system(), Calendar.PLAIN, true);
        return new RedisLimiter(link, alone, Calendar.PLAIN, regions(own));
    }

    void startWorker(String name) {
        var urls = new HashMap<String, RedisLink.Access>();
        for (var to : NAMES)
            if (!to.equals(name))
                urls.put(to, RedisLink.Access.of(at(ways, name + to).url(), "it"));
        var reach = new RegionWorker.Reach(RedisLink.Access.of(at(servers, name).url(), "it"), urls);
        workers.put(name, RegionWorker.start(regions(name), policies, reach, RegionWorker.BATCH, JsonLog.off()));
    }

    void stopWorker(String name) {
        workers.remove(name).close();
    }

    TestRedis server(String name) {
        return at(servers, name);
    }

    /** An empty server in the place of one that is gone. */
    void restart(String name) throws IOException, InterruptedException {
        servers.put(name, TestRedis.start(at(servers, name).port()));
    }

    RegionView view(String name) {
        return at(workers, name).view();
    }

    /** Everything between one region and the others is lost. */
    void cut(String name) {
        ways.forEach((pair, way) -> {
            if (pair.startsWith(name) || pair.endsWith(name)) way.cut();
        });
    }

    void heal() {
        ways.values().forEach(DelayProxy::heal);
    }

    Admission check(String region, Ask ask) {
        return answer(at(limiters, region).check(ask));
    }

    Admission peek(String region, Ask ask) {
        return answer(at(limiters, region).peek(ask));
    }

    boolean refund(String region, Admission.Admitted admitted) {
        return at(limiters, region).refund(admitted.charge());
    }

    private static Admission answer(Admission admission) {
        if (admission.fallback()) throw new AssertionError("Redis did not answer");
        return admission;
    }

    /** Whether its Redis answers now. */
    boolean answers(String region, Ask ask) {
        return !at(limiters, region).peek(ask).fallback();
    }

    /** Asks until refused, or as often as told. */
    int flood(String region, Ask ask, int most) {
        int admitted = 0;
        for (int i = 0; i < most; i++)
            if (check(region, ask) instanceof Admission.Admitted) admitted++;
            else break;
        return admitted;
    }

    /** Asks until nothing is left; on the way it is refused while others may have admitted what it can't know of yet. */
    int exhaust(String region, Ask ask) throws InterruptedException {
        int[] admitted = {0};
        await("nothing is left", () -> {
            admitted[0] += flood(region, ask, Integer.MAX_VALUE);
            return remaining(region, ask) == 0;
        });
        return admitted[0];
    }

    long remaining(String region, Ask ask) {
        return peek(region, ask).readings().getFirst().remaining();
    }

    long limit(String region, Ask ask) {
        return peek(region, ask).readings().getFirst().limit();
    }

    private boolean hearsAll(String name) {
        var view = view(name);
        return view.policies().size() == policies.size()
                && view.policies().stream().allMatch(policy -> policy.silent().isEmpty())
                && view.peers().stream().allMatch(RegionView.OfPeer::told);
    }

    void awaitAll() throws InterruptedException {
        await("all hear each other", () -> NAMES.stream().allMatch(this::hearsAll));
    }

    /** Until the others know all that it has counted by now: more messages were answered since than can be on their way. */
    void awaitTold(String name) throws InterruptedException {
        var before = view(name).peers();
        await(name + " has told all", () -> {
            var now = view(name).peers();
            return IntStream.range(0, now.size())
                    .allMatch(i -> now.get(i).samples() > before.get(i).samples() + ON_THEIR_WAY);
        });
    }

    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                var views = workers.values().stream().map(RegionWorker::view).toList();
                throw new AssertionError("never: " + what + ", but " + views);
            }
            Thread.sleep(10);
        }
    }

    @Override
    public void close() throws IOException {
        workers.values().forEach(RegionWorker::close);
        links.values().forEach(RedisLink::close);
        for (var way : ways.values()) way.close();
        for (var server : servers.values()) server.close();
    }

    private static <T> T at(Map<String, T> map, String name) {
        return Objects.requireNonNull(map.get(name), name);
    }
}
