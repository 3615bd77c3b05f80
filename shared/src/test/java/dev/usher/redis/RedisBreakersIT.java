package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.breaker.BreakerId;
import dev.usher.breaker.BreakerStore.Probe;
import dev.usher.breaker.Change;
import dev.usher.breaker.Evidence;
import dev.usher.breaker.Machine;
import dev.usher.breaker.Phase;
import dev.usher.breaker.Report;
import dev.usher.breaker.Result;
import dev.usher.breaker.View;
import dev.usher.config.BreakerPolicy;
import dev.usher.testing.InMemoryBreakers;
import dev.usher.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RedisBreakersIT {
    @Test
    void agreesWithTheOracleOverRandomHistoriesOfAllActs() throws Exception {
        Set<Phase> reached = EnumSet.noneOf(Phase.class);
        try (var redis = TestRedis.any();
                var link = connected(redis)) {
            for (int history = 0; history < 60; history++) new History(link, history, reached).run();
        }
        assertThat(reached).as("the histories go everywhere").containsExactlyInAnyOrder(Phase.values());
    }

    /** The same acts, at the same moments, on the scripts and on the readable machine. */
    private static final class History {
        private final Random random;
        private final int number;
        private final AtomicLong now;
        private final InMemoryBreakers oracle;
        private final RedisBreakers breakers;
        private final BreakerPolicy policy;
        private final BreakerId id;
        private final Set<Phase> reached;

        History(RedisLink link, int number, Set<Phase> reached) {
            this.number = number;
            this.reached = reached;
            random = new Random(number);
            now = new AtomicLong(1_800_000_000_000L + random.nextInt(1_000_000));
            InstantSource clock = () -> Instant.ofEpochMilli(now.get());
            oracle = new InMemoryBreakers(clock);
            breakers = new RedisBreakers(link, clock, now::get, () -> oracle.jitter);
            policy = new BreakerPolicy(
                    1 + random.nextInt(6),
                    10 + random.nextInt(90),
                    1 + random.nextInt(30),
                    Duration.ofMillis(1000 + random.nextInt(60_000)),
                    1 + random.nextInt(3),
                    Duration.ofMillis(1000 + random.nextInt(30_000)),
                    Duration.ofMillis(31_000 + random.nextInt(100_000)));
            id = number % 2 == 0 ? BreakerId.destination("h-" + number) : BreakerId.service("h-" + number);
        }

        void run() {
            for (int step = 0; step < 250; step++) {
                oracle.jitter = random.nextInt(Machine.JITTER_THOUSANDTHS + 1);
                act(step);
                var machine = oracle.read(id);
                reached.add(machine.phase());
                assertThat(breakers.read(id))
                        .as("history %d step %d", number, step)
                        .isEqualTo(machine);
                now.addAndGet(random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(300));
                if (random.nextInt(80) == 0) now.addAndGet(random.nextInt(2 * (int) Machine.OPEN_KEPT_MS));
            }
        }

        private void act(int step) {
            switch (random.nextInt(30)) {
                case 0 -> same(step, oracle.reset(id, "ann"), breakers.reset(id, "ann"));
                case 1 -> force(step);
                case 2, 3, 4, 5, 6, 7, 8 -> permit(step);
                case 9, 10, 11, 12, 13, 14, 15, 16 -> settle(step);
                default -> report(step);
            }
        }

        private void permit(int step) {
            var lease = Duration.ofMillis(1 + random.nextInt(12_000));
            same(step, oracle.permit(id, lease), breakers.permit(id, lease));
        }

        private void settle(int step) {
            var result =
                    switch (random.nextInt(5)) {
                        case 0, 1, 2 -> new Result.Good();
                        case 3 -> new Result.Bad(error());
                        default -> new Result.Mute();
                    };
            var probe = new Probe(generation(), environment(), result);
            same(step, oracle.settle(id, policy, probe), breakers.settle(id, policy, probe));
        }

        private void report(int step) {
            int bad = random.nextInt(3);
            int good = random.nextInt(4) == 0 ? random.nextInt(20) : 0;
            var report = new Report(
                    environment(),
                    generation(),
                    good,
                    bad,
                    random.nextInt(bad + 1),
                    random.nextInt(3) == 0 ? random.nextInt(2000) : -1,
                    bad == 0 ? "" : error());
            same(step, oracle.report(id, policy, report), breakers.report(id, policy, report));
        }

        private void force(int step) {
            var by = new Machine.Force("ann", "maintenance \"x\"", now.get() + random.nextInt(40_000));
            var wanted = random.nextBoolean() ? Phase.OPEN : Phase.CLOSED;
            same(step, oracle.force(id, wanted, by), breakers.force(id, wanted, by));
        }

        /** Mostly that of now, sometimes an old one. */
        private long generation() {
            long current = oracle.read(id).generation();
            return random.nextInt(5) == 0 ? Math.max(0, current - random.nextInt(5000)) : current;
        }

        private String environment() {
            return "env-" + random.nextInt(random.nextInt(10) == 0 ? 2 * Evidence.MOST_ENVIRONMENTS : 3);
        }

        private String error() {
            return "error-" + random.nextInt(2 * Evidence.MOST_ERRORS);
        }

        private void same(int step, Change expected, Change actual) {
            assertThat(actual).as("history %d step %d", number, step).isEqualTo(expected);
        }
    }

    @Test
    void theBoardShowsTheNewestUntilItHoldsNoLonger() throws Exception {
        try (var redis = TestRedis.any();
                var link = connected(redis)) {
            var now = new AtomicLong(1_800_000_000_000L);
            var breakers = new RedisBreakers(link, InstantSource.system(), now::get, () -> 0);
            var ledger = BreakerId.destination("ledger");
            var stripe = BreakerId.service("stripe");
            var open = new View(Phase.OPEN, 20, now.get() + 500, 0, false, true, now.get() + 1000);
            var older = new View(Phase.HALF_OPEN, 19, 0, now.get() + 10, false, false, now.get() + 1000);
            var suspect = new View(Phase.CLOSED, 0, 0, 0, true, false, now.get() + 2000);

            breakers.show(ledger, open);
            breakers.show(ledger, older);
            breakers.show(stripe, suspect);

            var board = breakers.board(Map.of());
            assertThat(board.nowMs()).isEqualTo(now.get());
            assertThat(board.views()).isEqualTo(Map.of(ledger, open, stripe, suspect));
            now.addAndGet(1000);
            assertThat(breakers.board(Map.of()).views()).isEqualTo(Map.of(stripe, suspect));
            breakers.show(stripe, View.USUAL);
            assertThat(breakers.board(Map.of()).views()).isEmpty();
        }
    }

    @Test
    void callsThatWereNotMadeAreCountedByTheHour() throws Exception {
        try (var redis = TestRedis.any();
                var link = connected(redis)) {
            var clock = new AtomicLong(1_800_000_000_000L);
            var breakers = new RedisBreakers(link, () -> Instant.ofEpochMilli(clock.get()), () -> 0, () -> 0);
            var ledger = BreakerId.destination("ledger");
            breakers.board(Map.of(ledger, 3));
            clock.addAndGet(Duration.ofHours(1).toMillis());
            breakers.board(Map.of(ledger, 4, BreakerId.service("stripe"), 1));

            assertThat(breakers.refused(1)).isEqualTo(Map.of(ledger, 4L, BreakerId.service("stripe"), 1L));
            assertThat(breakers.refused(2)).containsEntry(ledger, 7L);
            assertThat(breakers.refused(168)).containsEntry(ledger, 7L);
        }
    }

    @Test
    void whatIsKeptExpires() throws Exception {
        try (var redis = TestRedis.start();
                var link = RedisLink.to(redis.url(), "", Duration.ofSeconds(20))) {
            var breakers = new RedisBreakers(link, InstantSource.system());
            var id = BreakerId.destination("ledger");
            var policy = BreakerPolicy.USUAL;
            while (ping(breakers)) Thread.onSpinWait();
            breakers.report(id, policy, new Report("a", 0, 0, 1, 1, -1, "timeout"));
            breakers.show(id, breakers.force(id, Phase.OPEN, force()).view());
            breakers.board(Map.of(id, 1));

            for (var key : List.of(
                    "cb:{ledger}destination",
                    "cb:{!}board",
                    "cb:{!}refused:" + System.currentTimeMillis() / 3_600_000)) {
                var ttl = redis.say("PTTL " + key);
                assertThat(Long.parseLong(ttl.substring(1))).as(key).isPositive();
            }
            assertThat(redis.say("DBSIZE")).isEqualTo(":3");
        }
    }

    private static Machine.Force force() {
        return new Machine.Force("ann", "test", System.currentTimeMillis() + 1000);
    }

    private static boolean ping(RedisBreakers breakers) {
        try {
            breakers.board(Map.of());
            return false;
        } catch (dev.usher.breaker.BreakersUnavailable notYet) {
            return true;
        }
    }

    /** A patient link that has had an answer. */
    static RedisLink connected(TestRedis redis) {
        var link = RedisLink.to(redis.url(), "it-" + UUID.randomUUID(), Duration.ofSeconds(20));
        while (ping(new RedisBreakers(link, InstantSource.system()))) Thread.onSpinWait();
        return link;
    }
}
