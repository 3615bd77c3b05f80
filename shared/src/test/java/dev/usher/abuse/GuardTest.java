package dev.usher.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.calendar.Calendar;
import dev.usher.config.AbusePolicy;
import dev.usher.config.AbusePolicy.Step;
import dev.usher.config.ConfigReader;
import dev.usher.limit.Ask;
import dev.usher.limit.LocalLimiter;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import dev.usher.testing.InMemoryWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What follows from an offence; what is found and by whom is in DetectorTest and RedisGuardIT. */
final class GuardTest {
    private static final Instant NOW = Instant.parse("2026-06-06T12:00:00Z");
    private static final List<Step> STEPS = List.of(
            new Step(500, Duration.ofMinutes(10)),
            new Step(100, Duration.ofMinutes(30)),
            new Step(1, Duration.ofHours(2)));

    @Test
    void looksOnWhenNothingElseIsConfigured() {
        assertThat(AbusePolicy.USUAL.response()).isEmpty();
        assertThat(Penalty.next(null, List.of(), "why", NOW)).isNull();
    }

    @Test
    void takesTheNextStepForWhoGoesOnAndStaysAtTheLast() {
        var first = Penalty.next(null, STEPS, "one", NOW);
        assertThat(first).isEqualTo(new Penalty(1, 500, NOW, NOW.plus(Duration.ofMinutes(10)), "one"));
        var later = NOW.plus(Duration.ofMinutes(10));
        var second = Penalty.next(first, STEPS, "two", later);
        assertThat(second).isEqualTo(new Penalty(2, 100, later, later.plus(Duration.ofMinutes(30)), "two"));
        var third = Objects.requireNonNull(Penalty.next(second, STEPS, "three", later));
        var fourth = Objects.requireNonNull(Penalty.next(third, STEPS, "four", later));
        assertThat(List.of(third.level(), fourth.level())).containsExactly(3, 3);
        assertThat(fourth.holds(later.plus(Duration.ofHours(2)))).isFalse();
    }

    /** Who claimed an alert is the only one to raise it. */
    @Test
    void tellsOfAnAlertThoughNothingElseCanBeWritten() {
        assertThat(toldOf(new Claiming())).containsExactly("limit:shop");
    }

    @Test
    void anAlertIsRaisedAndToldThoughNobodyCanBeHeld() {
        var watch = new InMemoryWatch();
        assertThat(toldOf(watch)).containsExactly("limit:shop");
        assertThat(watch.alerts).singleElement().satisfies(alert -> assertThat(alert.level())
                .isZero());
    }

    /** Of what is told when a client that loops is found and can't be held. */
    private static List<String> toldOf(Alerts alerts) {
        var clock = new FakeClock();
        var told = new ArrayList<String>();
        Trails trails = (policy, slice, more) -> {
            var seen = new HashMap<Party, Trail>();
            more.parties().forEach((party, step) -> seen.put(party, new Trail(step.calls(), 0, null, step.denied())));
            return new Trails.Seen(seen, Map.of());
        };
        var guard = new Guard(
                new AbusePolicy(60, 1000, 3, STEPS),
                new Guard.Parts(trails, alerts, Penalties.NONE, symptom -> told.add(symptom.subject())),
                JsonLog.off(),
                clock);
        var policy = ConfigReader.limit("shop", "{ queue: 0, minute: 1 }");
        var limiter = new LocalLimiter(clock, Calendar.PLAIN, false);
        for (int i = 0; i < 9; i++) guard.note(Ask.of(policy, "loop"), limiter.check(Ask.of(policy, "loop")));
        assertThatThrownBy(guard::flush).isInstanceOf(WatchUnavailable.class);
        return told;
    }

    private static final class Claiming implements Alerts {
        @Override
        public boolean claim(Alert alert) {
            return true;
        }

        @Override
        public void raise(Alert alert) {
            throw new WatchUnavailable("as the test asked");
        }

        @Override
        public List<Alert> of(String policy) {
            return List.of();
        }
    }

    @Test
    void beginsAnewAfterADay() {
        var old = new Penalty(3, 1, NOW, NOW.plus(Duration.ofHours(2)), "three");
        var next = Objects.requireNonNull(Penalty.next(old, STEPS, "one", NOW.plus(Penalty.REMEMBERED)));
        assertThat(next.level()).isEqualTo(1);
    }
}
