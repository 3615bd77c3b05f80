package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testing.FaultyLine;
import dev.usher.testing.FaultyLine.Fault;
import dev.usher.testing.TestRedis;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How the connection to Redis behaves; what is decided meanwhile is {@link RedisOutageIT}'s. */
final class RedisLinkIT {
    private static final LuaScript REFUND = LuaScript.load("layout", "usage", "regions", "refund");

    private final AtomicLong number = new AtomicLong();

    /** A run that changes nothing but a marker of its own: 1 when it was done. */
    private @Nullable Object ask(RedisLink link) {
        return link.run(
                REFUND,
                ScriptOutputType.INTEGER,
                new String[] {"rl:{link}:refund:" + number.incrementAndGet()},
                Packed.writing(16).u48(0).u32(1).u48(0).bytes(),
                new byte[0]);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("did not happen: " + what);
            Thread.sleep(5);
        }
    }

    @Test
    void sendsAScriptThatTheServerForgotOnceMore() throws Exception {
        try (var redis = TestRedis.start();
                var link = RedisLink.to(redis.url(), "", Duration.ofSeconds(20))) {
            assertThat(ask(link)).isEqualTo(1L);
            assertThat(redis.say("SCRIPT FLUSH")).isEqualTo("+OK");
            assertThat(ask(link)).isEqualTo(1L);
        }
    }

    @Test
    void nothingThatWasCutOffIsSentAgain() throws Exception {
        try (var redis = TestRedis.start();
                var line = FaultyLine.before(redis.port());
                var link = RedisLink.to(line.url(), "", Duration.ofSeconds(20))) {
            await("an answer", () -> ask(link) != null);
            redis.say("CONFIG RESETSTAT");
            line.fail(Fault.CUT_IN_ANSWER);
            assertThat(ask(link)).isNull();
            line.fail(Fault.NONE);
            await("another answer", () -> ask(link) != null);
            assertThat(scriptsRun(redis)).isEqualTo(2);
        }
    }

    private static long scriptsRun(TestRedis redis) throws Exception {
        try (var client = io.lettuce.core.RedisClient.create(redis.url());
                var connection = client.connect()) {
            var stats = connection.sync().info("commandstats");
            var calls = stats.lines()
                    .filter(line -> line.startsWith("cmdstat_evalsha:"))
                    .findFirst()
                    .orElse("calls=0,");
            return Long.parseLong(calls.replaceAll("^.*?calls=(\\d+).*", "$1"));
        }
    }

    @Test
    void asksNothingMoreWhileAnAnswerIsOverdueAndKnowsAtOnceWhenItCame() throws Exception {
        try (var redis = TestRedis.start();
                var link = RedisLink.to(redis.url())) {
            await("an answer", () -> ask(link) != null);
            redis.say("CONFIG RESETSTAT");
            redis.signal("STOP");
            for (int i = 0; i < 100; i++) assertThat(ask(link)).isNull();
            redis.signal("CONT");
            await("another answer", () -> ask(link) != null);
            assertThat(scriptsRun(redis)).as("the overdue one, and the last").isEqualTo(2);
        }
    }

    /** Fifty clients whose server hangs up: each tries at most ten times a second, and they don't try together. */
    @Test
    void clientsThatLostTheirServerSpreadTheirAttempts() throws Exception {
        var links = new ArrayList<RedisLink>();
        try (var redis = TestRedis.start();
                var line = FaultyLine.before(redis.port())) {
            for (int i = 0; i < 50; i++) links.add(RedisLink.to(line.url()));
            for (var link : links) await("an answer", () -> ask(link) != null);
            line.connects().clear();

            long from = System.nanoTime();
            line.fail(Fault.HANGS_UP);
            while (System.nanoTime() - from < Duration.ofSeconds(3).toNanos())
                for (var link : links) assertThat(ask(link)).isNull();
            var attempts = List.copyOf(line.connects());
            line.fail(Fault.NONE);
            for (var link : links) await("an answer again", () -> ask(link) != null);

            assertThat(attempts.size() / 50.0 / 3)
                    .as("attempts a second and client")
                    .isBetween(0.5, 10.0);
            assertThat(mostWithin(attempts, Duration.ofMillis(50)))
                    .as("of fifty at once")
                    .isLessThan(25);
        } finally {
            links.forEach(RedisLink::close);
        }
    }

    private static long mostWithin(List<Long> moments, Duration stretch) {
        long most = 0;
        for (long from : moments) {
            long within = moments.stream()
                    .filter(moment -> moment >= from && moment - from < stretch.toNanos())
                    .count();
            most = Math.max(most, within);
        }
        return most;
    }

    @Test
    void connectsForNobodyAndNotAfterItsEnd() throws Exception {
        try (var redis = TestRedis.start();
                var line = FaultyLine.before(redis.port())) {
            var link = RedisLink.to(line.url());
            await("an answer", () -> ask(link) != null);
            line.fail(Fault.HANGS_UP);
            await("the loss", () -> ask(link) == null);
            link.close();
            line.fail(Fault.NONE);
            int before = line.connects().size();
            long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
            while (System.nanoTime() < end) assertThat(ask(link)).isNull();
            assertThat(line.connects()).hasSize(before);
        }
    }
}
