package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.LimitPolicy;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.LocalLimiter;
import dev.usher.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RedisLimiterIT {
    @Test
    void agreesWithTheOracleOverRandomHistories() throws Exception {
        try (var redis = TestRedis.any();
                var link = RedisLink.to(redis.url(), "it-" + UUID.randomUUID())) {
            awaitAnswer(link);
            var random = new Random(7);
            for (int history = 0; history < 60; history++) compareHistory(link, random, history);
        }
    }

    private static void compareHistory(RedisLink link, Random random, int history) {
        var now = new AtomicLong(1_800_000_000_000L + random.nextInt(100_000));
        var oracle = new LocalLimiter(() -> Instant.ofEpochMilli(now.get()), false);
        var limiter = new RedisLimiter(link, oracle, now::get);
        var policy = randomPolicy(random);
        var subject = "history-" + history;
        for (int step = 0; step < 120; step++) {
            var expected = oracle.admit(subject, policy);
            var actual = limiter.admit(subject, policy);
            assertThat(actual).as("history %d step %d", history, step).isEqualTo(expected);
            if (random.nextInt(10) == 0) {
                oracle.refund(subject, policy, expected);
                limiter.refund(subject, policy, actual);
            }
            now.addAndGet(random.nextInt(5) == 0 ? random.nextInt(9_000) : random.nextInt(40));
        }
    }

    @Test
    void admitsExactlyTheLimitUnderThirtyTwoThreads() throws Exception {
        try (var redis = TestRedis.any();
                var link = RedisLink.to(redis.url(), "it-" + UUID.randomUUID())) {
            awaitAnswer(link);
            var limiter = limiter(link);
            var policy = new LimitPolicy(List.of(new Window("hour", 1000, Duration.ofHours(1))), 0, Duration.ZERO);
            var admitted = new AtomicInteger();
            var fallbacks = new AtomicInteger();
            try (var threads = Executors.newFixedThreadPool(32)) {
                for (int i = 0; i < 3000; i++)
                    threads.execute(() -> {
                        switch (limiter.admit("exact", policy)) {
                            case Admission.Admitted(var left, var fallback) ->
                                (fallback ? fallbacks : admitted).incrementAndGet();
                            case Admission.Refused(var wait, var fallback) -> {
                                if (fallback) fallbacks.incrementAndGet();
                            }
                            case Admission.Queued queued -> throw new AssertionError(queued);
                        }
                    });
            }
            assertThat(admitted.get()).isLessThanOrEqualTo(1000);
            if (fallbacks.get() == 0) assertThat(admitted).hasValue(1000);
        }
    }

    @Test
    void decidesFromAQuarterOfTheLimitWhileRedisIsFrozenAndComesBack() throws Exception {
        try (var server = TestRedis.start();
                var link = RedisLink.to(server.url())) {
            awaitAnswer(link);
            var limiter = limiter(link);
            var policy = new LimitPolicy(List.of(new Window("hour", 40, Duration.ofHours(1))), 0, Duration.ZERO);

            server.signal("STOP");
            int admitted = 0;
            for (int i = 0; i < 40; i++)
                if (limiter.admit("frozen", policy) instanceof Admission.Admitted(var left, var fallback)) {
                    assertThat(fallback).isTrue();
                    admitted++;
                }
            assertThat(admitted).isEqualTo(10);

            server.signal("CONT");
            awaitAnswer(link);
        }
    }

    private static RedisLimiter limiter(RedisLink link) {
        return new RedisLimiter(link, new LocalLimiter(InstantSource.system(), true));
    }

    private static void awaitAnswer(RedisLink link) throws InterruptedException {
        var limiter = limiter(link);
        var policy = new LimitPolicy(List.of(new Window("second", 1_000_000, Duration.ofSeconds(1))), 0, Duration.ZERO);
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < deadline) {
            if (limiter.admit("await", policy) instanceof Admission.Admitted(var left, var fallback) && !fallback)
                return;
            Thread.sleep(20);
        }
        throw new AssertionError("redis never answered");
    }

    private static LimitPolicy randomPolicy(Random random) {
        var windows = List.of(
                new Window("second", 1 + random.nextInt(5), Duration.ofSeconds(1)),
                new Window("burst", 1 + random.nextInt(20), Duration.ofSeconds(7)),
                new Window("minute", 1 + random.nextInt(60), Duration.ofMinutes(1)));
        return new LimitPolicy(windows.subList(0, 1 + random.nextInt(3)), random.nextInt(40), Duration.ZERO);
    }
}
