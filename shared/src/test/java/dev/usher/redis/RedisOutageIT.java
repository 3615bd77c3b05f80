package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.Regions;
import dev.usher.config.Window;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.FallbackLimiter;
import dev.usher.limit.LocalLimiter;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FaultyLine;
import dev.usher.testing.FaultyLine.Fault;
import dev.usher.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Redis away in every way it can be: a decision within 50 ms, by the fallback, and Redis' own soon after it is back. */
final class RedisOutageIT {
    private static final Duration BOUND = Duration.ofMillis(50);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(2);

    /** A machine that others use too may be late itself; what is wrong with the limiter is wrong every time. */
    private static final int ROUNDS = 8;

    private static final LimitPolicy POLICY =
            LimitPolicy.of("busy", Mode.SMOOTH, List.of(new Window("hour", 10_000_000, Duration.ofHours(1))));

    /** A way of being away. */
    enum Trouble {
        SLOW,
        BLACK_HOLE,
        CUT_IN_ANSWER,
        HANGS_UP,
        FROZEN,
        KILLED,
        READ_ONLY,
        OUT_OF_MEMORY,
        LOADING,
        WRONG_PASSWORD,
        FAILED_OVER
    }

    @TempDir
    Path folder;

    /** A server behind a line, and a limiter that reaches it through that. */
    private final class Site implements AutoCloseable {
        private TestRedis redis =
                TestRedis.start(TestRedis.freePort(), "--dir", folder.toString(), "--enable-debug-command", "yes");
        private final FaultyLine line = FaultyLine.before(redis.port());
        private final RedisLink link = RedisLink.to(line.url());
        private final RedisLimiter limiter = limiter(link);

        Site() throws Exception {}

        void begin(Trouble trouble) throws Exception {
            switch (trouble) {
                case SLOW -> line.fail(Fault.SLOW);
                case BLACK_HOLE -> line.fail(Fault.BLACK_HOLE);
                case CUT_IN_ANSWER -> line.fail(Fault.CUT_IN_ANSWER);
                case HANGS_UP -> line.fail(Fault.HANGS_UP);
                case FROZEN -> redis.signal("STOP");
                case KILLED -> redis.signal("KILL");
                case READ_ONLY -> redis.say("REPLICAOF 127.0.0.1 1");
                case OUT_OF_MEMORY -> redis.say("CONFIG SET maxmemory 1");
                case LOADING -> {
                    redis.say("DEBUG POPULATE 3000");
                    redis.say("SAVE");
                    restart(false, "--key-load-delay", "10000", "--loading-process-events-interval-bytes", "1024");
                    redis.await("-LOADING");
                }
                case WRONG_PASSWORD -> restart(true, "--requirepass", "another");
                case FAILED_OVER -> {
                    var promoted = TestRedis.start();
                    promoted.say("REPLICAOF 127.0.0.1 " + redis.port());
                    while (!redis.say("WAIT 1 1000").startsWith(":1")) Thread.onSpinWait();
                    promoted.say("REPLICAOF NO ONE");
                    redis.say("REPLICAOF 127.0.0.1 " + promoted.port());
                    demoted = redis;
                    redis = promoted;
                }
            }
        }

        private TestRedis demoted = redis;

        void end(Trouble trouble) throws Exception {
            switch (trouble) {
                case SLOW, BLACK_HOLE, CUT_IN_ANSWER, HANGS_UP -> line.fail(Fault.NONE);
                case FROZEN -> redis.signal("CONT");
                case KILLED -> restart(true);
                case READ_ONLY -> redis.say("REPLICAOF NO ONE");
                case OUT_OF_MEMORY -> redis.say("CONFIG SET maxmemory 0");
                case LOADING -> {
                    redis.say("CONFIG SET key-load-delay 0");
                    redis.await("+PONG");
                    redis.say("FLUSHALL");
                }
                case WRONG_PASSWORD -> redis.say("AUTH another\r\nCONFIG SET requirepass \"\"");
                case FAILED_OVER -> line.leadTo(redis.port());
            }
        }

        private void restart(boolean whole, String... settings) throws Exception {
            redis.close();
            var all = new java.util.ArrayList<>(List.of("--dir", folder.toString(), "--enable-debug-command", "yes"));
            all.addAll(List.of(settings));
            redis = TestRedis.launch(redis.port(), all.toArray(String[]::new));
            if (whole) redis.await("+PONG");
        }

        @Override
        public void close() throws IOException {
            link.close();
            line.close();
            demoted.close();
            redis.close();
        }
    }

    /** What one round saw. */
    private record Round(Duration slowest, Duration back, long alone) {}

    @ParameterizedTest
    @EnumSource
    void decidesInTimeAndComesBackSoon(Trouble trouble) throws Exception {
        try (var site = new Site()) {
            awaitRedis(site.limiter);
            Round round = round(site, trouble);
            for (int i = 1; i < ROUNDS && !isGood(round); i++) round = round(site, trouble);
            System.out.println("RedisOutageIT " + trouble + ": " + round);
            assertThat(round.alone).isPositive();
            assertThat(round.slowest).isLessThan(BOUND);
            assertThat(round.back).isLessThan(BACK_WITHIN);
        }
    }

    private static boolean isGood(Round round) {
        return round.slowest.compareTo(BOUND) < 0 && round.back.compareTo(BACK_WITHIN) < 0;
    }

    private static Round round(Site site, Trouble trouble) throws Exception {
        site.begin(trouble);
        var slowest = Duration.ZERO;
        long alone = 0;
        long end = System.nanoTime() + Duration.ofMillis(1300).toNanos(); // longer than a silent server is waited for
        while (System.nanoTime() < end) {
            long from = System.nanoTime();
            var admission = site.limiter.check(Ask.of(POLICY, "one"));
            var took = Duration.ofNanos(System.nanoTime() - from);
            if (took.compareTo(slowest) > 0) slowest = took;
            assertThat(admission).isInstanceOf(Admission.Admitted.class);
            if (admission.fallback()) alone++;
            Thread.sleep(1);
        }
        site.end(trouble);
        long from = System.nanoTime();
        awaitRedis(site.limiter);
        return new Round(slowest, Duration.ofNanos(System.nanoTime() - from), alone);
    }

    @Test
    void startsAnewWhenRedisWasEmptiedAndForgotItsScripts() throws Exception {
        try (var redis = TestRedis.start();
                var link = RedisLink.to(redis.url())) {
            var limiter = limiter(link);
            var policy = LimitPolicy.of("emptied", Mode.SMOOTH, List.of(new Window("hour", 40, Duration.ofHours(1))));
            awaitRedis(limiter);
            for (int i = 0; i < 40; i++) awaitOwn(limiter, policy);
            assertThat(awaitOwn(limiter, policy)).isInstanceOf(Admission.Refused.class);
            redis.say("FLUSHALL");
            redis.say("SCRIPT FLUSH");
            assertThat(awaitOwn(limiter, policy))
                    .isInstanceOfSatisfying(Admission.Admitted.class, admitted -> assertThat(admitted.remaining())
                            .isEqualTo(39));
        }
    }

    /** Redis' decision; a machine that is late may take the fallback's first. */
    private static Admission awaitOwn(RedisLimiter limiter, LimitPolicy policy) {
        while (true) {
            var admission = limiter.check(Ask.of(policy, "one"));
            if (!admission.fallback()) return admission;
        }
    }

    static RedisLimiter limiter(RedisLink link) {
        var alone = new LocalLimiter(InstantSource.system(), Calendar.PLAIN, true);
        return new RedisLimiter(link, new FallbackLimiter(alone), Calendar.PLAIN, Regions.ALONE, JsonLog.off());
    }

    static void awaitRedis(RedisLimiter limiter) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end) {
            if (!limiter.check(Ask.of(POLICY, "await")).fallback()) return;
            Thread.sleep(2);
        }
        throw new AssertionError("Redis never decided");
    }
}
