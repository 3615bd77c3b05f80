package dev.usher.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.breaker.Passage.Permit;
import dev.usher.breaker.Passage.Refused;
import dev.usher.config.BreakerPolicy;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LocalBreakersTest {
    private static final BreakerId ID = BreakerId.destination("ledger");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Result GOOD = new Result.Good();
    private static final Result BAD = new Result.Bad("timeout");

    private final FakeClock clock = new FakeClock();
    private final LocalBreakers breakers = new LocalBreakers(JsonLog.off(), clock);

    /** A rate that a single environment's row of failures always comes before. */
    private static BreakerPolicy policy(int failures, int successes) {
        return new BreakerPolicy(
                failures,
                100,
                10_000,
                Duration.ofSeconds(60),
                successes,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5));
    }

    /** One environment alone is what both can decide: the row of failures, the open time, one probe, the row of good ones. */
    @Test
    void agreesWithTheSharedMachineWhereBothApply() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var policy = policy(2 + random.nextInt(5), 1 + random.nextInt(3));
            var local = new LocalBreakers(JsonLog.off(), clock);
            var machine = Machine.FRESH;
            for (int step = 0; step < 150; step++) {
                // Longer than others are listened to for, before one environment is believed.
                clock.advance(Duration.ofMillis(700 + random.nextInt(random.nextInt(4) == 0 ? 60_000 : 900)));
                long now = clock.millis();
                var passage = local.ask(ID, policy, TIMEOUT);
                var asked = machine.permit(now, 12_000);
                machine = asked.machine();
                assertThat(passage instanceof Permit)
                        .as("seed %d step %d: %s", seed, step, machine)
                        .isEqualTo(asked.word() != Machine.Word.REFUSED);
                if (!(passage instanceof Permit permit)) {
                    assertThat(((Refused) passage).until().toEpochMilli()).isEqualTo(machine.untilMs());
                    continue;
                }
                boolean good = random.nextInt(3) == 0;
                local.tell(permit, good ? GOOD : BAD);
                long generation = machine.generation();
                machine = asked.word() == Machine.Word.PROBE
                        ? (good
                                        ? machine.good(generation, policy, now)
                                        : machine.bad(generation, "a", "timeout", policy, now, 0))
                                .machine()
                        : machine.report(report(generation, good), policy, now, 0)
                                .machine();
            }
        }
    }

    private static Report report(long generation, boolean good) {
        return good ? new Report("a", generation, 1, 0, 0, 0, "") : new Report("a", generation, 0, 1, 1, -1, "timeout");
    }

    private Permit permit(BreakerPolicy policy) {
        return (Permit) breakers.ask(ID, policy, TIMEOUT);
    }

    @Test
    void letsOneProbePassAtATime() {
        var policy = policy(3, 2);
        for (int i = 0; i < 3; i++) breakers.tell(permit(policy), BAD);
        assertThat(breakers.ask(ID, policy, TIMEOUT)).isInstanceOf(Refused.class);
        clock.advance(Duration.ofSeconds(30));
        var probe = permit(policy);
        assertThat(breakers.ask(ID, policy, TIMEOUT)).isInstanceOf(Refused.class);
        breakers.tell(probe, new Result.Mute());
        var second = permit(policy);
        assertThat(breakers.ask(ID, policy, TIMEOUT)).isInstanceOf(Refused.class);
        breakers.tell(second, GOOD);
        var third = permit(policy);
        assertThat(breakers.ask(ID, policy, TIMEOUT)).isInstanceOf(Refused.class);
        breakers.tell(third, GOOD);
        permit(policy);
        permit(policy);
    }

    @Test
    void whatComesLateCountsForNothing() {
        var policy = policy(3, 1);
        var failing = permit(policy);
        var mute = permit(policy);
        for (int i = 0; i < 3; i++) breakers.tell(permit(policy), BAD);
        clock.advance(Duration.ofSeconds(30));
        var probe = permit(policy);
        breakers.tell(mute, new Result.Mute());
        assertThat(breakers.ask(ID, policy, TIMEOUT)).as("one probe").isInstanceOf(Refused.class);
        breakers.tell(failing, BAD);
        breakers.tell(probe, GOOD);
        for (int i = 0; i < 2; i++) breakers.tell(permit(policy), BAD);
        permit(policy);
    }

    @Test
    void opensAtARateOfFailuresToo() {
        var policy = new BreakerPolicy(
                100, 50, 10, Duration.ofSeconds(60), 2, Duration.ofSeconds(30), Duration.ofMinutes(5));
        for (int i = 0; i < 9; i++) breakers.tell(permit(policy), i % 2 == 0 ? GOOD : BAD);
        breakers.tell(permit(policy), BAD);
        assertThat(breakers.ask(ID, policy, TIMEOUT)).isInstanceOf(Refused.class);
    }

    @Test
    void whoKnewThatItWasOpenDoesNotBeginByCalling() {
        var policy = policy(5, 2);
        long until = clock.millis() + 5000;
        var open = new View(Phase.OPEN, 7, until, 0, false, false, Long.MAX_VALUE);
        assertThat(breakers.ask(ID, policy, open)).isEqualTo(new Refused(java.time.Instant.ofEpochMilli(until)));
        clock.advance(Duration.ofSeconds(5));
        var probe = (Permit) breakers.ask(ID, policy, open);
        assertThat(breakers.ask(ID, policy, open)).isInstanceOf(Refused.class);
        breakers.tell(probe, BAD);
        assertThat(breakers.ask(ID, policy, open))
                .isEqualTo(new Refused(clock.instant().plusSeconds(60)));
    }

    @Test
    void rememberesWhatWasSeenWhileOthersDecided() {
        var policy = policy(3, 1);
        var shared = new Permit(ID, policy, 0, Passage.Way.CLOSED);
        for (int i = 0; i < 2; i++) breakers.hear(shared, BAD);
        breakers.tell(permit(policy), BAD);
        assertThat(breakers.ask(ID, policy, TIMEOUT)).isInstanceOf(Refused.class);
        breakers.hear(shared, GOOD);
        permit(policy);
    }
}
