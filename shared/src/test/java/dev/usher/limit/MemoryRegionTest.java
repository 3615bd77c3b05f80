package dev.usher.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Consistency;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.Regions;
import dev.usher.config.Regions.Region;
import dev.usher.config.Window;
import dev.usher.limit.RegionStore.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What regions leave for each other when a shared limit is nearly used up. */
final class MemoryRegionTest {
    private static final List<Region> ALL =
            List.of(new Region("east", 2, null), new Region("west", 1, null), new Region("eu", 1, null));

    private long nowMs =
            1_800_000_000_000L - 1_800_000_000_000L % 3_600_000; // an hour and a part of what is unheard begin
    private final Map<String, MemoryRegion> regions = new HashMap<>();

    MemoryRegionTest() {
        for (var region : ALL)
            regions.put(
                    region.name(),
                    new MemoryRegion(
                            new Regions(region.name(), ALL), () -> Instant.ofEpochMilli(nowMs), Calendar.PLAIN));
    }

    private MemoryRegion region(String name) {
        return Objects.requireNonNull(regions.get(name));
    }

    /** Everybody hears of everything that was counted. */
    private void tell(Ask ask) {
        var policy = ask.policy().name();
        boolean escrow = ask.policy().consistency() == Consistency.ESCROW;
        for (var from : ALL) {
            var parcels = region(from.name()).drain(policy).parcels();
            for (var to : ALL) {
                if (to.equals(from)) continue;
                var store = region(to.name());
                long era = store.merge(new Message(policy, escrow, from.name(), 0, List.of()))
                        .eraMs();
                store.merge(new Message(policy, escrow, from.name(), era, parcels));
            }
        }
    }

    private Ask ask(long limit) {
        var plain = LimitPolicy.of("shared", Mode.SMOOTH, List.of(new Window("hour", limit, Duration.ofHours(1))));
        return Ask.of(
                new LimitPolicy(
                        plain.name(),
                        plain.rules(),
                        plain.mode(),
                        plain.priority(),
                        plain.reserve(),
                        plain.queue(),
                        plain.retryAfter(),
                        plain.outage(),
                        Consistency.EVENTUAL,
                        false,
                        Map.of(),
                        Map.of()),
                "a");
    }

    private int flood(String region, Ask ask) {
        int admitted = 0;
        while (region(region).check(ask) instanceof Admission.Admitted) admitted++;
        return admitted;
    }

    /** All have counted something, told it, and been heard. */
    private Ask begun(long limit, int east, int west, int eu) {
        var ask = ask(limit);
        tell(ask);
        for (int i = 0; i < east; i++) region("east").check(ask);
        for (int i = 0; i < west; i++) region("west").check(ask);
        for (int i = 0; i < eu; i++) region("eu").check(ask);
        tell(ask);
        nowMs += 200;
        tell(ask);
        return ask;
    }

    @Test
    void regionsThatAreAskedAtOnceShareWhatIsLeftByTheirWeights() {
        var ask = begun(100, 20, 20, 20);
        assertThat(flood("east", ask)).isEqualTo(20);
        assertThat(flood("west", ask)).isEqualTo(10);
        assertThat(flood("eu", ask)).isEqualTo(10);
    }

    @Test
    void aRegionThatIsAskedAloneUsesWhatIsLeftOnceTheOthersWouldHaveToldOfMore() {
        var ask = begun(100, 20, 20, 20);
        int admitted = flood("west", ask);
        while (region("west").check(ask) instanceof Admission.Refused refused
                && refused.tightest().remaining() > 0) {
            assertThat(refused.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofMillis(200));
            nowMs += refused.retryAfter().toMillis() - 1;
            tell(ask);
            assertThat(region("west").check(ask)).isInstanceOf(Admission.Refused.class);
            nowMs++;
            int more = flood("west", ask);
            assertThat(more).isPositive();
            admitted += more;
        }
        assertThat(admitted).isEqualTo(40);
    }

    @Test
    void nothingIsPresumedOfRegionsThatHaveCountedNothing() {
        var ask = begun(100, 0, 0, 0);
        assertThat(flood("west", ask)).isEqualTo(100);
    }

    @Test
    void noMoreIsPresumedOfARegionThanIsKnownOfIt() {
        var ask = begun(100, 3, 0, 0);
        assertThat(flood("west", ask)).isEqualTo(94);
    }

    @Test
    void nothingIsPresumedOfWhoIsAway() {
        var ask = begun(100, 20, 20, 20);
        nowMs += Block.SILENCE.toMillis();
        assertThat(flood("west", ask)).as("a quarter of 40").isEqualTo(10);
        assertThat(flood("east", ask)).as("half of 40").isEqualTo(20);
    }

    @Test
    void whatIsTakenInPartLeavesRoomToo() {
        var ask = begun(100, 20, 20, 20);
        for (int i = 0; i < 8; i++) region("west").check(ask);
        assertThat(region("west").check(ask.cost(50).inPart()))
                .isInstanceOfSatisfying(
                        Admission.Admitted.class,
                        admitted -> assertThat(admitted.charge().units()).isEqualTo(8));
    }
}
