package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.LocalLimiter;
import dev.usher.testing.TestRedis;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that are asked at the same time go to Redis together, and each is answered as if it had gone alone. */
final class RedisGroupingIT {
    private static final int TOGETHER = 24;

    @Test
    void whatIsAskedWhileOthersAreUnderWayGoesTogether() throws Exception {
        try (var redis = TestRedis.start();
                var link = RedisLink.to(redis.url(), "", Duration.ofSeconds(20))) {
            var limiter = limiter(link);
            assertThat(limiter.check(Ask.of(policy("warm", 1), "a"))).isInstanceOf(Admission.Admitted.class);
            redis.say("CONFIG RESETSTAT");
            allGetTheirOwnAnswer(redis, limiter);
            assertThat(scriptsRun(redis)).isBetween(3, 6);
        }
    }

    @Test
    void aScriptThatTheServerHasForgottenIsToldItAgain() throws Exception {
        try (var redis = TestRedis.start();
                var link = RedisLink.to(redis.url(), "", Duration.ofSeconds(20))) {
            var limiter = limiter(link);
            assertThat(limiter.check(Ask.of(policy("warm", 1), "a"))).isInstanceOf(Admission.Admitted.class);
            redis.say("SCRIPT FLUSH");
            allGetTheirOwnAnswer(redis, limiter);
        }
    }

    /** Requests of two policies, of the usual kind and not, each with a cost that tells it from the others. */
    private static void allGetTheirOwnAnswer(TestRedis redis, RedisLimiter limiter) throws Exception {
        var policies = List.of(policy("one", 10_000), policy("two", 10_000));
        redis.say("CLIENT PAUSE 300 ALL");
        try (var threads = Executors.newFixedThreadPool(TOGETHER)) {
            var answers = new ArrayList<Future<Admission>>();
            for (int i = 0; i < TOGETHER; i++) {
                var ask = Ask.of(policies.get(i % 2), "subject-" + i % 5).cost(1 + i);
                Callable<Admission> check = () -> limiter.check(ask);
                Callable<Admission> withTicket = () -> limiter.check(ask.ticket("ticket-" + ask.cost()));
                Callable<Admission> peek = () -> limiter.peek(ask);
                answers.add(threads.submit(i % 7 == 0 ? peek : i % 3 == 0 ? withTicket : check));
            }
            for (int i = 0; i < TOGETHER; i++) {
                assertThat(answers.get(i).get()).isInstanceOf(Admission.Admitted.class);
                var admitted = (Admission.Admitted) answers.get(i).get();
                assertThat(admitted.charge().units()).isEqualTo(1 + i);
                assertThat(admitted.fallback()).isFalse();
            }
        }
        long counted = 0;
        for (var policy : policies)
            for (int subject = 0; subject < 5; subject++) {
                var now = limiter.peek(Ask.of(policy, "subject-" + subject));
                counted += now.readings().getFirst().used();
            }
        long asked = 0;
        for (int i = 0; i < TOGETHER; i++) if (i % 7 != 0) asked += 1 + i;
        assertThat(counted).isEqualTo(asked);
    }

    private static int scriptsRun(TestRedis redis) {
        try (var client = RedisClient.create(redis.url());
                var connection = client.connect()) {
            var info = connection.sync().info("commandstats");
            var stats = Pattern.compile("cmdstat_evalsha:calls=(\\d+)").matcher(info);
            assertThat(stats.find()).isTrue();
            return Integer.parseInt(stats.group(1)) - 10; // the peeks at the end
        }
    }

    @Test
    void whatIsKeptLivesAsLongAsItMatters() throws Exception {
        try (var redis = TestRedis.any();
                var link = RedisLink.to(redis.url(), "it-" + UUID.randomUUID(), Duration.ofSeconds(20))) {
            var limiter = limiter(link);
            var window = Duration.ofMillis(250);
            var policy = LimitPolicy.of("lives", Mode.SMOOTH, List.of(new Window("quarter", 10_000, window)));
            var random = new Random(7);
            for (int i = 0; i < 60; i++) {
                var admission = limiter.check(Ask.of(policy, "a"));
                var admitted = (Admission.Admitted) admission;
                long end = (admitted.charge().at().toEpochMilli() / window.toMillis() + 2) * window.toMillis();
                var key = link.prefix() + "rl:{lives}:a";
                var left = Pattern.compile(":(-?\\d+)").matcher(redis.say("PTTL " + key));
                assertThat(left.find()).isTrue();
                long ms = Long.parseLong(left.group(1));
                if (ms != -2) // else it has ended since
                assertThat(System.currentTimeMillis() + ms).isGreaterThanOrEqualTo(end);
                Thread.sleep(random.nextInt(30));
            }
        }
    }

    private static RedisLimiter limiter(RedisLink link) {
        return new RedisLimiter(link, new LocalLimiter(InstantSource.system(), Calendar.PLAIN, true), Calendar.PLAIN);
    }

    private static LimitPolicy policy(String name, long limit) {
        return LimitPolicy.of(
                name,
                Mode.SMOOTH,
                List.of(
                        new Window("minute", limit, Duration.ofMinutes(1)),
                        new Window("day", limit, Duration.ofDays(1))));
    }
}
