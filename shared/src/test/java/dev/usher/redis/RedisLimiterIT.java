package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.LimitRule;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Priority;
import dev.usher.config.Regions;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.Charge;
import dev.usher.limit.Limiter;
import dev.usher.limit.LocalLimiter;
import dev.usher.limit.Scope;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.TestRedis;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RedisLimiterIT {
    @Test
    void agreesWithTheOracleOverRandomHistoriesOfAllOperations() throws Exception {
        try (var redis = TestRedis.any();
                var link = connected(redis)) {
            for (int history = 0; history < 150; history++) new History(link, history).run();
        }
    }

    /** The same requests, at the same moments, to the script and to the readable limiter. */
    private static final class History {
        private final Random random;
        private final int number;
        private final boolean odd;
        private final AtomicLong now;
        private final LocalLimiter oracle;
        private final RedisLimiter limiter;
        private final LimitPolicy policy;
        private final List<Charge> theirs = new ArrayList<>();
        private final List<Charge> ours = new ArrayList<>();
        private final List<Ask> waiting = new ArrayList<>();

        History(RedisLink link, int number) {
            this.number = number;
            random = new Random(number);
            odd = number % 3 == 0;
            now = new AtomicLong(1_800_000_000_000L + random.nextInt(100_000));
            InstantSource clock = () -> Instant.ofEpochMilli(now.get());
            oracle = new LocalLimiter(clock, Calendar.PLAIN, false);
            limiter = new RedisLimiter(link, new Unasked(), Calendar.PLAIN, Regions.ALONE, clock, now::get);
            policy = policy("history-" + number);
        }

        void run() {
            for (int step = 0; step < 120; step++) {
                switch (random.nextInt(12)) {
                    case 0 -> refund(step);
                    case 1 -> heed();
                    case 2 -> scale();
                    case 3 -> peek(step);
                    default -> check(step);
                }
                compareExplanations(step);
                now.addAndGet(random.nextInt(5) == 0 ? random.nextInt(9_000) : random.nextInt(40));
                if (random.nextInt(60) == 0) now.addAndGet(random.nextInt(200_000));
            }
        }

        private void check(int step) {
            var ask = random.nextInt(3) == 0 && !waiting.isEmpty()
                    ? waiting.get(random.nextInt(waiting.size()))
                    : randomAsk(step);
            var expected = oracle.check(ask);
            var actual = limiter.check(ask);
            assertSame(step, ask, expected, actual);
            if (expected instanceof Admission.Admitted their && actual instanceof Admission.Admitted our) {
                theirs.add(their.charge());
                ours.add(our.charge());
                waiting.remove(ask);
            }
            if (expected instanceof Admission.Queued && !waiting.contains(ask)) waiting.add(ask);
        }

        private void peek(int step) {
            var ask = randomAsk(step);
            assertSame(step, ask, oracle.peek(ask), limiter.peek(ask));
        }

        private void refund(int step) {
            if (theirs.isEmpty()) return;
            int which = random.nextInt(theirs.size());
            assertThat(limiter.refund(ours.get(which)))
                    .as("history %d step %d", number, step)
                    .isEqualTo(oracle.refund(theirs.get(which)));
        }

        private void heed() {
            var ask = randomAsk(0);
            long left = random.nextInt(2) == 0 ? units(5) : 0;
            var until = Duration.ofMillis(random.nextInt(20_000) + 1);
            oracle.heed(ask, left, until);
            limiter.heed(ask, left, until);
        }

        private void scale() {
            var ask = randomAsk(0);
            int thousandths = odd && random.nextBoolean() ? 1 : 200 + random.nextInt(3000);
            var until = Duration.ofMillis(random.nextInt(20_000) + 1);
            oracle.scale(ask, thousandths, until);
            limiter.scale(ask, thousandths, until);
        }

        private Ask randomAsk(int step) {
            var ask = Ask.of(policy, name("subject-", random.nextInt(2)))
                    .with(Dimension.CLIENT, name("client-", random.nextInt(3)))
                    .cost(random.nextInt(4) == 0 ? Math.min(units(6), Ask.MOST_UNITS) : 1)
                    .priority(List.of(Priority.HIGH, Priority.NORMAL, Priority.LOW)
                            .get(random.nextInt(3)));
            if (random.nextBoolean()) ask = ask.ticket(name("ticket-", step % 5) + number + "-" + step);
            else if (random.nextInt(3) == 0) ask = ask.inPart();
            return random.nextInt(5) == 0 ? ask.patience(Duration.ofMillis(1 + random.nextInt(30_000))) : ask;
        }

        /** Few, or as many as there may be. */
        private long units(int usual) {
            if (!odd) return 1L + random.nextInt(usual);
            return List.of(1L, Scope.MOST, 1L + random.nextInt(usual), 1L + random.nextInt(1 << 24))
                    .get(random.nextInt(4));
        }

        private String name(String usual, int which) {
            if (!odd) return usual + which;
            return usual
                    + List.of("}{", "\u0000|", "1|2|3|0|\n", "a,b%2C#", "\ud83d\ude00".repeat(50))
                            .get(which);
        }

        private LimitPolicy policy(String name) {
            var windows = List.of(
                    new Window("second", units(5), Duration.ofSeconds(1)),
                    new Window("burst", units(20), Duration.ofSeconds(7)),
                    new Window("minute", units(60), Duration.ofMinutes(1)));
            var rules = new ArrayList<LimitRule>();
            rules.add(new LimitRule(
                    "subject",
                    List.of(Dimension.SUBJECT),
                    List.of(),
                    windows.subList(0, 1 + random.nextInt(3)),
                    false));
            if (random.nextBoolean())
                rules.add(new LimitRule(
                        "client",
                        List.of(Dimension.CLIENT),
                        List.of(),
                        windows.subList(1, 2 + random.nextInt(2)),
                        false));
            if (random.nextInt(3) == 0)
                rules.add(new LimitRule("all", List.of(), List.of(), windows.subList(2, 3), false));
            return new LimitPolicy(
                    name,
                    rules,
                    random.nextInt(3) == 0 ? Mode.STRICT : Mode.SMOOTH,
                    Priority.HIGH,
                    random.nextBoolean() ? Map.of() : Map.of(Priority.NORMAL, 10, Priority.LOW, 30),
                    random.nextInt(4) == 0 ? 0 : random.nextInt(40),
                    Duration.ZERO,
                    LimitPolicy.Outage.OPEN,
                    LimitPolicy.Consistency.REGIONAL,
                    false,
                    Map.of(),
                    Map.of());
        }

        private void assertSame(int step, Ask ask, Admission expected, Admission actual) {
            assertThat(actual)
                    .as("history %d step %d: %s", number, step, ask)
                    .usingRecursiveComparison()
                    .ignoringFields("charge.id")
                    .isEqualTo(expected);
        }

        private void compareExplanations(int step) {
            var ask = Ask.of(policy, name("subject-", step % 2)).with(Dimension.CLIENT, name("client-", step % 3));
            assertThat(limiter.explain(ask))
                    .as("history %d step %d", number, step)
                    .isEqualTo(oracle.explain(ask));
        }
    }

    @Test
    void subjectsMayBeNamedLikeWhatIsKeptBesideThem() throws Exception {
        var names = List.of(
                "x", "x:line", "x,line", "x,tickets", "refund:1", "!refund:1", "ceilings", "!ceilings", "/subject:x");
        try (var redis = TestRedis.any();
                var link = RedisLink.to(redis.url(), "it-" + UUID.randomUUID(), Duration.ofSeconds(20))) {
            var limiter = limiter(link);
            var policy = LimitPolicy.of("named", Mode.SMOOTH, List.of(new Window("hour", 1, Duration.ofHours(1))))
                    .queueing(5);
            for (var name : names) {
                var first = limiter.check(Ask.of(policy, name));
                assertThat(first).as(name).isInstanceOf(Admission.Admitted.class);
                assertThat(limiter.check(Ask.of(policy, name).ticket("t")))
                        .as(name)
                        .isInstanceOf(Admission.Queued.class);
                assertThat(limiter.refund(((Admission.Admitted) first).charge()))
                        .as(name)
                        .isTrue();
                assertThat(limiter.check(Ask.of(policy, name).ticket("t")))
                        .as(name)
                        .isInstanceOf(Admission.Admitted.class);
            }
        }
    }

    @Test
    void whatIsOverAlreadyChangesNothing() throws Exception {
        try (var redis = TestRedis.any();
                var link = connected(redis)) {
            var limiter = limiter(link);
            var policy = LimitPolicy.of("over", Mode.SMOOTH, List.of(new Window("hour", 9, Duration.ofHours(1))));
            var ask = Ask.of(policy, "fresh");
            for (var until : List.of(Duration.ZERO, Duration.ofMillis(-5), Duration.ofNanos(-1))) {
                limiter.heed(ask, 0, until);
                limiter.scale(ask, 1, until);
            }
            assertThat(limiter.check(ask))
                    .isInstanceOfSatisfying(Admission.Admitted.class, admitted -> assertThat(admitted.remaining())
                            .isEqualTo(8));
            var other = Ask.of(policy, "other");
            limiter.heed(other, 3, Duration.ofHours(1));
            limiter.heed(other, 2, Duration.ZERO);
            assertThat(limiter.peek(other).readings().getFirst().remaining()).isEqualTo(3);
            limiter.heed(Ask.of(policy, "soon"), 0, Duration.ofNanos(1));
        }
    }

    @Test
    void aChargeThatRedisHasLostIsGivenBackOnceToo() throws Exception {
        try (var redis = TestRedis.any();
                var link = connected(redis)) {
            var limiter = limiter(link);
            var policy = LimitPolicy.of("lost", Mode.SMOOTH, List.of(new Window("hour", 9, Duration.ofHours(1))));
            var charge = ((Admission.Admitted) limiter.check(Ask.of(policy, "x"))).charge();
            var script = new LuaScript(
                    "lose",
                    "redis.call('DEL', KEYS[1]) return redis.call('PTTL', KEYS[2])",
                    "0000000000000000000000000000000000000003");
            var keys = new String[] {"rl:{lost}:x", "rl:{lost}!refund:" + charge.id()};
            link.run(script, ScriptOutputType.INTEGER, keys);
            limiter.refund(charge);
            assertThat((Long) link.run(script, ScriptOutputType.INTEGER, keys))
                    .as("how long it is remembered")
                    .isGreaterThan(Duration.ofHours(2).toMillis());
        }
    }

    @Test
    void whatNoRuleConcernsIsNotCountedAndNotAnError() throws Exception {
        try (var redis = TestRedis.any();
                var link = connected(redis)) {
            var limiter = limiter(link);
            var hour = List.of(new Window("hour", 1, Duration.ofHours(1)));
            var policy = LimitPolicy.of("few", Mode.SMOOTH, hour)
                    .with(List.of(new LimitRule("uploads", List.of(), List.of("upload"), hour, false)));
            for (int i = 0; i < 3; i++) {
                limiter.heed(Ask.of(policy, "x"), 0, Duration.ofHours(1));
                var admission = limiter.check(Ask.of(policy, "x"));
                assertThat(admission.readings()).isEmpty();
                assertThat(limiter.refund(((Admission.Admitted) admission).charge()))
                        .isTrue();
            }
            assertThat(limiter.explain(Ask.of(policy, "x"))).isEmpty();
        }
    }

    @Test
    void whoWaitsUnderEverNewNamesDoesNotFillTheMemory() throws Exception {
        try (var redis = TestRedis.any();
                var link = connected(redis)) {
            var limiter = limiter(link);
            var policy = LimitPolicy.of("crowd", Mode.SMOOTH, List.of(new Window("hour", 1, Duration.ofHours(1))))
                    .queueing(1000);
            var ask = Ask.of(policy, "all");
            limiter.check(ask);
            limiter.check(ask.ticket("first"));
            var tickets = new String[] {"rl:{crowd}:all,tickets"};
            var fill = new LuaScript(
                    "fill",
                    "for i = 1, 9990 do redis.call('HSET', KEYS[1], 'f0gone-' .. i, 1) end return 1",
                    "0000000000000000000000000000000000000001");
            link.run(fill, ScriptOutputType.INTEGER, tickets);
            for (int i = 0; i < 50; i++)
                assertThat(limiter.check(ask.with(Dimension.CLIENT, "new-" + i).ticket("t" + i)))
                        .isInstanceOfSatisfying(Admission.Queued.class, queued -> assertThat(queued.position())
                                .isGreaterThan(1));
            var count = new LuaScript(
                    "count", "return redis.call('HLEN', KEYS[1])", "0000000000000000000000000000000000000002");
            assertThat((Long) link.run(count, ScriptOutputType.INTEGER, tickets))
                    .isBetween(10_000L, 10_070L);
        }
    }

    @Test
    void admitsExactlyTheLimitUnderThirtyTwoThreads() throws Exception {
        try (var redis = TestRedis.any();
                var link = connected(redis)) {
            var limiter = limiter(link);
            var policy = LimitPolicy.of("exact", Mode.SMOOTH, List.of(new Window("hour", 1000, Duration.ofHours(1))));
            var admitted = new AtomicInteger();
            try (var threads = Executors.newFixedThreadPool(32)) {
                for (int i = 0; i < 3000; i++)
                    threads.execute(() -> {
                        var admission = limiter.check(Ask.of(policy, "exact"));
                        if (admission instanceof Admission.Admitted) admitted.incrementAndGet();
                    });
            }
            assertThat(admitted).hasValue(1000);
        }
    }

    /** A patient link that has had an answer. */
    private static RedisLink connected(TestRedis redis) {
        var link = RedisLink.to(redis.url(), "it-" + UUID.randomUUID(), Duration.ofSeconds(20));
        var explain = LuaScript.load("layout", "usage", "explain");
        var nobody = new String[] {"rl:{first}:nobody"};
        while (link.run(
                        explain,
                        ScriptOutputType.MULTI,
                        nobody,
                        Packed.writing(6).u48(0).bytes())
                == null) Thread.onSpinWait();
        return link;
    }

    private static RedisLimiter limiter(RedisLink link) {
        return new RedisLimiter(link, new Unasked(), Calendar.PLAIN, Regions.ALONE, JsonLog.off());
    }

    /** What must not be asked while Redis answers. */
    private static final class Unasked implements Limiter {
        @Override
        public Admission check(Ask ask) {
            throw new AssertionError("Redis did not answer");
        }

        @Override
        public Admission peek(Ask ask) {
            throw new AssertionError("Redis did not answer");
        }

        @Override
        public boolean refund(Charge charge) {
            throw new AssertionError("Redis did not answer");
        }

        @Override
        public void heed(Ask ask, long left, Duration until) {}

        @Override
        public void scale(Ask ask, int thousandths, Duration until) {}

        @Override
        public List<dev.usher.limit.Explanation> explain(Ask ask) {
            throw new AssertionError("Redis did not answer");
        }
    }
}
