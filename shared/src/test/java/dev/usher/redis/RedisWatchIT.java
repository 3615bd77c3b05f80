package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.abuse.Party;
import dev.usher.abuse.Top;
import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.LimitRule;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.LocalLimiter;
import dev.usher.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RedisWatchIT {
    private static final Instant T0 = Instant.ofEpochMilli(1_800_000_000_000L);

    private static TestRedis redis;
    private static RedisLink link;

    private final AtomicReference<Instant> now = new AtomicReference<>(T0);
    private final InstantSource clock = now::get;
    private RedisLimiter limiter;
    private RedisWatch watch;

    @BeforeAll
    static void start() throws Exception {
        redis = TestRedis.start();
        link = RedisLink.to(redis.url(), "it-" + UUID.randomUUID(), Duration.ofSeconds(20));
    }

    @BeforeEach
    void connect() {
        var alone = new LocalLimiter(clock, Calendar.PLAIN, true);
        limiter = new RedisLimiter(
                link, alone, Calendar.PLAIN, clock, () -> now.get().toEpochMilli());
        watch = new RedisWatch(link);
    }

    @AfterAll
    static void stop() throws Exception {
        link.close();
        redis.close();
    }

    private static LimitPolicy policy(String name, Mode mode, long perMinute) {
        return LimitPolicy.of(name, mode, List.of(new Window("minute", perMinute, Duration.ofMinutes(1))));
    }

    @ParameterizedTest
    @EnumSource
    void countsEveryDenialOfEverySubjectButNoQuestionAndNoneThatIsToBeQuiet(Mode mode) {
        var policy = policy("count-" + mode, mode, 2);
        for (int subject = 0; subject < 20; subject++)
            for (int i = 0; i < 2 + subject; i++) {
                limiter.check(Ask.of(policy, "s" + subject));
                limiter.check(Ask.of(policy, "s" + subject).cost(2).quietly());
                limiter.peek(Ask.of(policy, "s" + subject));
            }

        var top = watch.violators(policy.name(), T0, 3);

        assertThat(top.total()).isEqualTo(190);
        assertThat(top.error()).isZero();
        assertThat(top.entries())
                .containsExactly(
                        new Top.Entry(new Party("subject", "s19"), 19),
                        new Top.Entry(new Party("subject", "s18"), 18),
                        new Top.Entry(new Party("subject", "s17"), 17));
    }

    @Test
    void countsATicketOnceHoweverOftenItAsksAgain() {
        var policy = policy("ticket", Mode.SMOOTH, 1).queueing(5);
        limiter.check(Ask.of(policy, "a"));
        for (int i = 0; i < 4; i++)
            assertThat(limiter.check(Ask.of(policy, "a").ticket("t"))).isInstanceOf(Admission.Queued.class);

        assertThat(watch.violators(policy.name(), T0, 10).entries())
                .containsExactly(new Top.Entry(new Party("subject", "a"), 1));
    }

    @Test
    void putsADenialDownToWhomTheFirstRuleCountsWhicheverRuleDenied() {
        var minute = List.of(new Window("minute", 100, Duration.ofMinutes(1)));
        var policy = policy("rules", Mode.SMOOTH, 1)
                .with(List.of(
                        new LimitRule("client", List.of(Dimension.CLIENT), List.of(), minute, false),
                        new LimitRule(
                                "together",
                                List.of(),
                                List.of(),
                                List.of(new Window("minute", 1, Duration.ofMinutes(1))),
                                false)));
        for (int i = 0; i < 3; i++) limiter.check(Ask.of(policy, "x").with(Dimension.CLIENT, "c,1"));

        assertThat(watch.violators(policy.name(), T0, 10).entries())
                .containsExactly(new Top.Entry(new Party("client", "c%2C1"), 2));
    }

    @Test
    void findsTheHeaviestAmongMoreThanItHoldsAndBoundsItsError() {
        var policy = policy("many", Mode.SMOOTH, 1);
        for (int i = 0; i < 3000; i++) {
            deny(policy, "passer-by-" + i);
            if (i % 10 == 0) for (int times = 0; times < 3; times++) deny(policy, "stubborn");
        }

        var top = watch.violators(policy.name(), T0, 1);

        assertThat(top.total()).isEqualTo(3900);
        assertThat(top.error()).isLessThanOrEqualTo(3900 / Top.MOST);
        assertThat(top.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.party().values()).isEqualTo("stubborn");
            assertThat(entry.count()).isBetween(900L, 900 + top.error());
        });
        assertThat(members(RedisWatch.denied(policy.name(), T0))).isEqualTo(Top.MOST);
    }

    /** Costs more than there ever is: a denial without an admission before it. */
    private void deny(LimitPolicy policy, String subject) {
        assertThat(limiter.check(Ask.of(policy, subject).cost(2))).isInstanceOf(Admission.Impossible.class);
    }

    private static long members(String key) {
        var count = new LuaScript("count", "return redis.call('ZCARD', KEYS[1])", "none");
        return (Long) java.util.Objects.requireNonNull(
                link.run(count, io.lettuce.core.ScriptOutputType.INTEGER, new String[] {key}));
    }

    @Test
    void forgetsAfterAnHour() {
        var policy = policy("hour", Mode.SMOOTH, 1);
        deny(policy, "early");
        now.set(T0.plus(Duration.ofMinutes(54)));
        deny(policy, "late");
        assertThat(watch.violators(policy.name(), now.get(), 10).entries()).hasSize(2);
        now.set(T0.plus(Duration.ofMinutes(60)));
        assertThat(watch.violators(policy.name(), now.get(), 10).entries())
                .containsExactly(new Top.Entry(new Party("subject", "late"), 1));
    }

    @Test
    void estimatesWhoTakesMuchFromASample() {
        var policy = policy("heavy", Mode.SMOOTH, 1_000_000);
        for (int i = 0; i < 8000; i++) {
            limiter.check(Ask.of(policy, "big").cost(2));
            if (i % 4 == 0) limiter.check(Ask.of(policy, "small"));
        }

        var top = watch.heavy(policy.name(), T0, 10);

        // The standard deviation of either estimate is 16 * sqrt(n * 1/16 * 15/16) calls: 346 of 8000, 173 of 2000.
        assertThat(top.entries()).hasSize(2);
        assertThat(top.entries().getFirst().party().values()).isEqualTo("big");
        assertThat(top.entries().getFirst().count()).isBetween(16_000L - 6 * 692, 16_000L + 6 * 692);
        assertThat(top.entries().getLast().count()).isBetween(2000L - 6 * 173, 2000L + 6 * 173);
    }
}
