package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.abuse.Alert;
import dev.usher.abuse.Guard;
import dev.usher.abuse.Party;
import dev.usher.abuse.Pattern;
import dev.usher.abuse.RecordedLimiter;
import dev.usher.abuse.Recorder;
import dev.usher.abuse.WatchUnavailable;
import dev.usher.calendar.Calendar;
import dev.usher.config.AbusePolicy;
import dev.usher.config.AbusePolicy.Step;
import dev.usher.config.ConfigReader;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.limit.Admission;
import dev.usher.limit.Ask;
import dev.usher.limit.LocalLimiter;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.FakeClock;
import dev.usher.testing.TestRedis;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Abuse over several environments, from what was asked to what follows. */
final class RedisGuardIT {
    private static final AbusePolicy RESPONDING = new AbusePolicy(
            30, 1000, 60, List.of(new Step(500, Duration.ofMinutes(10)), new Step(1, Duration.ofMinutes(30))));

    private static TestRedis redis;
    private static RedisLink link;

    private final FakeClock clock = new FakeClock();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final JsonLog log =
            new JsonLog(new PrintStream(lines, true, StandardCharsets.UTF_8), "test", JsonLog.Level.WARN, clock);
    private RedisAlerts alerts;
    private RedisPenalties penalties;

    @BeforeAll
    static void start() throws Exception {
        redis = TestRedis.start();
        link = RedisLink.to(redis.url(), "it-" + UUID.randomUUID(), Duration.ofSeconds(20));
    }

    @BeforeEach
    void connect() {
        alerts = new RedisAlerts(link);
        penalties = new RedisPenalties(link);
    }

    @AfterAll
    static void stop() throws Exception {
        link.close();
        redis.close();
    }

    private static LimitPolicy policy(String name, long perMinute) {
        return ConfigReader.limit(
                name, "{ queue: 0, rules: [{ name: client, per: client, minute: " + perMinute + " }] }");
    }

    /** One execution environment. */
    private final class Environment {
        final Recorder recorder;
        final RecordedLimiter limiter;

        Environment(AbusePolicy abuse) {
            var parts = new Guard.Parts(new RedisTrails(link), alerts, penalties);
            recorder = new Recorder(
                    new RedisRecording(link), new Guard(abuse, parts, log, clock), log, clock, Recorder.OFTEN);
            // The counts are on the server's clock: penalties end by it, too.
            limiter = new RecordedLimiter(
                    new RedisLimiter(link, new LocalLimiter(clock, Calendar.PLAIN, true), Calendar.PLAIN), recorder);
        }

        Admission ask(LimitPolicy policy, String client, String operation) {
            return limiter.check(
                    Ask.of(policy, policy.name()).with(Dimension.CLIENT, client).with(Dimension.OPERATION, operation));
        }
    }

    private String written() {
        return lines.toString(StandardCharsets.UTF_8);
    }

    @Test
    void findsAScraperThatNoEnvironmentSeesWhole() {
        var policy = policy("scraped", 100_000);
        var environments =
                List.of(new Environment(RESPONDING), new Environment(RESPONDING), new Environment(RESPONDING));
        for (int i = 0; i < 90; i++) environments.get(i % 3).ask(policy, "scraper", "guest.get/" + (7000 + i));
        for (int i = 0; i < 90; i++) environments.get(i % 3).ask(policy, "editor", "guest.save");
        for (var environment : environments) environment.recorder.flush();

        assertThat(alerts.of("scraped")).singleElement().satisfies(alert -> {
            assertThat(alert.pattern()).isEqualTo(Pattern.ENUMERATION);
            assertThat(Party.read(alert.whom())).isEqualTo(new Party("client", "scraper"));
            assertThat(alert.level()).isEqualTo(1);
        });
        assertThat(written()).containsOnlyOnce("\"message\":\"security alert\"").doesNotContain("scraper");
    }

    @Test
    void findsManySubjectsFromOneAddressAndHoldsNobodyForIt() {
        var policy = policy("crowd", 100_000);
        var environment = new Environment(RESPONDING);
        for (int i = 0; i < 40; i++)
            environment.limiter.check(Ask.of(policy, "crowd")
                    .with(Dimension.CLIENT, "client-" + i)
                    .with(Dimension.ADDRESS, i < 35 ? "192.0.2.7" : "192.0.2.8"));
        environment.recorder.flush();

        assertThat(alerts.of("crowd")).extracting(Alert::whom).containsExactly("192.0.2.7");
        assertThat(penalties.of("crowd", new Party("client", "client-1"))).isNull();
    }

    @Test
    void narrowsTheLimitsOfWhoAsksOnStepByStepUntilItIsLifted() {
        var policy = policy("stubborn", 20);
        var environment = new Environment(RESPONDING);
        var party = new Party("client", "loop");
        for (int i = 0; i < 100; i++) environment.ask(policy, "loop", "x");
        environment.recorder.flush();

        assertThat(alerts.of("stubborn")).singleElement().satisfies(alert -> {
            assertThat(alert.pattern()).isEqualTo(Pattern.DENIALS);
            assertThat(alert.why()).isEqualTo("80 denials in ten minutes");
        });
        var first = penalties.of("stubborn", party);
        assertThat(first).isNotNull().satisfies(penalty -> {
            assertThat(penalty.level()).isEqualTo(1);
            assertThat(penalty.why()).isEqualTo("denials: 80 denials in ten minutes");
        });
        assertThat(limitOf(environment, policy)).isEqualTo(10);

        // the same slice raises nothing more; the next one takes the next step
        for (int i = 0; i < 100; i++) environment.ask(policy, "loop", "x");
        environment.recorder.flush();
        assertThat(alerts.of("stubborn")).hasSize(1);
        clock.advance(Duration.ofMinutes(10));
        for (int i = 0; i < 100; i++) environment.ask(policy, "loop", "x");
        environment.recorder.flush();
        assertThat(alerts.of("stubborn")).extracting(Alert::level).containsExactly(2, 1);
        assertThat(limitOf(environment, policy)).as("one is the least").isEqualTo(1);

        assertThat(penalties.lift("stubborn", party)).isTrue();
        assertThat(penalties.lift("stubborn", party)).isFalse();
        assertThat(penalties.of("stubborn", party)).isNull();
        clock.advance(Duration.ofSeconds(1));
        assertThat(limitOf(environment, policy)).isEqualTo(20);
    }

    @Test
    void whatWasLiftedByHalfCanBeLiftedAgain() throws Exception {
        var policy = policy("half", 20);
        var environment = new Environment(RESPONDING);
        var party = new Party("client", "loop");
        for (int i = 0; i < 100; i++) environment.ask(policy, "loop", "x");
        environment.recorder.flush();
        assertThat(limitOf(environment, policy)).isEqualTo(10);

        redis.say("CONFIG SET maxmemory 1"); // what deletes is done all the same
        assertThatThrownBy(() -> penalties.lift("half", party)).isInstanceOf(WatchUnavailable.class);
        redis.say("CONFIG SET maxmemory 0");
        assertThat(penalties.lift("half", party)).isTrue();
        while (limitOf(environment, policy) != 20) Thread.sleep(5);
        assertThat(penalties.of("half", party)).isNull();
    }

    private static long limitOf(Environment environment, LimitPolicy policy) {
        var ask = Ask.of(policy, policy.name()).with(Dimension.CLIENT, "loop");
        return environment.limiter.peek(ask).readings().getFirst().limit();
    }

    @Test
    void looksOnByDefaultAndWhereAPolicyOnlyWatches() {
        var policy = policy("looked-on", 1);
        var environment = new Environment(new AbusePolicy(30, 1000, 60, List.of()));
        for (int i = 0; i < 100; i++) environment.ask(policy, "loop", "x");
        environment.recorder.flush();
        assertThat(alerts.of("looked-on")).extracting(Alert::level).containsExactly(0);

        var watching = policy("watching", 1).shadowed();
        var responding = new Environment(RESPONDING);
        for (int i = 0; i < 100; i++) responding.ask(watching, "loop", "x");
        responding.recorder.flush();
        assertThat(alerts.of("watching")).extracting(Alert::level).containsExactly(0);
    }
}
