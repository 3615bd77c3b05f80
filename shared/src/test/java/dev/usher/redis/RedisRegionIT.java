package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Consistency;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.LimitRule;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Priority;
import dev.usher.config.Regions;
import dev.usher.config.Regions.Region;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.Charge;
import dev.usher.limit.LocalLimiter;
import dev.usher.limit.MemoryRegion;
import dev.usher.limit.Parcel;
import dev.usher.limit.RegionStore;
import dev.usher.limit.RegionStore.Message;
import dev.usher.testing.TestRedis;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scripts of shared policies and the readable region do the same, whatever comes, and in whatever order. */
final class RedisRegionIT {
    private static final LuaScript FLUSH =
            new LuaScript("flush", "redis.call('FLUSHDB') return 1", "0000000000000000000000000000000000000000");

    @ParameterizedTest
    @EnumSource(names = {"EVENTUAL", "ESCROW"})
    void agreesWithTheOracleOverRandomHistoriesOfThreeRegions(Consistency consistency) throws Exception {
        try (var redis = TestRedis.start()) {
            var links = new ArrayList<RedisLink>();
            for (int i = 0; i < 3; i++) links.add(RedisLink.to(redis.url() + "/" + i, "it", Duration.ofSeconds(20)));
            for (var link : links) awaitAnswer(link);
            int left = 0;
            for (int number = 0; number < 25; number++) {
                var history = new History(links, consistency, number);
                history.run();
                left += history.left;
            }
            links.forEach(RedisLink::close);
            assertThat(left > 0)
                    .as("%d denials left room for what others may have admitted", left)
                    .isEqualTo(consistency == Consistency.EVENTUAL);
        }
    }

    private static void awaitAnswer(RedisLink link) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (link.run(FLUSH, ScriptOutputType.INTEGER, new String[0]) == null) {
            if (System.nanoTime() > deadline) throw new AssertionError("redis never answered");
            Thread.sleep(20);
        }
    }

    /** The same requests and messages, at the same moments, to three databases and to three readable regions. */
    private static final class History {
        private static final List<String> NAMES = List.of("east", "west", "eu");

        private final Random random;
        private final List<RedisLink> links;
        private final AtomicLong now;
        private final LimitPolicy policy;
        private final Regions regions;
        private final String label;
        private final boolean lively;
        private final List<Side> sides = new ArrayList<>();
        private final List<Letter> letters = new ArrayList<>();
        private int step;
        private int left;
        private int tickets;

        /** A message on its way. */
        private record Letter(int to, Message message) {}

        /** One region, twice. */
        private final class Side {
            private final InstantSource clock;
            private final Regions own;
            private MemoryRegion oracle;
            private final RedisLimiter limiter;
            private final RegionStore store;
            private final List<Charge> theirs = new ArrayList<>();
            private final List<Charge> ours = new ArrayList<>();

            Side(int index) {
                long skew = List.of(0L, 40L, -300L).get(index);
                clock = () -> Instant.ofEpochMilli(now.get() + skew);
                own = regions.as(NAMES.get(index));
                oracle = new MemoryRegion(own, clock, Calendar.PLAIN);
                var unasked = new LocalLimiter(clock, Calendar.PLAIN, true);
                limiter = new RedisLimiter(links.get(index), unasked, Calendar.PLAIN, own, clock, clock::millis);
                store = new RedisRegion(links.get(index), own, clock::millis);
            }
        }

        History(List<RedisLink> links, Consistency consistency, int number) {
            this.links = links;
            random = new Random(number);
            label = consistency + " history " + number;
            lively = random.nextBoolean();
            now = new AtomicLong(1_800_000_000_000L + random.nextInt(100_000));
            policy = randomPolicy(random, "history-" + number, consistency);
            var all = new ArrayList<Region>();
            for (var name : NAMES) all.add(new Region(name, 1 + random.nextInt(3), null));
            regions = new Regions("east", all);
            for (int i = 0; i < 3; i++) {
                flush(i);
                sides.add(new Side(i));
            }
        }

        void run() {
            for (step = 0; step < 150; step++) {
                var side = sides.get(random.nextInt(3));
                switch (random.nextInt(14)) {
                    case 0 -> refund(side);
                    case 1 -> peek(side);
                    case 2, 3 -> drain(random.nextInt(3));
                    case 4, 5, 6 -> {
                        for (int i = lively ? 6 : 1; i > 0; i--) deliver();
                    }
                    case 7 -> sweep(random.nextInt(3));
                    case 8 -> {
                        if (random.nextInt(6) == 0) loseMemory(random.nextInt(3));
                    }
                    default -> check(side);
                }
                now.addAndGet(!lively && random.nextInt(5) == 0 ? random.nextInt(4_000) : random.nextInt(60));
                if (random.nextInt(60) == 0) now.addAndGet(random.nextInt(200_000));
            }
        }

        private void check(Side side) {
            check(side, randomAsk());
            for (int i = random.nextInt(lively ? 6 : 1); i > 0; i--) check(side, randomAsk());
        }

        private void check(Side side, Ask ask) {
            var expected = side.oracle.check(ask);
            var actual = side.limiter.check(ask);
            assertSame(ask, expected, actual);
            if (expected instanceof Admission.Refused refused
                    && ask.priority() == Priority.HIGH
                    && policy.queue() == 0
                    && refused.tightest().remaining() >= ask.cost()) left++;
            if (expected instanceof Admission.Admitted their && actual instanceof Admission.Admitted our) {
                side.theirs.add(their.charge());
                side.ours.add(our.charge());
            }
        }

        private void peek(Side side) {
            var ask = randomAsk();
            assertSame(ask, side.oracle.peek(ask), side.limiter.peek(ask));
            assertThat(side.limiter.explain(ask)).as(where()).isEqualTo(side.oracle.explain(ask));
        }

        private void refund(Side side) {
            if (side.theirs.isEmpty()) return;
            int which = random.nextInt(side.theirs.size());
            boolean expected = side.oracle.refund(side.theirs.get(which));
            assertThat(side.limiter.refund(side.ours.get(which))).as(where()).isEqualTo(expected);
        }

        private void drain(int from) {
            var expected = sides.get(from).oracle.drain(policy.name());
            var actual = Objects.requireNonNull(sides.get(from).store.drain(policy.name()), where());
            assertThat(actual.parcels()).as(where()).containsExactlyInAnyOrderElementsOf(expected.parcels());
            assertThat(actual.passed()).as(where()).isEqualTo(expected.passed());
            assertThat(actual.peers()).as(where()).containsExactlyInAnyOrderElementsOf(expected.peers());
            send(from, expected.parcels());
        }

        private void sweep(int from) {
            var expected = sides.get(from).oracle.sweep(policy.name(), "0");
            var swept = new ArrayList<Parcel>();
            var cursor = "0";
            do {
                var actual = Objects.requireNonNull(sides.get(from).store.sweep(policy.name(), cursor), where());
                swept.addAll(actual.parcels());
                cursor = actual.cursor();
            } while (!cursor.equals("0"));
            assertThat(swept).as(where()).containsExactlyInAnyOrderElementsOf(expected.parcels());
            send(from, expected.parcels());
        }

        /** To both others, some of it complete; what is of a third region too, because giving back is for the receiver. */
        private void send(int from, List<Parcel> parcels) {
            for (int to = 0; to < 3; to++)
                if (to != from)
                    letters.add(new Letter(
                            to,
                            new Message(
                                    policy.name(),
                                    policy.consistency() == Consistency.ESCROW,
                                    NAMES.get(from),
                                    random.nextBoolean() ? eraOf(to) : 0,
                                    parcels)));
        }

        /** What a region says of its memory when nothing is told to it. */
        private long eraOf(int to) {
            var hello = new Message(
                    policy.name(), policy.consistency() == Consistency.ESCROW, NAMES.get((to + 1) % 3), 0, List.of());
            var expected = sides.get(to).oracle.merge(hello);
            assertThat(sides.get(to).store.merge(hello)).as(where()).isEqualTo(expected);
            return expected.eraMs();
        }

        /** Any message, so late, twice and out of order; some are never delivered. */
        private void deliver() {
            if (letters.isEmpty()) return;
            int which = random.nextInt(letters.size());
            var letter = random.nextInt(3) == 0 ? letters.get(which) : letters.remove(which);
            var to = sides.get(letter.to());
            assertThat(to.store.merge(letter.message())).as(where()).isEqualTo(to.oracle.merge(letter.message()));
        }

        private void loseMemory(int index) {
            flush(index);
            var side = sides.get(index);
            side.oracle = new MemoryRegion(side.own, side.clock, Calendar.PLAIN);
            side.theirs.clear();
            side.ours.clear();
        }

        private void flush(int index) {
            assertThat(links.get(index).run(FLUSH, ScriptOutputType.INTEGER, new String[0]))
                    .isEqualTo(1L);
        }

        private Ask randomAsk() {
            var ask = Ask.of(policy, "subject-" + random.nextInt(2))
                    .with(Dimension.CLIENT, "client-" + random.nextInt(2))
                    .cost(random.nextInt(4) == 0 ? 1 + random.nextInt(6) : 1)
                    .priority(List.of(Priority.HIGH, Priority.NORMAL, Priority.LOW)
                            .get(random.nextInt(3)));
            if (random.nextInt(3) == 0) return ask.ticket("ticket-" + ++tickets);
            return random.nextInt(4) == 0 ? ask.inPart() : ask;
        }

        private void assertSame(Ask ask, Admission expected, Admission actual) {
            assertThat(actual)
                    .as("%s: %s", where(), ask)
                    .usingRecursiveComparison()
                    .ignoringFields("charge.id")
                    .isEqualTo(expected);
        }

        private String where() {
            return label + " step " + step;
        }
    }

    private static LimitPolicy randomPolicy(Random random, String name, Consistency consistency) {
        var windows = List.of(
                new Window("burst", 1 + random.nextInt(20), Duration.ofSeconds(7)),
                new Window("minute", 1 + random.nextInt(60), Duration.ofMinutes(1)),
                new Window("hour", 1 + random.nextInt(200), Duration.ofHours(1)));
        var rules = new ArrayList<LimitRule>();
        rules.add(new LimitRule(
                "subject", List.of(Dimension.SUBJECT), List.of(), windows.subList(0, 1 + random.nextInt(3)), false));
        if (random.nextBoolean())
            rules.add(new LimitRule(
                    "client", List.of(Dimension.CLIENT), List.of(), windows.subList(1, 2 + random.nextInt(2)), false));
        return new LimitPolicy(
                name,
                rules,
                random.nextInt(3) == 0 ? Mode.STRICT : Mode.SMOOTH,
                Priority.HIGH,
                random.nextBoolean() ? Map.of() : Map.of(Priority.NORMAL, 10, Priority.LOW, 30),
                random.nextInt(3) == 0 ? random.nextInt(10) : 0,
                Duration.ZERO,
                LimitPolicy.Outage.OPEN,
                consistency,
                false,
                Map.of(),
                Map.of());
    }
}
