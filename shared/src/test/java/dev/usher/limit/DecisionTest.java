package dev.usher.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.LimitRule;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Priority;
import dev.usher.config.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What admission means, on the readable limiter; {@code RedisLimiterIT} shows that the script means the same. */
final class DecisionTest {
    private static final long T0 = 1_800_000_000_000L;

    private final AtomicLong now = new AtomicLong(T0);
    private final LocalLimiter limiter = new LocalLimiter(() -> Instant.ofEpochMilli(now.get()), Calendar.PLAIN, false);

    static Window per(long limit, Duration length) {
        return new Window("w" + length.toSeconds(), limit, length);
    }

    static LimitPolicy policy(Mode mode, Window... windows) {
        return LimitPolicy.of("policy", mode, List.of(windows));
    }

    @ParameterizedTest
    @EnumSource
    void admitsExactlyTheLimitAtOnce(Mode mode) {
        var policy = policy(mode, per(50, Duration.ofMinutes(1)), per(1000, Duration.ofHours(1)));
        int admitted = 0;
        for (int i = 0; i < 200; i++) if (limiter.check(Ask.of(policy, "a")) instanceof Admission.Admitted) admitted++;
        assertThat(admitted).isEqualTo(50);
    }

    @Test
    void aDenialDebitsNothingAnywhere() {
        var policy = policy(Mode.SMOOTH, per(10, Duration.ofMinutes(1)), per(1000, Duration.ofDays(1)));
        for (int i = 0; i < 100; i++) limiter.check(Ask.of(policy, "a"));
        var day = limiter.peek(Ask.of(policy, "a")).readings().getLast();
        assertThat(day.remaining()).isEqualTo(990);
    }

    @ParameterizedTest
    @EnumSource
    void isAdmittedExactlyAtTheTimeItWasToldAndNotAMillisecondBefore(Mode mode) {
        var random = new Random(20261121);
        int checked = 0;
        for (int subject = 0; checked < 30_000; subject++) {
            var policy = policy(
                    mode,
                    per(1 + random.nextInt(40), Duration.ofSeconds(10)),
                    per(1 + random.nextInt(90), Duration.ofSeconds(60)));
            var ask = Ask.of(policy, "s" + subject);
            for (int i = 0; i < 150; i++) {
                limiter.check(ask);
                if (limiter.peek(ask) instanceof Admission.Refused refused) {
                    assertTellsTheTime(ask, refused);
                    checked++;
                }
                now.addAndGet(random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(50));
            }
        }
    }

    /** Denied one millisecond before, admitted then. */
    private void assertTellsTheTime(Ask ask, Admission.Refused refused) {
        long at = now.get();
        now.set(at + refused.retryAfter().toMillis() - 1);
        assertThat(limiter.peek(ask)).isInstanceOf(Admission.Refused.class);
        now.incrementAndGet();
        assertThat(limiter.peek(ask)).isInstanceOf(Admission.Admitted.class);
        now.set(at);
    }

    @ParameterizedTest
    @EnumSource
    void whoTakesLessToIsAdmittedAsSoonAsAnythingFitsAndNotAMillisecondBefore(Mode mode) {
        var random = new Random(7);
        for (int subject = 0, checked = 0; checked < 3_000; subject++) {
            var policy = policy(
                    mode,
                    per(2 + random.nextInt(9), Duration.ofSeconds(10)),
                    per(2 + random.nextInt(30), Duration.ofSeconds(60)));
            var ask = Ask.of(policy, "s" + subject).cost(1 + random.nextInt(40)).inPart();
            for (int i = 0; i < 50; i++) {
                if (limiter.check(ask) instanceof Admission.Refused refused) {
                    assertTellsTheTime(ask, refused);
                    checked++;
                }
                now.addAndGet(random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(50));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void adversarialArrivalsNeverPassTheBoundOfTheWindow(Mode mode) {
        var random = new Random(5);
        for (int subject = 0; subject < 40; subject++) {
            int limit = 1 + random.nextInt(60);
            var policy = policy(mode, per(limit, Duration.ofSeconds(10)));
            var times = new ArrayList<Long>();
            for (int i = 0; i < 400; i++) {
                // Floods around the ends of cells, where counters are known to leak.
                while (limiter.check(Ask.of(policy, "s" + subject)) instanceof Admission.Admitted) times.add(now.get());
                long toEdge = 1000 - now.get() % 1000;
                now.addAndGet(random.nextBoolean() ? toEdge + random.nextInt(3) - 1 : random.nextInt(4_000));
            }
            assertThat(most(times, 10_000)).isLessThanOrEqualTo(mode == Mode.STRICT ? limit : 2 * limit);
            assertThat(most(times, 1)).isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void aTicketKeepsItsPlaceAndIsAdmittedAtItsTime() {
        var policy = policy(Mode.SMOOTH, per(10, Duration.ofSeconds(10))).queueing(100);
        for (int i = 0; i < 10; i++) limiter.check(Ask.of(policy, "a"));
        var first = queued(Ask.of(policy, "a").ticket("one"));
        var second = queued(Ask.of(policy, "a").ticket("two"));
        assertThat(first.position()).isEqualTo(1);
        assertThat(second.position()).isEqualTo(2);
        assertThat(second.delay()).isGreaterThan(first.delay());

        now.addAndGet(first.delay().toMillis());
        assertThat(limiter.peek(Ask.of(policy, "a"))).as("nobody gets in front").isInstanceOf(Admission.Refused.class);
        assertThat(limiter.check(Ask.of(policy, "a").ticket("one"))).isInstanceOf(Admission.Admitted.class);
        now.addAndGet(second.delay().minus(first.delay()).toMillis());
        assertThat(limiter.check(Ask.of(policy, "a").ticket("two"))).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void aHigherPriorityGoesFirstAndTheOthersAreToldTheirNewTime() {
        var policy = policy(Mode.SMOOTH, per(10, Duration.ofSeconds(10))).queueing(100);
        for (int i = 0; i < 10; i++) limiter.check(Ask.of(policy, "a"));
        var low = Ask.of(policy, "a").priority(Priority.LOW).ticket("low");
        var told = queued(low).delay();
        var high = queued(Ask.of(policy, "a").ticket("high"));
        assertThat(high.position()).isEqualTo(1);
        assertThat(high.delay()).isEqualTo(told);
        assertThat(queued(low).position()).isEqualTo(2);

        now.addAndGet(told.toMillis());
        assertThat(queued(low).delay()).isPositive();
        assertThat(limiter.check(Ask.of(policy, "a").ticket("high"))).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void flowsOfOnePriorityTakeTurns() {
        var shared = policy(Mode.SMOOTH, per(10, Duration.ofSeconds(10)))
                .with(List.of(
                        new LimitRule("all", List.of(), List.of(), List.of(per(10, Duration.ofSeconds(10))), false)))
                .queueing(100);
        for (int i = 0; i < 10; i++) limiter.check(Ask.of(shared, "busy"));
        for (int i = 0; i < 20; i++) queued(Ask.of(shared, "busy").ticket("busy" + i));
        assertThat(queued(Ask.of(shared, "quiet").ticket("quiet")).position()).isLessThanOrEqualTo(2);
    }

    @Test
    void aPlaceWhoseHolderDoesNotComeIsGivenUp() {
        var policy = policy(Mode.SMOOTH, per(1, Duration.ofSeconds(10))).queueing(100);
        limiter.check(Ask.of(policy, "a"));
        var gone = queued(Ask.of(policy, "a").ticket("gone"));
        now.addAndGet(gone.delay().plus(Ask.GRACE).toMillis() - 1);
        assertThat(limiter.peek(Ask.of(policy, "a"))).isInstanceOf(Admission.Refused.class);
        now.incrementAndGet();
        assertThat(limiter.peek(Ask.of(policy, "a"))).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void aFullQueueAndAnImpatientRequestAreRefused() {
        var policy = policy(Mode.SMOOTH, per(1, Duration.ofSeconds(10))).queueing(1);
        limiter.check(Ask.of(policy, "a"));
        assertThat(limiter.check(Ask.of(policy, "a").ticket("x").patience(Duration.ofSeconds(5))))
                .isInstanceOf(Admission.Refused.class);
        queued(Ask.of(policy, "a").ticket("one"));
        assertThat(limiter.check(Ask.of(policy, "a").ticket("two"))).isInstanceOf(Admission.Refused.class);
    }

    @Test
    void thePriorityDecidesHowMuchOfTheLimitMayBeUsed() {
        var policy = withReserve(policy(Mode.SMOOTH, per(100, Duration.ofMinutes(1))));
        assertThat(flood(Ask.of(policy, "a").priority(Priority.LOW))).isEqualTo(70);
        assertThat(flood(Ask.of(policy, "a").priority(Priority.NORMAL))).isEqualTo(20);
        assertThat(flood(Ask.of(policy, "a").priority(Priority.HIGH))).isEqualTo(10);
    }

    @Test
    void theTightestScopeDecidesAndSaysSo() {
        var policy = policy(Mode.SMOOTH, per(100, Duration.ofMinutes(1)))
                .with(List.of(
                        new LimitRule("service", List.of(), List.of(), List.of(per(5, Duration.ofMinutes(1))), false),
                        new LimitRule(
                                "client",
                                List.of(Dimension.CLIENT),
                                List.of(),
                                List.of(per(3, Duration.ofMinutes(1))),
                                false)));
        var one = Ask.of(policy, "a").with(Dimension.CLIENT, "one");
        assertThat(flood(one)).isEqualTo(3);
        assertThat(((Admission.Refused) limiter.check(one)).tightest().rule()).isEqualTo("client");
        var two = one.with(Dimension.CLIENT, "two");
        assertThat(flood(two)).isEqualTo(2);
        assertThat(((Admission.Refused) limiter.check(two)).tightest().rule()).isEqualTo("service");
    }

    @Test
    void aRefundGivesBackOnce() {
        var policy = policy(Mode.SMOOTH, per(2, Duration.ofMinutes(1)));
        var charge = ((Admission.Admitted) limiter.check(Ask.of(policy, "a"))).charge();
        limiter.check(Ask.of(policy, "a"));
        assertThat(limiter.refund(charge)).isTrue();
        assertThat(limiter.refund(charge)).isFalse();
        assertThat(flood(Ask.of(policy, "a"))).isEqualTo(1);
    }

    @Test
    void partOfARequestIsAdmittedWhenNotAllFits() {
        var policy = policy(Mode.STRICT, per(10, Duration.ofMinutes(1)));
        limiter.check(Ask.of(policy, "a").cost(7));
        var part =
                (Admission.Admitted) limiter.check(Ask.of(policy, "a").cost(50).inPart());
        assertThat(part.charge().units()).isEqualTo(3);
        assertThat(limiter.check(Ask.of(policy, "a").cost(50))).isInstanceOf(Admission.Impossible.class);
    }

    @Test
    void whatAThirdPartySaysHoldsUntilItsTime() {
        var policy = policy(Mode.SMOOTH, per(100, Duration.ofMinutes(1)));
        limiter.heed(Ask.of(policy, "a"), 2, Duration.ofSeconds(30));
        limiter.heed(Ask.of(policy, "a"), 50, Duration.ofSeconds(60));
        assertThat(flood(Ask.of(policy, "a"))).isEqualTo(2);
        var refused = (Admission.Refused) limiter.check(Ask.of(policy, "a"));
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(30));
        now.addAndGet(30_000);
        assertThat(flood(Ask.of(policy, "a"))).isEqualTo(98);
    }

    @Test
    void tiersAndScalesMultiplyTheLimitAtOnceAndNotTheCounts() {
        var policy = new LimitPolicy(
                "tiered",
                policy(Mode.SMOOTH, per(10, Duration.ofMinutes(1))).rules(),
                Mode.SMOOTH,
                Priority.HIGH,
                Map.of(),
                0,
                Duration.ZERO,
                LimitPolicy.Outage.OPEN,
                LimitPolicy.Consistency.REGIONAL,
                false,
                Map.of("plain", 1000, "gold", 2500),
                Map.of());
        assertThat(flood(Ask.of(policy, "a").with(Dimension.TIER, "plain"))).isEqualTo(10);
        assertThat(flood(Ask.of(policy, "a").with(Dimension.TIER, "gold"))).isEqualTo(15);
        limiter.scale(Ask.of(policy, "a"), 3000, Duration.ofMinutes(5));
        assertThat(flood(Ask.of(policy, "a").with(Dimension.TIER, "plain"))).isEqualTo(5);
    }

    private int flood(Ask ask) {
        int admitted = 0;
        while (limiter.check(ask) instanceof Admission.Admitted) admitted++;
        return admitted;
    }

    private Admission.Queued queued(Ask ask) {
        return (Admission.Queued) limiter.check(ask);
    }

    private static LimitPolicy withReserve(LimitPolicy policy) {
        return new LimitPolicy(
                policy.name(),
                policy.rules(),
                policy.mode(),
                policy.priority(),
                Map.of(Priority.NORMAL, 10, Priority.LOW, 30),
                0,
                Duration.ZERO,
                policy.outage(),
                policy.consistency(),
                false,
                Map.of(),
                Map.of());
    }

    private static long most(List<Long> times, long length) {
        var inside = new ArrayDeque<Long>();
        long most = 0;
        for (var time : times) {
            inside.add(time);
            while (inside.getFirst() <= time - length) inside.removeFirst();
            most = Math.max(most, inside.size());
        }
        return most;
    }
}
