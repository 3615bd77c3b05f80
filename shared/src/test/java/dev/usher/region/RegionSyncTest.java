package dev.usher.region;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Consistency;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.Regions;
import dev.usher.config.Regions.Region;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.MemoryRegion;
import dev.usher.limit.RegionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three regions and their workers in virtual time, over ways that lose, double, delay and overtake. */
final class RegionSyncTest {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int LIMIT = 300;

    private final AtomicLong now = new AtomicLong(1_800_000_000_000L);
    private final Random random = new Random(7);
    private final Map<String, MemoryRegion> regions = new HashMap<>();
    private final Map<String, RegionSync> workers = new HashMap<>();
    private final List<Late> late = new ArrayList<>();
    private boolean cut;
    private int lost;
    private int drainsLost;

    private record Late(long dueMs, Runnable what) {}

    private void start(LimitPolicy policy) {
        for (var name : NAMES) renew(name);
        for (var name : NAMES) work(name, policy);
        pass(2_000);
    }

    /** An empty memory. */
    private void renew(String name) {
        regions.put(name, new MemoryRegion(of(name), () -> Instant.ofEpochMilli(now.get()), Calendar.PLAIN));
    }

    private static Regions of(String own) {
        return new Regions(
                own, NAMES.stream().map(name -> new Region(name, 1, null)).toList());
    }

    private void work(String name, LimitPolicy policy) {
        var peers = new HashMap<String, RegionStore>();
        for (var peer : NAMES) if (!peer.equals(name)) peers.put(peer, new Way(name, peer));
        workers.put(
                name,
                new RegionSync(
                        of(name),
                        List.of(policy),
                        new Way(name, name),
                        peers,
                        (peer, task) -> late.add(new Late(now.get() + 10 + random.nextInt(80), task)),
                        () -> now.get() * 1_000_000));
    }

    /** Lets virtual time go by, a batch at a time; messages overtake each other. */
    private void pass(long ms) {
        for (long end = now.get() + ms; now.get() < end; now.addAndGet(10)) {
            workers.values().forEach(RegionSync::tick);
            for (var each : List.copyOf(late))
                if (each.dueMs <= now.get()) {
                    late.remove(each);
                    each.what.run();
                }
        }
    }

    private MemoryRegion region(String name) {
        return java.util.Objects.requireNonNull(regions.get(name));
    }

    private RegionView view(String name) {
        return java.util.Objects.requireNonNull(workers.get(name)).view();
    }

    private int flood(String name, Ask ask, int most) {
        int admitted = 0;
        for (int i = 0; i < most; i++) if (region(name).check(ask) instanceof Admission.Admitted) admitted++;
        return admitted;
    }

    private List<Long> remaining(Ask ask) {
        return NAMES.stream()
                .map(name -> region(name).peek(ask).readings().getFirst().remaining())
                .toList();
    }

    /** What lies between a worker and a store: nothing when it is its own. */
    private final class Way implements RegionStore {
        private final String from;
        private final String to;

        Way(String from, String to) {
            this.from = from;
            this.to = to;
        }

        @Override
        @SuppressWarnings("NullAway") // the port says null for what can't be reached
        public Drained drain(String policy) {
            var drained = region(to).drain(policy);
            return drainsLost-- > 0 ? null : drained;
        }

        @Override
        public Merged merge(Message message) {
            if (cut && (from.equals("c") || to.equals("c"))) return gone();
            if (random.nextInt(100) < lost) return gone();
            var merged = region(to).merge(message);
            if (random.nextInt(100) < lost)
                late.add(new Late(now.get() + 300, () -> region(to).merge(message)));
            return random.nextInt(100) < lost ? gone() : merged;
        }

        @SuppressWarnings("NullAway") // the port says null for what can't be reached
        private Merged gone() {
            return null;
        }

        @Override
        public Swept sweep(String policy, String cursor) {
            return region(to).sweep(policy, cursor);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 60})
    void everyRegionComesToKnowTheSumWhateverIsLost(int lostOfHundred) {
        var ask = ask(Consistency.EVENTUAL);
        start(ask.policy());
        lost = lostOfHundred;
        flood("a", ask, 10);
        pass(300);
        flood("b", ask, 20);
        flood("c", ask, 30);
        flood("a", ask, 5);
        pass(1_000);
        lost = 0;
        pass(1_000);
        assertThat(remaining(ask)).containsOnly(LIMIT - 65L);
    }

    @Test
    void bothSidesOfACutKeepToTheirPartOfWhatWasLeft() {
        var ask = ask(Consistency.EVENTUAL);
        start(ask.policy());
        flood("a", ask, 90);
        pass(1_000);
        cut = true;
        pass(1_000);
        assertThat(view("a").policies().getFirst().silent()).containsExactly("c");
        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            for (var name : NAMES) admitted += flood(name, ask, 5);
            pass(200);
        }
        assertThat(admitted).isEqualTo(LIMIT - 90);
        cut = false;
        pass(3_000);
        assertThat(remaining(ask)).containsOnly(0L);
        assertThat(view("c").policies().getFirst().silent()).isEmpty();
        assertThat(view("c").policies().getFirst().passed()).isZero();
    }

    @Test
    void aCutThatWasNotNoticedYetIsCountedAfterwards() {
        var ask = ask(Consistency.EVENTUAL);
        start(ask.policy());
        cut = true;
        int admitted = flood("a", ask, LIMIT) + flood("c", ask, 50);
        cut = false;
        pass(3_000);
        assertThat(admitted).isEqualTo(LIMIT + 50);
        for (var name : List.of("a", "c"))
            assertThat(view(name).policies().getFirst().passed()).as(name).isEqualTo(50);
    }

    @Test
    void whoLosesItsMemoryGetsItBackAndIsNotTrustedBefore() {
        var ask = ask(Consistency.EVENTUAL);
        start(ask.policy());
        flood("b", ask, 120);
        flood("a", ask, 30);
        pass(1_000);
        renew("b");
        assertThat(flood("b", ask, LIMIT)).as("its own part").isEqualTo(100);
        pass(3_000);
        assertThat(remaining(ask)).containsOnly(LIMIT - 250L);
    }

    @Test
    void aWorkerThatStartsAnewTellsEverything() {
        var ask = ask(Consistency.EVENTUAL);
        start(ask.policy());
        flood("a", ask, 40);
        region("a").drain(ask.policy().name()); // taken by a worker that died with it
        work("a", ask.policy());
        pass(1_000);
        assertThat(remaining(ask)).containsOnly(LIMIT - 40L);
    }

    @Test
    void whatWasTakenOutAndNeverArrivedIsToldAtOnce() {
        var ask = ask(Consistency.EVENTUAL);
        start(ask.policy());
        flood("a", ask, 40);
        drainsLost = NAMES.size();
        pass(1_000);
        assertThat(remaining(ask)).containsOnly(LIMIT - 40L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30})
    void rightsAreNeverUsedTwice(int lostOfHundred) {
        var ask = ask(Consistency.ESCROW);
        start(ask.policy());
        lost = lostOfHundred;
        int admitted = 0;
        for (int i = 0; i < 600; i++) {
            cut = random.nextInt(4) == 0;
            admitted += flood(NAMES.get(random.nextInt(3)), ask, random.nextInt(10));
            pass(100 + random.nextInt(100));
        }
        assertThat(admitted).isLessThanOrEqualTo(LIMIT).isGreaterThan(LIMIT * 9 / 10);
    }

    @Test
    void whatOneNeedsOthersLend() {
        var ask = ask(Consistency.ESCROW);
        start(ask.policy());
        int admitted = 0;
        for (int i = 0; i < 50; i++) {
            admitted += flood("a", ask, 20);
            pass(300);
        }
        assertThat(admitted).isGreaterThan(LIMIT * 9 / 10);
    }

    @Test
    void anEscrowRegionWithoutMemoryAdmitsNothingUntilAllHaveTold() {
        var ask = ask(Consistency.ESCROW);
        start(ask.policy());
        flood("b", ask, 60);
        pass(1_000);
        cut = true; // between b and c
        renew("b");
        lost = 100;
        pass(2_000);
        assertThat(flood("b", ask, LIMIT)).isZero();
        lost = 0;
        cut = false;
        pass(3_000);
        var reading = region("b").peek(ask).readings().getFirst();
        assertThat(reading.limit() - reading.remaining()).as("used").isEqualTo(60);
    }

    private static Ask ask(Consistency consistency) {
        var plain = LimitPolicy.of("shared", Mode.STRICT, List.of(new Window("day", LIMIT, Duration.ofDays(1))));
        var policy = new LimitPolicy(
                plain.name(),
                plain.rules(),
                Mode.STRICT,
                plain.priority(),
                Map.of(),
                0,
                Duration.ZERO,
                plain.outage(),
                consistency,
                false,
                Map.of(),
                Map.of());
        return Ask.of(policy, "a");
    }
}
