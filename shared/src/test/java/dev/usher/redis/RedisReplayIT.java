package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.Regions;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.Arrears;
import dev.usher.limit.Ask;
import dev.usher.limit.LocalLimiter;
import dev.usher.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What was admitted without Redis is counted there in the end, once. */
final class RedisReplayIT {
    private static LimitPolicy hourly(String name, long limit) {
        return LimitPolicy.of(name, Mode.SMOOTH, List.of(new Window("hour", limit, Duration.ofHours(1))));
    }

    /** The oracle counts all the time, Redis only while it is there; after the replay both stand the same. */
    @Test
    void afterwardsRedisStandsAsIfItHadCountedAllAlong() throws Exception {
        try (var redis = TestRedis.start();
                var link = RedisLink.to(redis.url(), "", Duration.ofSeconds(20))) {
            RedisOutageIT.awaitRedis(RedisOutageIT.limiter(link));
            for (int history = 0; history < 200; history++) history(link, new Random(history), history);
        }
    }

    private static void history(RedisLink link, Random random, int number) {
        var now = new AtomicLong(1_800_000_000_000L + random.nextInt(1_000_000));
        InstantSource clock = () -> Instant.ofEpochMilli(now.get());
        var oracle = new LocalLimiter(clock, Calendar.PLAIN, false);
        var limiter =
                new RedisLimiter(link, new LocalLimiter(clock, Calendar.PLAIN, true), Calendar.PLAIN, clock, now::get);
        var arrears = new Arrears();
        var policy = LimitPolicy.of(
                "replayed-" + number,
                random.nextBoolean() ? Mode.SMOOTH : Mode.STRICT,
                List.of(
                        new Window("burst", 20 + random.nextInt(80), Duration.ofSeconds(7)),
                        new Window("minute", 50 + random.nextInt(300), Duration.ofMinutes(1))));
        for (int outage = 0; outage < 8; outage++) {
            for (int step = random.nextInt(40); step > 0; step--) {
                var ask = Ask.of(policy, "s" + random.nextInt(3)).cost(1 + random.nextInt(4));
                if (oracle.check(ask) instanceof Admission.Admitted admitted) arrears.owe(admitted.charge());
                now.addAndGet(random.nextInt(3) == 0 ? random.nextInt(5_000) : random.nextInt(30));
            }
            for (var batch = arrears.next(now.get()); batch != null; batch = arrears.next(now.get())) {
                boolean lost = random.nextInt(3) == 0;
                link.send(ReplayScript.call(batch, Regions.ALONE, now.get())).join();
                if (lost) {
                    arrears.unconfirmed(batch, now.get());
                    now.addAndGet(250);
                } else {
                    arrears.confirmed(batch);
                }
            }
            for (int step = 0; step < 10; step++) {
                var ask = Ask.of(policy, "s" + random.nextInt(3)).cost(1 + random.nextInt(4));
                assertThat(limiter.check(ask))
                        .as("history %d", number)
                        .usingRecursiveComparison()
                        .ignoringFields("charge.id")
                        .isEqualTo(oracle.check(ask));
                now.addAndGet(random.nextInt(500));
            }
        }
    }

    private static void awaitRemaining(RedisLimiter limiter, LimitPolicy policy, long remaining) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        long seen = -1;
        while (System.nanoTime() < end) {
            var now = limiter.peek(Ask.of(policy, "one"));
            seen = now.readings().getFirst().remaining();
            if (!now.fallback() && seen == remaining) return;
            Thread.sleep(5);
        }
        throw new AssertionError("remaining was " + seen + " and never " + remaining);
    }

    /** The check that was under way is counted by its late answer, the nine others by the replay; none twice. */
    @Test
    void whatIsAdmittedWhileRedisIsFrozenIsCountedOnceItGoesOn() throws Exception {
        try (var redis = TestRedis.start();
                var link = RedisLink.to(redis.url())) {
            var limiter = RedisOutageIT.limiter(link);
            RedisOutageIT.awaitRedis(limiter);
            var policy = hourly("frozen", 400);
            awaitRemaining(limiter, policy, 400);
            redis.signal("STOP");
            int admitted = 0;
            while (limiter.check(Ask.of(policy, "one")) instanceof Admission.Admitted admission && admission.fallback())
                admitted++;
            redis.signal("CONT");
            assertThat(admitted).as("a quarter").isEqualTo(100);
            awaitRemaining(limiter, policy, 300);
        }
    }

    /** Redis admitted it in the end, but its caller was told no meanwhile. */
    @Test
    void whatWasChargedTooLateForAnybodyIsGivenBack() throws Exception {
        try (var redis = TestRedis.start();
                var link = RedisLink.to(redis.url())) {
            var limiter = RedisOutageIT.limiter(link);
            RedisOutageIT.awaitRedis(limiter);
            var policy = hourly("late", 4);
            for (int outage = 0; outage < 3; outage++) {
                redis.signal("STOP");
                for (int i = 0; i < 5; i++) limiter.check(Ask.of(policy, "one"));
                redis.signal("CONT");
                awaitRemaining(limiter, policy, 3);
            }
        }
    }

    /** Whether the check that was under way was charged, nobody can know: it is left out. */
    @Test
    void whatWasUnderWayWhenRedisDiedIsTakenForCharged() throws Exception {
        int port = TestRedis.freePort();
        var redis = TestRedis.start(port);
        try (var link = RedisLink.to(redis.url())) {
            var limiter = RedisOutageIT.limiter(link);
            RedisOutageIT.awaitRedis(limiter);
            var policy = hourly("died", 400);
            awaitRemaining(limiter, policy, 400);
            redis.signal("STOP");
            while (limiter.check(Ask.of(policy, "one")) instanceof Admission.Admitted) {}
            redis.signal("KILL");
            redis = TestRedis.start(port);
            awaitRemaining(limiter, policy, 301);
        } finally {
            redis.close();
        }
    }

    /** The limit is 40 an hour; four environments alone admit a quarter each, and then nothing is left for anybody. */
    @Test
    void aWindowStaysWithinItsLimitOverAnOutage() throws Exception {
        try (var redis = TestRedis.start();
                var one = RedisLink.to(redis.url());
                var two = RedisLink.to(redis.url());
                var three = RedisLink.to(redis.url());
                var four = RedisLink.to(redis.url())) {
            var limiters = List.of(one, two, three, four).stream()
                    .map(RedisOutageIT::limiter)
                    .toList();
            for (var limiter : limiters) RedisOutageIT.awaitRedis(limiter);
            var policy = hourly("four", 40);
            redis.signal("STOP");
            int admitted = 0;
            for (var limiter : limiters)
                for (int i = 0; i < 40; i++)
                    if (limiter.check(Ask.of(policy, "one")) instanceof Admission.Admitted) admitted++;
            redis.signal("CONT");
            for (var limiter : limiters) RedisOutageIT.awaitRedis(limiter);
            awaitRemaining(limiters.getFirst(), policy, 0);
            assertThat(admitted).isEqualTo(40);
        }
    }
}
