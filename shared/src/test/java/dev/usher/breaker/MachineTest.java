package dev.usher.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.BreakerPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MachineTest {
    private static final BreakerPolicy POLICY = BreakerPolicy.USUAL;
    private static final long NOW = 1_800_000_000_000L;
    private static final long LEASE = 12_000;

    private Machine machine = Machine.FRESH;
    private long now = NOW;

    private Machine.Word fail(String environment) {
        return took(
                machine.report(new Report(environment, machine.generation(), 0, 1, 1, -1, "timeout"), POLICY, now, 0));
    }

    private Machine.Word succeed(String environment, int calls) {
        return took(machine.report(new Report(environment, machine.generation(), calls, 0, 0, 0, ""), POLICY, now, 0));
    }

    private Machine.Word permit() {
        return took(machine.permit(now, LEASE));
    }

    private Machine.Word took(Machine.Step step) {
        machine = step.machine();
        return step.word();
    }

    private void opened() {
        for (int i = 0; i < 5; i++) fail(i % 2 == 0 ? "a" : "b");
        assertThat(machine.phase()).isEqualTo(Phase.OPEN);
    }

    @Test
    void opensAtTheFifthFailureInARowThatTwoEnvironmentsSee() {
        for (int i = 0; i < 4; i++) fail(i % 2 == 0 ? "a" : "b");
        assertThat(machine.phase()).isEqualTo(Phase.CLOSED);

        fail("a");

        assertThat(machine.phase()).isEqualTo(Phase.OPEN);
        assertThat(machine.untilMs()).isEqualTo(now + 30_000);
        assertThat(machine.evidence().errors()).isEqualTo(Map.of("timeout", 5));
    }

    @Test
    void oneEnvironmentIsBelievedAloneOnceOthersHadTimeToSayWhatTheySee() {
        for (int i = 0; i < 20; i++) fail("a");
        assertThat(machine.phase()).isEqualTo(Phase.CLOSED);
        assertThat(machine.suspect()).isTrue();

        now += Evidence.HEARING_MS;
        fail("a");
        assertThat(machine.phase()).isEqualTo(Phase.OPEN);
    }

    @Test
    void oneBadEnvironmentDoesNotOpenItForOthersWhoGetThrough() {
        for (int i = 0; i < 100; i++) {
            fail("bad");
            if (machine.suspect()) succeed("good", 50);
            now += 400;
        }
        assertThat(machine.phase()).isEqualTo(Phase.CLOSED);
        var seen = Transition.Seen.of(machine.evidence());
        assertThat(Verdict.of(seen).side()).isEqualTo(Verdict.Side.US);
    }

    @Test
    void aFailureOfAnotherLongAgoIsNoSecondWitnessUntilItHadTimeToSayOtherwise() {
        fail("good");
        now += 50_000;
        for (int i = 0; i < 20; i++) fail("bad");
        assertThat(machine.phase()).isEqualTo(Phase.CLOSED);
        succeed("good", 100);
        now += Evidence.HEARING_MS;
        for (int i = 0; i < 20; i++) fail("bad");
        assertThat(machine.phase()).isEqualTo(Phase.CLOSED);

        machine = Machine.FRESH;
        fail("silent");
        now += 50_000;
        fail("bad");
        now += Evidence.HEARING_MS;
        for (int i = 0; i < 5; i++) fail("bad");
        assertThat(machine.phase()).isEqualTo(Phase.OPEN);
    }

    @Test
    void aGoodCallBetweenEndsTheRow() {
        for (int i = 0; i < 4; i++) fail(i % 2 == 0 ? "a" : "b");
        now += 10;
        succeed("a", 1);
        now += 10;
        for (int i = 0; i < 4; i++) fail(i % 2 == 0 ? "a" : "b");
        assertThat(machine.phase()).isEqualTo(Phase.CLOSED);
    }

    @Test
    void halfOfTheWindowOpensItToo() {
        for (int i = 0; i < 6; i++) {
            succeed("a", 1);
            now += 200;
            fail("b");
            succeed("b", 0);
            now += 200;
            if (i < 3) fail("a");
            now += 200;
            succeed("a", 0);
            if (machine.phase() == Phase.OPEN) break;
        }
        assertThat(machine.phase()).isEqualTo(Phase.OPEN);
        assertThat(machine.evidence().run()).hasSizeLessThan(POLICY.failures());
    }

    @Test
    void failuresOlderThanTheWindowDoNotCountForTheRate() {
        var patient = new BreakerPolicy(
                100, 50, 10, Duration.ofSeconds(60), 2, Duration.ofSeconds(30), Duration.ofMinutes(5));
        for (int i = 0; i < 40; i++) {
            took(machine.report(new Report(i % 2 == 0 ? "a" : "b", 0, 0, 1, 1, -1, "dns"), patient, now, 0));
            now += 7_000;
        }
        assertThat(machine.phase()).isEqualTo(Phase.CLOSED);
        assertThat(machine.evidence().bad()).isEqualTo(8);
    }

    @Test
    void whileItIsOpenNobodyPasses() {
        opened();
        now = machine.untilMs() - 1;
        assertThat(permit()).isEqualTo(Machine.Word.REFUSED);
        now++;
        assertThat(permit()).isEqualTo(Machine.Word.PROBE);
        assertThat(permit()).isEqualTo(Machine.Word.REFUSED);
    }

    @Test
    void twoGoodProbesCloseIt() {
        opened();
        now = machine.untilMs();
        permit();
        took(machine.good(machine.generation(), POLICY, now));
        assertThat(machine.phase()).isEqualTo(Phase.HALF_OPEN);
        permit();
        took(machine.good(machine.generation(), POLICY, now));
        assertThat(machine.phase()).isEqualTo(Phase.CLOSED);
        assertThat(machine.evidence()).isEqualTo(Evidence.NONE);
    }

    @Test
    void aProbeThatFailsOpensItForTwiceAsLongUpToTheLongest() {
        opened();
        for (var minutes : new double[] {1, 2, 4, 5, 5}) {
            now = machine.untilMs();
            permit();
            took(machine.bad(machine.generation(), "a", "http_503", POLICY, now, 0));
            assertThat(machine.untilMs() - now).isEqualTo((long) (minutes * 60_000));
        }
        now = machine.untilMs();
        for (int i = 0; i < 2; i++) {
            permit();
            took(machine.good(machine.generation(), POLICY, now));
        }
        opened();
        assertThat(machine.untilMs() - now).isEqualTo(30_000);
    }

    @Test
    void jitterOnlyShortens() {
        for (int jitter = 0; jitter <= Machine.JITTER_THOUSANDTHS; jitter += 10) {
            machine = Machine.FRESH;
            for (int i = 0; i < 4; i++) fail(i % 2 == 0 ? "a" : "b");
            took(machine.report(new Report("a", 0, 0, 1, 1, -1, "dns"), POLICY, now, jitter));
            assertThat(machine.untilMs() - now).isBetween(27_000L, 30_000L);
        }
    }

    @Test
    void aProbeWhoseMakerDiedIsGivenUpWhenItsLeaseEndsAndCountsForNothingAfterwards() {
        opened();
        now = machine.untilMs();
        permit();
        long killed = machine.generation();
        now += LEASE - 1;
        assertThat(permit()).isEqualTo(Machine.Word.REFUSED);
        now++;
        assertThat(permit()).isEqualTo(Machine.Word.PROBE);
        var before = machine;
        assertThat(took(machine.good(killed, POLICY, now))).isEqualTo(Machine.Word.IGNORED);
        assertThat(took(machine.bad(killed, "a", "timeout", POLICY, now, 0))).isEqualTo(Machine.Word.IGNORED);
        assertThat(machine).isEqualTo(before);
    }

    @Test
    void aProbeThatTellsNothingMakesRoomForTheNext() {
        opened();
        now = machine.untilMs();
        permit();
        took(machine.good(machine.generation(), POLICY, now));
        permit();
        took(machine.mute(machine.generation(), now));
        assertThat(machine.successes()).isEqualTo(1);
        assertThat(permit()).isEqualTo(Machine.Word.PROBE);
    }

    @Test
    void whatWasBegunBeforeItOpenedCountsForNothingAfterItClosed() {
        long old = machine.generation();
        opened();
        now = machine.untilMs();
        for (int i = 0; i < 2; i++) {
            permit();
            took(machine.good(machine.generation(), POLICY, now));
        }
        var closed = machine;
        for (int i = 0; i < 10; i++) {
            var late = new Report(i % 2 == 0 ? "a" : "b", old + i, 0, 1, 1, -1, "timeout");
            assertThat(took(machine.report(late, POLICY, now, 0))).isEqualTo(Machine.Word.IGNORED);
        }
        assertThat(machine).isEqualTo(closed);
    }

    @Test
    void anOperatorsWordStandsUntilItEnds() {
        var hour = new Machine.Force("ann", "maintenance", now + 3_600_000);
        took(machine.force(Phase.CLOSED, hour, now));
        for (int i = 0; i < 10; i++) assertThat(fail(i % 2 == 0 ? "a" : "b")).isEqualTo(Machine.Word.IGNORED);
        now = hour.untilMs();
        opened();

        took(machine.force(Phase.OPEN, new Machine.Force("ann", "maintenance", now + 1000), now));
        now += 999;
        assertThat(permit()).isEqualTo(Machine.Word.REFUSED);
        now++;
        assertThat(permit()).isEqualTo(Machine.Word.PROBE);
        assertThat(machine.force()).isNull();
        took(machine.reset(now));
        assertThat(permit()).isEqualTo(Machine.Word.PASS);
    }

    @Test
    void whatIsRememberedNoLongerIsFreshAndItsGenerationsDoNotComeAgain() {
        opened();
        long generation = machine.generation();
        now = machine.keptMs();
        machine = machine.at(now);
        assertThat(machine).isEqualTo(Machine.FRESH);
        opened();
        assertThat(machine.generation()).isGreaterThan(generation);
    }

    /** Whatever environments do, in whatever order: never two probes at a time, and no permit while it is open. */
    @Test
    void neverTwoProbesAtATimeWhateverHappens() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            machine = Machine.FRESH;
            now = NOW + seed;
            long probe = 0;
            long leaseEnds = 0;
            for (int step = 0; step < 300; step++) {
                long generation = machine.generation();
                switch (random.nextInt(6)) {
                    case 0, 1 -> fail("e" + random.nextInt(3));
                    case 2 -> succeed("e" + random.nextInt(3), random.nextInt(3));
                    case 3 -> {
                        boolean refusing = machine.phase() == Phase.OPEN && now < machine.untilMs();
                        var word = permit();
                        assertThat(word == Machine.Word.REFUSED || !refusing).isTrue();
                        if (word != Machine.Word.PROBE) break;
                        assertThat(now >= leaseEnds || probe != generation)
                                .as("seed %d", seed)
                                .isTrue();
                        probe = machine.generation();
                        leaseEnds = now + LEASE;
                    }
                    case 4 -> took(machine.good(random.nextBoolean() ? probe : 7, POLICY, now));
                    default -> took(machine.bad(random.nextBoolean() ? probe : 7, "e", "dns", POLICY, now, 0));
                }
                assertThat(machine.generation()).isGreaterThanOrEqualTo(generation);
                now += random.nextInt(5) == 0 ? random.nextInt(40_000) : random.nextInt(500);
            }
        }
    }

    @Test
    void openTimesStopGrowing() {
        assertThat(POLICY.openFor(0)).isEqualTo(Duration.ofSeconds(30));
        assertThat(POLICY.openFor(3)).isEqualTo(Duration.ofMinutes(4));
        assertThat(POLICY.openFor(1_000_000)).isEqualTo(Duration.ofMinutes(5));
    }
}
