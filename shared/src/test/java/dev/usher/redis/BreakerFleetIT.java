package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.Breakers;
import dev.usher.breaker.LocalBreakers;
import dev.usher.breaker.Passage;
import dev.usher.breaker.Phase;
import dev.usher.breaker.Result;
import dev.usher.breaker.SharedBreakers;
import dev.usher.breaker.TransitionLog;
import dev.usher.config.BreakerPolicy;
import dev.usher.incident.Symptoms;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.InMemoryHistory;
import dev.usher.testing.TestRedis;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Fifty environments, each with a connection of its own, and one service, on a real Redis and a real clock. */
final class BreakerFleetIT {
    private static final int ENVIRONMENTS = 50;
    private static final BreakerId ID = BreakerId.service("stripe_payments");
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final BreakerPolicy POLICY =
            new BreakerPolicy(5, 50, 10, Duration.ofSeconds(60), 2, Duration.ofMillis(1500), Duration.ofMillis(1500));

    /** What everybody must know within (requirement B2). */
    private static final Duration KNOWN = Duration.ofSeconds(1);

    /** What is called. It counts how many call at a time. */
    private static final class Service {
        private volatile boolean works = true;
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger mostAtATime = new AtomicInteger();
        private final AtomicLong fifthFailure = new AtomicLong();
        private final AtomicLong lastCall = new AtomicLong();

        Result call() {
            calls.incrementAndGet();
            mostAtATime.accumulateAndGet(now.incrementAndGet(), Math::max);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            now.decrementAndGet();
            lastCall.set(System.nanoTime());
            if (works) return new Result.Good();
            if (failures.incrementAndGet() == 5) fifthFailure.set(System.nanoTime());
            return new Result.Bad("http_503");
        }
    }

    /** Environments that call the service again and again, until they are stopped. */
    private static final class Fleet implements AutoCloseable {
        private final List<RedisLink> links = new ArrayList<>();
        private final List<Breakers> environments = new ArrayList<>();
        private final Service service = new Service();
        private final InMemoryHistory history = new InMemoryHistory();
        private final AtomicInteger passed = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger bugs = new AtomicInteger();
        private final java.util.concurrent.ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private volatile boolean over;

        Fleet(TestRedis redis, int size) {
            var stack = "it-" + UUID.randomUUID();
            for (int i = 0; i < size; i++) {
                // A machine that others use too may be late itself, and a late answer is an outage.
                var link = RedisLink.to(redis.url(), stack, Duration.ofSeconds(2));
                links.add(link);
                environments.add(environment(link, "e" + i));
            }
            for (int i = 0; i < size; i++) {
                var breakers = environments.get(i);
                until(
                        "it is connected",
                        () -> breakers.ask(ID, POLICY, TIMEOUT) instanceof Passage.Permit permit
                                && permit.way() == Passage.Way.CLOSED);
            }
        }

        private Breakers environment(RedisLink link, String name) {
            var clock = InstantSource.system();
            return new SharedBreakers(
                    new RedisBreakers(link, clock),
                    new LocalBreakers(JsonLog.off(), clock),
                    new TransitionLog(history, Symptoms.NOBODY, JsonLog.off()),
                    name,
                    clock);
        }

        void start() {
            for (var breakers : environments) threads.execute(() -> work(breakers));
        }

        private void work(Breakers breakers) {
            try {
                while (!over) {
                    once(breakers);
                    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                }
            } catch (RuntimeException bug) {
                bugs.incrementAndGet();
            }
        }

        private void once(Breakers breakers) {
            switch (breakers.ask(ID, POLICY, TIMEOUT)) {
                case Passage.Permit permit -> {
                    passed.incrementAndGet();
                    breakers.tell(permit, service.call());
                }
                case Passage.Refused no -> refused.incrementAndGet();
            }
        }

        Phase phase() {
            return new RedisBreakers(links.getFirst(), InstantSource.system())
                    .read(ID)
                    .phase();
        }

        @Override
        public void close() {
            over = true;
            threads.close();
            links.forEach(RedisLink::close);
            assertThat(bugs).hasValue(0);
        }
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }

    @Test
    void opensEverywhereWithinASecondProbesOneAtATimeAndRecovers() throws Exception {
        try (var redis = TestRedis.any();
                var fleet = new Fleet(redis, ENVIRONMENTS)) {
            var service = fleet.service;
            fleet.start();
            until("all call", () -> fleet.passed.get() > 5 * ENVIRONMENTS);

            service.works = false;
            until("five have failed", () -> service.fifthFailure.get() > 0);
            until("it is open", () -> fleet.phase() == Phase.OPEN);
            until(
                    "nobody calls",
                    () -> System.nanoTime() - service.lastCall.get()
                            > Duration.ofMillis(700).toNanos());
            var known = Duration.ofNanos(service.lastCall.get() - service.fifthFailure.get());
            assertThat(known).as("the last call after the fifth failure").isLessThan(KNOWN);

            int before = service.calls.get();
            service.mostAtATime.set(0);
            var opened = fleet.history.all().size();
            until("it was tried three times in vain", () -> reopened(fleet) >= 3);
            assertThat(service.mostAtATime).as("calls at a time").hasValue(1);
            assertThat(service.calls.get() - before).as("calls of three probes").isBetween(3, 4);
            assertThat(fleet.history.all().size() - opened).isGreaterThanOrEqualTo(6);

            service.works = true;
            long back = System.nanoTime();
            until("it is closed", () -> fleet.phase() == Phase.CLOSED);
            var recovery = Duration.ofNanos(System.nanoTime() - back);
            assertThat(service.mostAtATime.get()).isLessThanOrEqualTo(ENVIRONMENTS);
            assertThat(recovery).isLessThan(POLICY.openFor(0).plusSeconds(2));
            int after = fleet.passed.get();
            until("all call again", () -> fleet.passed.get() > after + 5 * ENVIRONMENTS);
            System.out.printf(
                    "known everywhere after %d ms, %d calls after the fifth failure; closed %d ms after its return; %d calls refused%n",
                    known.toMillis(),
                    service.failures.get() - 5 - (int) reopened(fleet),
                    recovery.toMillis(),
                    fleet.refused.get());
        }
    }

    private static long reopened(Fleet fleet) {
        return fleet.history.all().stream()
                .filter(transition -> transition.cause().why().equals("probe"))
                .count();
    }

    @Test
    void aKilledProbesLeaseEndsAndItsLateWordCountsForNothing() throws Exception {
        try (var redis = TestRedis.any();
                var fleet = new Fleet(redis, 3)) {
            var a = fleet.environments.get(0);
            var b = fleet.environments.get(1);
            fleet.service.works = false;
            until("it is open", () -> {
                fleet.once(a);
                fleet.once(b);
                return fleet.phase() == Phase.OPEN;
            });
            var probe = new ArrayList<Passage.Permit>();
            until("one may probe", () -> {
                if (a.ask(ID, POLICY, TIMEOUT) instanceof Passage.Permit permit) probe.add(permit);
                return !probe.isEmpty();
            });
            long killed = System.nanoTime();
            assertThat(probe.getFirst().way()).isEqualTo(Passage.Way.PROBE);

            fleet.service.works = true;
            until("another may", () -> {
                fleet.once(b);
                return fleet.phase() == Phase.CLOSED;
            });
            // The lease is the call's timeout and two seconds.
            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isGreaterThan(Duration.ofMillis(2250));
            a.tell(probe.getFirst(), new Result.Bad("timeout"));
            assertThat(fleet.phase()).isEqualTo(Phase.CLOSED);
        }
    }

    @Test
    void theHealthyPathWritesNothing() throws Exception {
        try (var redis = TestRedis.start();
                var fleet = new Fleet(redis, ENVIRONMENTS)) {
            fleet.start();
            until("all call", () -> fleet.passed.get() > ENVIRONMENTS);
            var before = commands(redis);
            int calls = fleet.passed.get();
            until("they go on", () -> fleet.passed.get() > calls + 40 * ENVIRONMENTS);
            var ran = commands(redis);
            before.forEach((command, number) -> ran.merge(command, -number, Long::sum));
            ran.values().removeIf(number -> number == 0);

            assertThat(ran.keySet()).isSubsetOf("evalsha", "hgetall", "time", "info", "command");
            assertThat(ran.get("evalsha")).as("reads of the board").isLessThan(20L * ENVIRONMENTS);
            assertThat(redis.say("DBSIZE")).isEqualTo(":0");
        }
    }

    /** How often each was run since the server was started. */
    private static Map<String, Long> commands(TestRedis redis) throws IOException {
        var address = URI.create(redis.url());
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write("INFO commandstats\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            var stats = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            var commands = new TreeMap<String, Long>();
            Pattern.compile("cmdstat_(\\w+):calls=(\\d+)")
                    .matcher(stats)
                    .results()
                    .forEach(found -> commands.put(found.group(1), Long.valueOf(found.group(2))));
            commands.remove("quit");
            return commands;
        }
    }

    @Test
    void withoutRedisEachDecidesAloneAndAfterwardsTogether() throws Exception {
        var redis = TestRedis.start();
        try (var fleet = new Fleet(redis, 4)) {
            redis.signal("KILL");
            fleet.service.works = false;
            for (var breakers : fleet.environments) {
                until("it is refused alone", () -> {
                    fleet.once(breakers);
                    return fleet.refused.get() > 0;
                });
                fleet.refused.set(0);
            }
            // Those before Redis was missed may have been let pass by the board's last word.
            assertThat(fleet.service.calls.get()).isBetween(4 * 5, 4 * 5 + 8);

            try (var again = TestRedis.start(redis.port())) {
                fleet.service.works = true;
                fleet.start();
                until("all call", () -> fleet.passed.get() > 200);
                fleet.service.works = false;
                until("it is open for all", () -> opened(fleet));
                assertThat(again.lives()).isTrue();
            }
        } finally {
            redis.close();
        }
    }

    private static boolean opened(Fleet fleet) {
        try {
            return fleet.phase() == Phase.OPEN;
        } catch (dev.usher.breaker.BreakersUnavailable late) {
            return false;
        }
    }
}
